// Files that a crash left between their writing and their row in the index. Without the row their
// keys are gone: nothing opens them any more.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "evidence/store.h"

namespace cs::evidence {

/// A file of the store without a row.
struct Store::Stray {
    std::string path;
    std::string name;  ///< "<hash>.<subject>", as the row would have it
    std::string hash;  ///< in hex
};

namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_digits = 64;
constexpr std::size_t records_a_reading = 1'000;

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

// "<hash>.<subject>" of a file's name; nothing for a file that is not the store's.
std::optional<std::string> evidence_name(const std::string& file) {
    bool has_hash = file.size() > hash_digits && file[hash_digits] == '.' &&
                    is_hex(std::string_view(file).substr(0, hash_digits));
    auto end = has_hash ? file.find('.', hash_digits + 1) : std::string::npos;
    if (end == std::string::npos) return std::nullopt;
    return file.substr(0, end);
}

// Which of the hashes a record names; payloads hold them in hex.
Result<std::set<std::string>> named_in(journal::Journal& journal,
                                       const std::set<std::string>& hashes) {
    std::set<std::string> out;
    for (std::uint64_t next = 1;;) {
        auto records = TRY(journal.read(next, records_a_reading));
        if (records.empty()) return out;
        for (const auto& record : records)
            for (const auto& hash : hashes)
                if (record.payload.find(hash) != std::string::npos) out.insert(hash);
        next = records.back().sequence + 1;
    }
}

}  // namespace

Result<std::vector<Store::Stray>> Store::strays_in(const std::string& folder) {
    std::set<std::string> known;
    auto from = fs::path(folder).filename().string();
    auto low = parse_hash(from + std::string(hash_digits - from.size(), '0'));
    auto high = parse_hash(from + std::string(hash_digits - from.size(), 'f'));
    if (!low || !high) return std::vector<Stray>{};
    for (const auto& evidence : TRY(select("WHERE hash BETWEEN ? AND ?", {}, {*low, *high})))
        known.insert(name_of(evidence));
    std::vector<Stray> out;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        auto name = evidence_name(entry.path().filename().string());
        bool is_half = entry.path().extension() == ".part";
        if (name && (is_half || !known.contains(*name)))
            out.push_back({entry.path().string(), *name, name->substr(0, hash_digits)});
    }
    return out;
}

// Under the lock all the way: whoever keeps the same file again either stands in being_kept_ or has
// made its row.
Result<bool> Store::remove_stray(const Stray& stray) {
    auto hash = TRY(parse_hash(stray.hash));
    std::lock_guard lock(mutex_);
    if (being_kept_.contains(stray.name)) return false;
    auto row = TRY(database_.prepare("SELECT subject FROM evidence WHERE hash=?"));
    row.bind_blob(1, {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()});
    bool is_half = stray.path.ends_with(".part");
    while (TRY(row.step()))
        if (!is_half && stray.name == stray.hash + "." + std::to_string(row.column_uint(0)))
            return false;
    return ::unlink(stray.path.c_str()) == 0;
}

Result<std::size_t> Store::remove_strays(journal::Journal& journal) {
    std::vector<Stray> strays;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory_, ignored)) {
        if (is_stopping()) return 0;
        if (!entry.is_directory() || entry.path().filename() == "incoming") continue;
        for (auto& stray : TRY(strays_in(entry.path().string()))) strays.push_back(stray);
    }
    if (strays.empty()) return 0;
    std::set<std::string> hashes;
    for (const auto& stray : strays) hashes.insert(stray.hash);
    auto named = TRY(named_in(journal, hashes));
    std::size_t removed = 0;
    for (const auto& stray : strays) {
        if (named.contains(stray.hash))
            std::fprintf(stderr, "chengshu: %s: the journal names this file and the index of "
                                 "evidence does not; restore the index from a backup\n",
                         stray.path.c_str());
        else
            removed += TRY(remove_stray(stray)) ? 1 : 0;
    }
    return removed;
}

}  // namespace cs::evidence
