// The vault of personal data: one key per subject; destroying the key erases what was sealed with
// it, everywhere, while every hash of the journal still verifies. docs/personal-data.md has the
// threat model. Invariant: a key that a durable record needs is durable before that record.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "journal/vault_file.h"

namespace cs::journal {

/// Safe to use from many threads at once.
class Vault {
public:
    struct Options {
        std::string vfs = {};
        /// Keys kept in memory, besides those not yet flushed.
        std::size_t cached_keys = std::size_t{1} << 18;
        /// Only for simulations over made-up people: see SecretSource.
        std::optional<std::uint64_t> simulation_seed = {};
    };

    /// Opens the vault, or makes an empty one. One process at a time (DataDirectory sees to it).
    static Result<Vault> open(const std::string& path, const Options& options);
    static Result<Vault> open(const std::string& path) { return open(path, Options{}); }
    Vault(Vault&&) noexcept;
    Vault& operator=(Vault&&) noexcept;
    ~Vault();

    /// Encrypts for the subject, making its key on first use. `associated` must be given again to
    /// open it: it binds the text to its place. Refused for a destroyed subject.
    Result<Bytes> seal(SubjectId subject, std::string_view plaintext, std::string_view associated);
    /// Nothing when the subject's key was destroyed: the text is erased. An error when the text was
    /// changed, or when there never was such a key.
    Result<std::optional<std::string>> open_sealed(SubjectId subject, const Bytes& sealed,
                                                   std::string_view associated);
    /// Makes new keys durable: before the journal batch that holds what they sealed.
    Result<void> flush();

    /// Erases the subject for good: here, and in every registered backup that can be reached; those
    /// that could not are in owed(). True when there was a key. The tombstone stays either way.
    Result<bool> destroy(SubjectId subject);
    /// The same for many at once, as after a restore: tombstones known from elsewhere (the
    /// journal's erasure events). Returns how many had a key.
    Result<std::size_t> destroy_all(std::span<const SubjectId> subjects);
    Result<bool> is_destroyed(SubjectId subject);
    /// Whether anything was ever sealed for the subject, erased since or not.
    Result<bool> knows(SubjectId subject);
    Result<std::vector<SubjectId>> destroyed();

    /// Copies the vault to `path` (a file on the real disk, replaced whole) and registers it, so
    /// that later erasures reach it. Back up the journal first: its keys are then in this copy.
    Result<void> backup_to(const std::string& path, const sqlite::Progress& progress = {});
    /// Registers a vault file that was copied there by other means; it gets every erasure so far.
    Result<void> register_backup(const std::string& path);
    /// For a copy that is known to be destroyed; with it go what it owes and the ledger beside it.
    Result<void> forget_backup(const std::string& path);
    Result<std::vector<std::string>> backups();
    /// Erasures that registered backups have not received: to be told to the operator.
    Result<std::vector<OwedErasure>> owed();
    /// Tries again for all that is owed, and returns what is left.
    Result<std::vector<OwedErasure>> settle_owed();

    /// Keeps a ledger of erasures at `path` (erasure_ledger.h) from now on: made at once with
    /// every erasure so far, brought up to date with each later one, made anew when it is missing.
    Result<void> keep_ledger(const std::string& path);
    Result<std::vector<std::string>> ledgers();
    /// Ledgers that could not be brought up to date: to be told to the operator.
    Result<std::vector<std::string>> ledgers_behind();

    /// Takes over keys, tombstones and the register of another vault file on the real disk (a
    /// backup's, or the one of the directory that is being replaced). A tombstone on either side
    /// wins: this is how a restore applies what was erased after its backup was made.
    Result<void> merge_from(const std::string& path);

private:
    struct State;
    explicit Vault(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace cs::journal
