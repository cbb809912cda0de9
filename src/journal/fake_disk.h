// A disk in memory, as a SQLite VFS: it remembers which bytes were synced, can lose power, fail at
// the k-th operation, or be full. The same seed gives the same losses. Simulation and tests run the
// real journal and vault on it. What was synced is never lost; what was not may be, in any part.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace cs::journal {

/// Registers itself with SQLite under a name of its own; must outlive its connections. The fixed
/// seed also reseeds SQLite's own generator (which salts the log), for the whole process.
/// Safe to use from several threads; connections share locks and WAL index as on a real disk.
class FakeDisk {
public:
    explicit FakeDisk(std::uint64_t seed);
    ~FakeDisk();
    FakeDisk(const FakeDisk&) = delete;
    FakeDisk& operator=(const FakeDisk&) = delete;

    /// What Options::vfs takes.
    const std::string& vfs_name() const;

    /// Power is lost: every write since the last sync is kept whole, lost, or torn at a sector of
    /// 512 bytes, as the draw says; open connections get errors from now on; faults are lifted.
    void crash(Random& random);
    /// The k-th operation from now (1 = the next) fails with an I/O error; those after it work.
    void fail_at(std::uint64_t k);
    /// As fail_at, and every later one fails too: the moment before a crash().
    void stop_at(std::uint64_t k);
    /// Writes that would make the files larger than this in sum find the disk full.
    void full_after(std::uint64_t bytes);
    /// Lifts fail_at, stop_at and full_after.
    void heal();
    /// Whether a fault asked for has struck.
    bool has_struck() const;

    /// Reads, writes, truncations, syncs, deletions and openings so far.
    std::uint64_t operations() const;
    std::uint64_t bytes_used() const;
    std::vector<std::string> files() const;
    /// Current content, synced or not. Nothing when there is no such file.
    std::optional<std::string> get(const std::string& path) const;
    /// Replaces a file, durably; for preparing damage.
    void put(const std::string& path, std::string_view content);
    void remove(const std::string& path);

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace cs::journal
