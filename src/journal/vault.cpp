#include "journal/vault.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>
#include <utility>

#include "base/random.h"
#include "journal/durable_file.h"
#include "journal/erasure_ledger.h"
#include "journal/key_cache.h"

namespace cs::journal {

namespace {

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// The register is read from another working directory one day.
std::string whole_path(const std::string& path) { return std::filesystem::absolute(path); }

}  // namespace

/// Locks are taken in this order: writer, shard, reader.
struct Vault::State {
    static constexpr std::size_t shard_count = 64;
    struct Shard {
        std::mutex mutex;
        KeyCache cache{0};
    };

    std::string path;
    std::string vfs;
    SecretSource secrets{std::nullopt};
    std::mutex writer_mutex;
    VaultFile writer;
    /// Lookups of keys that are not in memory do not wait for a flush's sync.
    std::mutex reader_mutex;
    VaultFile reader;
    std::array<Shard, shard_count> shards;
    /// Keys made since the last flush began; most flushes have none to write.
    std::atomic<std::uint64_t> new_keys{0};

    Shard& shard_of(SubjectId subject) {
        return shards[mix_bits(raw(subject)) % shard_count];
    }
    /// The key in memory or in the file; nothing when the subject is new. Under the shard's mutex.
    Result<std::optional<StoredKey>> look_up(Shard& shard, SubjectId subject);
    void forget_in_memory(std::span<const SubjectId> subjects);
    Result<std::vector<OwedErasure>> settle();
    /// Brings the ledgers up to date; returns those that could not be.
    Result<std::vector<std::string>> settle_ledgers();
    Result<void> erase_in_backup(const std::string& backup, std::span<const SubjectId> subjects);
};

Result<std::optional<StoredKey>> Vault::State::look_up(Shard& shard,
                                                       SubjectId subject) {
    if (auto cached = shard.cache.find(subject)) return cached;
    std::lock_guard lock(reader_mutex);
    auto stored = TRY(reader.find(subject));
    if (stored) shard.cache.keep(subject, *stored);
    return stored;
}

Result<void> Vault::State::erase_in_backup(const std::string& backup,
                                           std::span<const SubjectId> subjects) {
    auto file = TRY(VaultFile::open(backup, {sqlite::Mode::write, "", 2000}));
    TRY(file.destroy(subjects));
    return {};
}

Result<std::vector<std::string>> Vault::State::settle_ledgers() {
    auto paths = TRY(writer.ledgers());
    // Without its directory it has gone with it, to another place or for good.
    std::erase_if(paths, [](const auto& ledger) {
        return !is_there(ledger) && !is_there(directory_of_ledger(ledger));
    });
    if (paths.empty()) return paths;
    auto erased = TRY(writer.tombstones());
    std::erase_if(paths, [&](const auto& ledger) {
        return add_to_ledger(ledger, erased).has_value();
    });
    return paths;
}

Result<std::vector<OwedErasure>> Vault::State::settle() {
    std::map<std::string, std::vector<SubjectId>> by_backup;
    for (const auto& owed : TRY(writer.owed())) by_backup[owed.backup].push_back(owed.subject);
    for (const auto& [backup, subjects] : by_backup) {
        // A copy that cannot be reached stays on the list; that is the answer, not an error.
        if (erase_in_backup(backup, subjects)) TRY_VOID(writer.settle(backup));
    }
    TRY(settle_ledgers());
    return writer.owed();
}

void Vault::State::forget_in_memory(std::span<const SubjectId> subjects) {
    for (auto subject : subjects) {
        Shard& shard = shard_of(subject);
        std::lock_guard lock(shard.mutex);
        if (shard.cache.destroy(subject)) --new_keys;
    }
}

Result<Vault> Vault::open(const std::string& path, const Options& options) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->vfs = options.vfs;
    state->secrets = SecretSource(options.simulation_seed);
    state->writer = TRY(VaultFile::open(path, {sqlite::Mode::create, options.vfs, 5000}));
    state->reader = TRY(VaultFile::open(path, {sqlite::Mode::read, options.vfs, 5000}));
    for (auto& shard : state->shards)
        shard.cache = KeyCache(options.cached_keys / State::shard_count);
    return Vault(std::move(state));
}

Vault::Vault(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vault::Vault(Vault&&) noexcept = default;
Vault& Vault::operator=(Vault&&) noexcept = default;
Vault::~Vault() = default;

Result<Bytes> Vault::seal(SubjectId subject, std::string_view plaintext,
                          std::string_view associated) {
    SubjectKey key;
    {
        State::Shard& shard = state_->shard_of(subject);
        std::lock_guard lock(shard.mutex);
        auto stored = TRY(state_->look_up(shard, subject));
        if (stored && stored->destroyed)
            return fail("the personal data of subject " + id_text(subject) + " has been erased", "",
                        "use a new subject for new messages of this person");
        if (!stored) {
            stored = StoredKey{false, state_->secrets.key_for(subject)};
            shard.cache.keep_unflushed(subject, stored->key);
            ++state_->new_keys;
        }
        key = stored->key;
    }
    auto nonce = state_->secrets.nonce_for(key, plaintext, associated);
    return seal_text(key, nonce, subject, plaintext, associated);
}

Result<std::optional<std::string>> Vault::open_sealed(SubjectId subject, const Bytes& sealed,
                                                      std::string_view associated) {
    std::optional<StoredKey> stored;
    {
        State::Shard& shard = state_->shard_of(subject);
        std::lock_guard lock(shard.mutex);
        stored = TRY(state_->look_up(shard, subject));
    }
    if (!stored)
        return fail("the vault has no key for subject " + id_text(subject), state_->path,
                    "this vault is older than the journal; restore the newest one");
    if (stored->destroyed) return std::nullopt;
    return TRY(open_text(stored->key, subject, sealed, associated));
}

Result<void> Vault::flush() {
    if (state_->new_keys == 0) return {};
    std::lock_guard lock(state_->writer_mutex);
    std::vector<std::pair<SubjectId, SubjectKey>> keys;
    for (auto& shard : state_->shards) {
        std::lock_guard shard_lock(shard.mutex);
        keys.insert(keys.end(), shard.cache.unflushed().begin(), shard.cache.unflushed().end());
    }
    if (keys.empty()) return {};
    TRY_VOID(state_->writer.add(keys));
    state_->new_keys -= keys.size();
    for (const auto& [subject, key] : keys) {
        State::Shard& shard = state_->shard_of(subject);
        std::lock_guard shard_lock(shard.mutex);
        shard.cache.mark_flushed(subject);
    }
    return {};
}

Result<bool> Vault::destroy(SubjectId subject) {
    return TRY(destroy_all(std::span(&subject, 1))) > 0;
}

Result<std::size_t> Vault::destroy_all(std::span<const SubjectId> subjects) {
    // First everything known becomes durable, so that a key that is only in memory is counted.
    TRY_VOID(flush());
    std::lock_guard lock(state_->writer_mutex);
    std::size_t had_key = 0;
    {
        std::lock_guard reader_lock(state_->reader_mutex);
        had_key = TRY(state_->writer.destroy(subjects));
    }
    // Memory after the file: whoever looked the key up before is undone here, whoever looks it up
    // later finds the tombstone.
    state_->forget_in_memory(subjects);
    TRY(state_->settle());
    return had_key;
}

Result<bool> Vault::is_destroyed(SubjectId subject) {
    State::Shard& shard = state_->shard_of(subject);
    std::lock_guard lock(shard.mutex);
    auto stored = TRY(state_->look_up(shard, subject));
    return stored && stored->destroyed;
}

Result<bool> Vault::knows(SubjectId subject) {
    State::Shard& shard = state_->shard_of(subject);
    std::lock_guard lock(shard.mutex);
    return TRY(state_->look_up(shard, subject)).has_value();
}

Result<std::vector<SubjectId>> Vault::destroyed() {
    std::lock_guard lock(state_->writer_mutex);
    return state_->writer.tombstones();
}

Result<void> Vault::backup_to(const std::string& path, const sqlite::Progress& progress) {
    TRY_VOID(flush());
    std::lock_guard lock(state_->writer_mutex);
    std::string part = path + ".part";
    std::remove(part.c_str());
    TRY_VOID(make_private_file(part));
    {
        auto copy = TRY(sqlite::Database::open(part, {}));
        TRY_VOID(sqlite::copy_database(state_->writer.database(), copy, progress));
        // A copy is kept as one plain file, without a log beside it.
        TRY_VOID(copy.exec("PRAGMA journal_mode=DELETE"));
    }
    TRY_VOID(move_durably(part, path));
    TRY_VOID(state_->writer.register_backup(whole_path(path)));
    // The new copy has every tombstone already.
    return state_->writer.settle(whole_path(path));
}

Result<void> Vault::register_backup(const std::string& path) {
    std::lock_guard lock(state_->writer_mutex);
    TRY_VOID(state_->writer.register_backup(whole_path(path)));
    TRY(state_->settle());
    return {};
}

Result<void> Vault::forget_backup(const std::string& path) {
    std::lock_guard lock(state_->writer_mutex);
    return state_->writer.forget_backup(whole_path(path));
}

Result<std::vector<std::string>> Vault::backups() {
    std::lock_guard lock(state_->writer_mutex);
    return state_->writer.backups();
}

Result<std::vector<OwedErasure>> Vault::owed() {
    std::lock_guard lock(state_->writer_mutex);
    return state_->writer.owed();
}

Result<std::vector<OwedErasure>> Vault::settle_owed() {
    std::lock_guard lock(state_->writer_mutex);
    return state_->settle();
}

Result<void> Vault::keep_ledger(const std::string& path) {
    std::lock_guard lock(state_->writer_mutex);
    auto erased = TRY(state_->writer.tombstones());
    TRY_VOID(add_to_ledger(path, erased));
    return state_->writer.register_ledger(whole_path(path));
}

Result<std::vector<std::string>> Vault::ledgers() {
    std::lock_guard lock(state_->writer_mutex);
    return state_->writer.ledgers();
}

Result<std::vector<std::string>> Vault::ledgers_behind() {
    std::lock_guard lock(state_->writer_mutex);
    return state_->settle_ledgers();
}

Result<void> Vault::merge_from(const std::string& path) {
    TRY_VOID(flush());
    std::lock_guard lock(state_->writer_mutex);
    auto other = TRY(VaultFile::open(path, {sqlite::Mode::read, "", 5000}));
    {
        std::lock_guard reader_lock(state_->reader_mutex);
        TRY_VOID(state_->writer.merge(other));
    }
    state_->forget_in_memory(TRY(state_->writer.tombstones()));
    TRY(state_->settle());
    return {};
}

}  // namespace cs::journal
