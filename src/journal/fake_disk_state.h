// The files of a FakeDisk and its faults, apart from SQLite's calling conventions (fake_vfs.cpp).
// Everything here is used under State::mutex.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "journal/fake_disk.h"

namespace cs::journal {

/// A change that a loss of power may undo: bytes written at an offset, or a new size.
struct PendingWrite {
    std::uint64_t offset = 0;
    std::string bytes = {};
    bool truncates = false;
};

struct FakeFile {
    std::string current;
    std::string synced;
    std::vector<PendingWrite> pending;
    /// A file that was never synced may be gone after a loss of power.
    bool ever_synced = false;

    // Locks of the rollback kind: how many share, and who has more than that.
    int shared = 0;
    const void* reserved_by = nullptr;
    const void* pending_by = nullptr;
    const void* exclusive_by = nullptr;

    // The WAL index: memory shared between connections, and its eight locks.
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, 8> region_shared{};
    std::array<const void*, 8> region_exclusive{};
    int region_users = 0;
};

struct FakeDisk::State {
    mutable std::mutex mutex;
    std::string name;
    Random random{0};
    std::map<std::string, std::shared_ptr<FakeFile>> files;
    /// Deleted, but the directory was not synced: power loss may bring them back.
    std::map<std::string, std::shared_ptr<FakeFile>> deleted;
    /// Grows with each crash: handles of an earlier one are dead.
    std::uint64_t generation = 0;
    std::uint64_t operations = 0;
    std::uint64_t fail_at = 0;
    bool stops = false;
    bool struck = false;
    std::optional<std::uint64_t> capacity;
    std::uint64_t next_temporary = 0;

    /// Counts one operation; true when it must fail.
    bool strikes();
    std::uint64_t bytes_used() const;
    /// False when the disk is full: nothing was written then.
    bool write(FakeFile& file, std::uint64_t offset, std::string_view bytes);
    void truncate(FakeFile& file, std::uint64_t size);
    void sync(FakeFile& file);
    void remove(const std::string& path, bool directory_synced);
    void crash(Random& draw);
};

/// Registers, and takes away, the SQLite VFS that shows this state.
void register_fake_vfs(FakeDisk::State& state);
void unregister_fake_vfs(FakeDisk::State& state);

}  // namespace cs::journal
