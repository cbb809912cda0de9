#include "evidence/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "base/json.h"
#include "evidence/inspect.h"
#include "evidence/picture.h"
#include "journal/durable_file.h"

namespace cs::evidence {

/// Sealed under the subject's key: what opens the files, and what the camera said.
struct Store::Secrets {
    Bytes original;
    std::optional<Bytes> public_copy;
    std::optional<Bytes> thumbnail;
    Capture capture;
    DESCRIBED(Secrets, original, public_copy, thumbnail, capture)
};

namespace {

/// "CSE1", in SQLite's application_id.
constexpr std::int64_t index_mark = 0x43534531;
constexpr std::int64_t index_format = 1;
constexpr int fold_after_pages = 1'000;
constexpr const char* index_sql = R"sql(
CREATE TABLE evidence(
  hash BLOB NOT NULL, subject INTEGER NOT NULL, person INTEGER, type TEXT NOT NULL,
  bytes INTEGER NOT NULL, width INTEGER, height INTEGER, at INTEGER NOT NULL,
  is_attached INTEGER NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY(hash, subject)) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_subject ON evidence(subject);
CREATE INDEX evidence_waiting ON evidence(at, bytes) WHERE is_attached=0;
)sql";
constexpr const char* columns =
    "SELECT hash, subject, person, type, bytes, width, height, at FROM evidence ";

std::string index_of(const std::string& directory) { return directory + "/index.db"; }

std::string_view bytes_of(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()};
}

Bytes bytes_of(const FileKey& key) { return {{key.bytes.begin(), key.bytes.end()}}; }

FileKey key_of(const Bytes& bytes) {
    FileKey key;
    std::copy_n(bytes.data.begin(), std::min(bytes.data.size(), key.bytes.size()),
                key.bytes.begin());
    return key;
}

std::string place_of_seal(const Hash256& hash) { return "evidence " + hex_text(hash); }

Result<Evidence> evidence_in(const sqlite::Statement& row) {
    Evidence out;
    auto hash = row.column_blob(0);
    if (hash.size() != out.hash.data.size())
        return fail("the index of evidence holds a hash of another length", {},
                    "restore it from a backup");
    std::copy(hash.begin(), hash.end(), out.hash.data.begin());
    out.owner.subject = SubjectId{row.column_uint(1)};
    if (!row.is_null(2)) out.owner.person = PersonId{row.column_uint(2)};
    auto media = media_of_type(row.column_text(3));
    if (!media)
        return fail("the index of evidence holds a type that this program does not know",
                    hex_text(out.hash), "use the newer program that wrote it");
    out.media = *media;
    out.bytes = row.column_uint(4);
    if (!row.is_null(5)) out.width = static_cast<std::uint32_t>(row.column_int(5));
    if (!row.is_null(6)) out.height = static_cast<std::uint32_t>(row.column_int(6));
    out.at = Instant{row.column_int(7)};
    return out;
}

Result<void> make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return journal::system_failure("cannot make this directory", path, errno);
}

Result<void> create_index(sqlite::Database& database) {
    auto transaction = TRY(sqlite::Transaction::begin(database));
    TRY_VOID(database.set_pragma("application_id", index_mark));
    TRY_VOID(database.set_pragma("user_version", index_format));
    TRY_VOID(database.exec(index_sql));
    return transaction.commit();
}

Result<void> check_index(sqlite::Database& database) {
    if (TRY(database.pragma("application_id")) != index_mark)
        return fail("this is not an index of evidence", database.path(),
                    "restore it from a backup");
    if (TRY(database.pragma("user_version")) > index_format)
        return fail("the index of evidence has a newer format", database.path(),
                    "use the newer program that wrote it");
    return {};
}

}  // namespace

bool has_index(const std::string& directory) {
    return ::access(index_of(directory).c_str(), F_OK) == 0;
}

Result<std::unique_ptr<Store>> Store::open(const std::string& directory, journal::Vault& vault,
                                           StoreOptions options) {
    std::unique_ptr<Store> out(new Store(directory, vault, options));
    TRY_VOID(make_directory(directory));
    std::error_code ignored;
    std::filesystem::remove_all(directory + "/incoming", ignored);
    TRY_VOID(make_directory(directory + "/incoming"));
    TRY_VOID(journal::make_private_file(index_of(directory)));
    out->database_ = TRY(sqlite::Database::open(index_of(directory)));
    TRY_VOID(out->database_.use_wal(fold_after_pages));
    if (TRY(out->database_.pragma("application_id")) == 0) TRY_VOID(create_index(out->database_));
    TRY_VOID(check_index(out->database_));
    return out;
}

Result<std::unique_ptr<Store>> Store::open_reader(const std::string& directory,
                                                  journal::Vault& vault) {
    std::unique_ptr<Store> out(new Store(directory, vault, {}));
    out->database_ = TRY(sqlite::Database::open(index_of(directory), {sqlite::Mode::read}));
    TRY_VOID(check_index(out->database_));
    return out;
}

Store::~Store() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
}

std::string Store::name_of(const Evidence& evidence) const {
    return hex_text(evidence.hash) + "." + std::to_string(raw(evidence.owner.subject));
}

std::string Store::path_of(const Evidence& evidence, Form form) const {
    constexpr const char* endings[] = {".original", ".public", ".thumbnail"};
    auto name = name_of(evidence);
    return directory_ + "/" + name.substr(0, 2) + "/" + name + endings[static_cast<int>(form)];
}

/// Between its files and its row: nobody takes them for strays meanwhile.
class Store::Keeping {
public:
    Keeping(Store& store, std::string name) : store_(store), name_(std::move(name)) {
        std::lock_guard lock(store_.mutex_);
        store_.being_kept_.insert(name_);
    }
    ~Keeping() {
        std::lock_guard lock(store_.mutex_);
        store_.being_kept_.erase(store_.being_kept_.find(name_));
    }
    Keeping(const Keeping&) = delete;
    Keeping& operator=(const Keeping&) = delete;

private:
    Store& store_;
    std::string name_;
};

Checked<std::unique_ptr<Upload>> Store::begin(Sender sender) {
    static std::atomic<std::uint64_t> next = 0;
    auto slot = TRY(senders_.begin(std::move(sender)));
    if (TRY(journal::free_bytes(directory_)) < options_.reserve_bytes)
        return reject(RejectionCode::store_full);
    return TRY(Upload::begin(directory_ + "/incoming/" + std::to_string(++next),
                             std::move(slot)));
}

Checked<void> Store::require_room(const Owner& owner) {
    std::lock_guard lock(mutex_);
    auto bytes = TRY(database_.query_int(
        "SELECT coalesce(sum(bytes), 0) FROM evidence WHERE is_attached=0"));
    auto count = TRY(database_.prepare(
        "SELECT count(*) FROM evidence WHERE subject=? AND is_attached=0"));
    TRY(count.bind(1, raw(owner.subject)).step());
    if (static_cast<std::uint64_t>(bytes) < options_.waiting_bytes &&
        count.column_int(0) < options_.waiting_of_subject)
        return {};
    return reject(RejectionCode::too_many_uploads);
}

Checked<Evidence> Store::keep(Upload& upload, std::string_view claimed, const Owner& owner,
                              Instant now) {
    auto first = TRY(upload.finish());
    TRY_VOID(require_room(owner));
    auto content = TRY(upload.open());
    Evidence evidence;
    evidence.media = TRY(inspect(first, *content));
    TRY_VOID(check_length(evidence.media, upload.bytes()));
    auto said = media_of_type(claimed);
    bool is_film_of_sound = said == Media::mp4 && evidence.media == Media::m4a;
    if (said && *said != evidence.media && !is_film_of_sound)
        return reject(RejectionCode::mislabelled,
                      "it is " + std::string(type_of(evidence.media)) + ", and was sent as " +
                          std::string(type_of(*said)));
    evidence.hash = upload.hash();
    evidence.owner = owner;
    evidence.bytes = upload.bytes();
    evidence.at = now;
    if (auto known = TRY(of_subject(evidence.hash, owner.subject))) return *known;
    Keeping keeping(*this, name_of(evidence));
    TRY_VOID(make_directory(directory_ + "/" + hex_text(evidence.hash).substr(0, 2)));
    auto secrets = TRY(develop_copies(upload, evidence));
    TRY_VOID(upload.keep_as(path_of(evidence, Form::original)));
    TRY_VOID(insert(evidence, secrets));
    return evidence;
}

Checked<Store::Secrets> Store::develop_copies(Upload& upload, Evidence& evidence) {
    Secrets secrets;
    secrets.original = bytes_of(upload.key());
    if (kind_of(evidence.media) != MediaKind::photo) return secrets;
    auto content = TRY(upload.open());
    auto bytes = TRY(whole(*content));
    auto picture = TRY(develop(bytes));
    evidence.width = picture.width;
    evidence.height = picture.height;
    secrets.capture = std::move(picture.capture);
    secrets.public_copy =
        bytes_of(TRY(write_copy(evidence, Form::public_copy, picture.public_copy)));
    secrets.thumbnail = bytes_of(TRY(write_copy(evidence, Form::thumbnail, picture.thumbnail)));
    return secrets;
}

Result<FileKey> Store::write_copy(const Evidence& evidence, Form form, std::string_view bytes) {
    auto key = new_file_key();
    auto path = path_of(evidence, form);
    // What a crash left here has no row, and its key is lost.
    ::unlink((path + ".part").c_str());
    auto writer = TRY(SealedWriter::create(path + ".part", key));
    TRY_VOID(writer->write(bytes));
    TRY_VOID(writer->finish());
    TRY_VOID(writer->keep_as(path));
    return key;
}

// The files are durable; the key of the subject must be before the row that needs it.
Result<void> Store::insert(const Evidence& evidence, const Secrets& secrets) {
    auto sealed = TRY(vault_.seal(evidence.owner.subject, json::text_of(secrets),
                                  place_of_seal(evidence.hash)));
    TRY_VOID(vault_.flush());
    std::lock_guard lock(mutex_);
    auto insert = TRY(database_.prepare(
        "INSERT INTO evidence VALUES(?,?,?,?,?,?,?,?,0,?) ON CONFLICT DO UPDATE SET"
        " sealed=excluded.sealed, at=excluded.at"));
    insert.bind_blob(1, bytes_of(evidence.hash)).bind(2, raw(evidence.owner.subject));
    if (evidence.owner.person) insert.bind(3, raw(*evidence.owner.person));
    insert.bind(4, type_of(evidence.media)).bind(5, evidence.bytes);
    if (evidence.width) insert.bind(6, std::int64_t{*evidence.width});
    if (evidence.height) insert.bind(7, std::int64_t{*evidence.height});
    insert.bind(8, evidence.at.us);
    insert.bind_blob(9, {reinterpret_cast<const char*>(sealed.data.data()), sealed.data.size()});
    return insert.run();
}

Result<std::vector<Evidence>> Store::select(std::string_view condition,
                                            std::initializer_list<std::int64_t> values,
                                            std::initializer_list<Hash256> hashes) {
    std::lock_guard lock(mutex_);
    auto rows = TRY(database_.prepare(std::string(columns) + std::string(condition)));
    int index = 0;
    for (const auto& hash : hashes) rows.bind_blob(++index, bytes_of(hash));
    for (auto value : values) rows.bind(++index, value);
    std::vector<Evidence> out;
    while (TRY(rows.step())) out.push_back(TRY(evidence_in(rows)));
    return out;
}

Result<std::optional<Evidence>> Store::of_subject(const Hash256& hash, SubjectId subject) {
    auto found = TRY(select("WHERE hash=? AND subject=?",
                            {static_cast<std::int64_t>(raw(subject))}, {hash}));
    return found.empty() ? std::nullopt : std::optional(found.front());
}

Result<std::optional<Evidence>> Store::of_person(const Hash256& hash, PersonId person) {
    auto found = TRY(select("WHERE hash=? AND person=?",
                            {static_cast<std::int64_t>(raw(person))}, {hash}));
    return found.empty() ? std::nullopt : std::optional(found.front());
}

Result<std::optional<Evidence>> Store::of_anybody(const Hash256& hash) {
    std::optional<Evidence> out;
    for (const auto& one : TRY(select("WHERE hash=?", {}, {hash}))) {
        out = one;
        if (!TRY(vault_.is_destroyed(one.owner.subject))) break;
    }
    return out;
}

Result<void> Store::attach(const Evidence& evidence) {
    std::lock_guard lock(mutex_);
    auto update = TRY(database_.prepare(
        "UPDATE evidence SET is_attached=1 WHERE hash=? AND subject=? AND is_attached=0"));
    update.bind_blob(1, bytes_of(evidence.hash)).bind(2, raw(evidence.owner.subject));
    return update.run();
}

Result<std::optional<Store::Secrets>> Store::secrets_of(const Evidence& evidence) {
    Bytes sealed;
    {
        std::lock_guard lock(mutex_);
        auto row = TRY(database_.prepare(
            "SELECT sealed FROM evidence WHERE hash=? AND subject=?"));
        row.bind_blob(1, bytes_of(evidence.hash)).bind(2, raw(evidence.owner.subject));
        if (!TRY(row.step())) return std::nullopt;
        auto blob = row.column_blob(0);
        sealed.data.assign(blob.begin(), blob.end());
    }
    auto text = TRY(vault_.open_sealed(evidence.owner.subject, sealed,
                                       place_of_seal(evidence.hash)));
    if (!text) return std::nullopt;
    return TRY(json::from_text<Secrets>(*text));
}

Result<std::unique_ptr<Content>> Store::read(const Evidence& evidence, Form form) {
    auto secrets = TRY(secrets_of(evidence));
    if (!secrets) return nullptr;
    std::optional<Bytes> key = secrets->original;
    if (form == Form::public_copy) key = secrets->public_copy;
    if (form == Form::thumbnail) key = secrets->thumbnail;
    if (!key) return nullptr;
    return TRY(SealedReader::open(path_of(evidence, form), key_of(*key)));
}

Result<std::optional<Capture>> Store::capture(const Evidence& evidence) {
    auto secrets = TRY(secrets_of(evidence));
    if (!secrets) return std::nullopt;
    return std::move(secrets->capture);
}

}  // namespace cs::evidence
