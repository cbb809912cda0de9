// Where evidence is kept: by the hash of its content, beside the journal, each file under a key of
// its own that is sealed for the subject it came from. Destroying the subject's key makes the file
// unreadable here and in every backup; the sweep then removes it. docs/evidence.md.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "evidence/capture.h"
#include "evidence/senders.h"
#include "evidence/upload.h"
#include "journal/journal.h"
#include "journal/sqlite.h"
#include "journal/vault.h"

namespace cs::evidence {

struct StoreOptions {
    std::uint64_t reserve_bytes = std::uint64_t{1} << 30;  ///< of the disk, left to the journal
    std::uint64_t waiting_bytes = std::uint64_t{8} << 30;  ///< of files that no report names yet
    int waiting_of_subject = 40;
    Senders::Limits senders = {};
    Duration waits_for = Duration::hours(24);  ///< for a report; then it is removed
};

/// Whose it is: the subject whose erasure ends it, and the officer who sent it.
struct Owner {
    SubjectId subject{};
    std::optional<PersonId> person = {};
};

/// What is known of a file without its subject's key.
struct Evidence {
    Hash256 hash;
    Owner owner;
    Media media = Media::jpeg;
    std::uint64_t bytes = 0;
    std::optional<std::uint32_t> width;
    std::optional<std::uint32_t> height;
    Instant at;
};

/// original: as it was sent. The others are made of photos only.
enum class Form : std::uint8_t { original, public_copy, thumbnail };
DESCRIBED_ENUM(Form, original, public_copy, thumbnail)

struct Swept {
    std::size_t unused = 0;     ///< no report named them in time
    std::size_t forgotten = 0;  ///< their subject is erased
};

struct Verified {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t erased = 0;
    std::vector<std::string> damaged;  ///< sentences
};

/// Safe to use from many threads at once. The vault outlives it.
class Store {
public:
    /// For the one process that holds the data directory: makes what is missing and clears away
    /// uploads that a crash left.
    static Result<std::unique_ptr<Store>> open(const std::string& directory,
                                               journal::Vault& vault, StoreOptions options = {});
    /// For verify(), beside whoever holds it.
    static Result<std::unique_ptr<Store>> open_reader(const std::string& directory,
                                                      journal::Vault& vault);
    ~Store();

    Checked<std::unique_ptr<Upload>> begin(Sender sender = {});
    /// Inspects and keeps an upload, durably; `claimed` is the sender's Content-Type. The same file
    /// of the same subject is kept once.
    Checked<Evidence> keep(Upload& upload, std::string_view claimed, const Owner& owner,
                           Instant now);

    Result<std::optional<Evidence>> of_subject(const Hash256& hash, SubjectId subject);
    Result<std::optional<Evidence>> of_person(const Hash256& hash, PersonId person);
    /// Anybody's; of several, one that can still be read.
    Result<std::optional<Evidence>> of_anybody(const Hash256& hash);
    /// A command that names it is about to be sent: it is no longer removed as unused.
    Result<void> attach(const Evidence& evidence);

    /// Nothing when its subject is erased, or when there is no such form of it.
    Result<std::unique_ptr<Content>> read(const Evidence& evidence, Form form);
    /// Nothing when its subject is erased.
    Result<std::optional<Capture>> capture(const Evidence& evidence);

    Result<Swept> sweep(Instant now);
    /// Removes files that have no row: a crash came between the two, and their keys are lost. One
    /// that a record of the journal names is left, and told of: an index that was lost may come
    /// back from a backup. How many were removed.
    Result<std::size_t> remove_strays(journal::Journal& journal);
    /// Removes strays, sweeps now and every ten minutes until it is destroyed.
    void sweep_regularly(std::function<Instant()> now, std::unique_ptr<journal::Journal> journal);
    /// Opens every file and holds it against its hash.
    Result<Verified> verify(const sqlite::Progress& progress = {});

private:
    struct Secrets;
    struct Stray;
    class Keeping;
    Store(std::string directory, journal::Vault& vault, StoreOptions options)
        : directory_(std::move(directory)),
          vault_(vault),
          options_(options),
          senders_(options.senders) {}
    Checked<void> require_room(const Owner& owner);
    Checked<Secrets> develop_copies(Upload& upload, Evidence& evidence);
    Result<FileKey> write_copy(const Evidence& evidence, Form form, std::string_view bytes);
    Result<void> insert(const Evidence& evidence, const Secrets& secrets);
    Result<std::optional<Secrets>> secrets_of(const Evidence& evidence);
    Result<std::vector<Evidence>> select(std::string_view condition,
                                         std::initializer_list<std::int64_t> values,
                                         std::initializer_list<Hash256> hashes = {});
    Result<void> remove(const Evidence& evidence);
    Result<std::vector<Stray>> strays_in(const std::string& folder);
    Result<bool> remove_stray(const Stray& stray);
    bool is_stopping();
    Result<void> verify_one(const Evidence& evidence, Verified& out);
    std::string path_of(const Evidence& evidence, Form form) const;
    std::string name_of(const Evidence& evidence) const;

    std::string directory_;
    journal::Vault& vault_;
    StoreOptions options_;
    std::mutex mutex_;
    sqlite::Database database_;
    std::multiset<std::string> being_kept_;  ///< names of files that have no row yet
    Senders senders_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::jthread sweeper_;
};

/// Whether a store was ever opened for writing there.
bool has_index(const std::string& directory);

}  // namespace cs::evidence
