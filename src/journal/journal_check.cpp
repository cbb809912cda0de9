#include "journal/journal_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <sstream>

#include "journal/durable_file.h"
#include "journal/sqlite_journal.h"

namespace cs::journal {

namespace {

constexpr std::uint64_t progress_step = 4096;
constexpr std::size_t repair_batch = 1000;

std::string numbered(std::uint64_t sequence) { return "record " + std::to_string(sequence); }

std::string_view leaf_view(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The state of one reading from the first record to the last.
class Reading {
public:
    Reading(sqlite::Database& database, const sqlite::Progress& progress, const RecordCheck& check)
        : database_(database), progress_(progress), check_(check) {}

    Result<void> read_head(std::optional<Realm> realm);
    void read_records();
    void compare_with_head();
    void check_structure();
    VerifyReport take() { return std::move(report_); }

private:
    void found(std::uint64_t sequence, std::string what);
    void take_record(const Record& record);

    sqlite::Database& database_;
    const sqlite::Progress& progress_;
    const RecordCheck& check_;
    VerifyReport report_;
    Hash256 head_hash_;
    bool has_head_ = false;
    std::uint64_t last_ = 0;
    Sha256 hasher_;
    Sha256 all_hasher_;
};

void Reading::found(std::uint64_t sequence, std::string what) {
    ++report_.finding_count;
    if (report_.findings.size() < max_findings)
        report_.findings.push_back({sequence, std::move(what)});
}

Result<void> Reading::read_head(std::optional<Realm> realm) {
    auto select = database_.prepare("SELECT realm, sequence, hash FROM head");
    auto row = select ? select->step() : Result<bool>(std::unexpected(select.error()));
    has_head_ = row && *row && select->column_blob(2).size() == head_hash_.data.size();
    if (has_head_) {
        report_.realm = Realm{static_cast<std::uint32_t>(select->column_int(0))};
        report_.head = select->column_uint(1);
        auto hash = select->column_blob(2);
        std::copy(hash.begin(), hash.end(), head_hash_.data.begin());
        return {};
    }
    if (!realm)
        return fail(
            "the head of the journal cannot be read", database_.path(),
            "name the realm with --realm, so that the records can be checked without "
                    "the head");
    report_.realm = *realm;
    found(0, "the head cannot be read");
    return {};
}

void Reading::take_record(const Record& record) {
    ++report_.records;
    bool follows = record.sequence == last_ + 1;
    if (!follows) {
        std::string gap = numbered(last_ + 1);
        if (record.sequence > last_ + 2) gap += " to " + std::to_string(record.sequence - 1);
        found(last_ + 1, gap + (record.sequence > last_ + 2 ? " are missing" : " is missing"));
    }
    last_ = record.sequence;
    Hash256 hash = leaf_hash(hasher_, record);
    bool matches = hash == record.hash;
    if (!matches)
        found(record.sequence, numbered(record.sequence) + " does not match its hash");
    if (matches && check_) {
        if (auto usable = check_(record); !usable) {
            matches = false;
            found(record.sequence, numbered(record.sequence) + " (" + record.type +
                                       ") cannot be read: " + usable.error().text());
        }
    }
    if (follows && matches && report_.whole_prefix + 1 == record.sequence)
        report_.whole_prefix = record.sequence;
    report_.last_hash = hash;
    all_hasher_.add(leaf_view(hash));
}

void Reading::read_records() {
    auto select = database_.prepare(
        "SELECT sequence, at, actor, type, version, payload, key, hash FROM record"
        " ORDER BY sequence");
    for (;;) {
        auto row = select ? select->step() : Result<bool>(std::unexpected(select.error()));
        if (!row) {
            found(last_ + 1,
                  "from " + numbered(last_ + 1) + " on nothing can be read: " + row.error().what);
            break;
        }
        if (!*row) break;
        take_record(record_of_row(*select, report_.realm));
        if (progress_ && report_.records % progress_step == 0)
            progress_(report_.records, std::max(report_.head, report_.records));
    }
    report_.all_hash = all_hasher_.finish();
    if (progress_) progress_(report_.records, std::max(report_.head, report_.records));
}

void Reading::compare_with_head() {
    if (!has_head_) return;
    if (last_ < report_.head)
        found(last_ + 1, "cut off after " + numbered(last_) + ": the head says " +
                             std::to_string(report_.head));
    else if (last_ > report_.head)
        found(last_, numbered(last_) + " lies beyond the head " + std::to_string(report_.head));
    else if (report_.last_hash != head_hash_)
        found(last_, numbered(last_) + " is not the one that the head names");
}

// SQLite's own findings run over hundreds of pages; a person needs the first and how many.
void Reading::check_structure() {
    auto problems = database_.integrity_problems();
    if (!problems) return found(0, "SQLite cannot check the file: " + problems.error().what);
    std::vector<std::string> lines;
    for (const auto& problem : *problems)
        for (auto& line : lines_of(problem))
            if (!line.starts_with("***")) lines.push_back(std::move(line));
    if (lines.empty()) return;
    if (lines.size() == 1) return found(0, "SQLite: " + lines.front());
    found(0, "SQLite: " + lines.front() + ", and " + std::to_string(lines.size() - 1) + " more");
}

/// Copies records 1 to `last` from the damaged journal into a new one.
Result<void> copy_prefix(sqlite::Database& from, const std::string& to, Realm realm,
                         std::uint64_t last, const sqlite::Progress& progress) {
    auto target = TRY(SqliteJournal::open(to, realm));
    auto select = TRY(from.prepare(
        "SELECT sequence, at, actor, type, version, payload, key, hash FROM record"
        " WHERE sequence<=? ORDER BY sequence"));
    select.bind(1, last);
    std::vector<Record> batch;
    for (std::uint64_t done = 0; done < last; ++done) {
        if (!TRY(select.step())) return fail("records vanished while copying", from.path());
        batch.push_back(record_of_row(select, realm));
        if (batch.size() < repair_batch && done + 1 < last) continue;
        TRY_VOID(target->append(batch));
        batch.clear();
        if (progress) progress(done + 1, last);
    }
    return {};
}

std::string name_for_damaged(const std::string& path) {
    for (int i = 1;; ++i) {
        std::string name = path + ".damaged-" + std::to_string(i);
        if (::access(name.c_str(), F_OK) != 0) return name;
    }
}

void remove_with_log(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        std::remove((path + suffix).c_str());
}

/// Puts `repaired` in place of `path`; there is a journal under that name at every moment.
Result<void> exchange(const std::string& path, const std::string& repaired,
                      const std::string& aside) {
    if (::link(path.c_str(), aside.c_str()) != 0)
        return system_failure("cannot set the damaged journal aside", aside, errno);
    TRY_VOID(sync_directory_of(aside));
    return move_durably(repaired, path);
}

}  // namespace

Result<VerifyReport> verify(const std::string& path, const sqlite::Progress& progress,
                            const std::string& vfs, std::optional<Realm> realm,
                            const RecordCheck& check) {
    auto database = TRY(sqlite::Database::open(path, {sqlite::Mode::read, vfs, 5000, true}));
    TRY_VOID(check_format(database));
    // One transaction: a live journal is checked as of one moment.
    TRY_VOID(database.exec("BEGIN"));
    Reading reading(database, progress, check);
    TRY_VOID(reading.read_head(realm));
    reading.read_records();
    reading.compare_with_head();
    reading.check_structure();
    return reading.take();
}

Result<RepairReport> repair(const std::string& path, const sqlite::Progress& progress,
                            std::optional<Realm> realm, const RecordCheck& check) {
    VerifyReport state = TRY(verify(path, progress, "", realm, check));
    RepairReport report{.kept = state.whole_prefix, .lost = 0, .readable_after = 0, .aside = {}};
    if (state.is_sound()) return report;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return system_failure("cannot read", path, errno);
    TRY_VOID(require_free(path, static_cast<std::uint64_t>(status.st_size), "the repair"));
    std::string repaired = path + ".repaired";
    remove_with_log(repaired);
    {
        auto damaged = TRY(sqlite::Database::open(path, {sqlite::Mode::write, "", 0, true}));
        // The log must be in the file that is set aside, and must not meet the new file.
        TRY_VOID(damaged.checkpoint_and_truncate());
        TRY_VOID(copy_prefix(damaged, repaired, state.realm, state.whole_prefix, progress));
    }
    report.aside = name_for_damaged(path);
    report.lost = state.head > report.kept ? state.head - report.kept : 0;
    report.readable_after = state.records - report.kept;
    TRY_VOID(exchange(path, repaired, report.aside));
    return report;
}

}  // namespace cs::journal
