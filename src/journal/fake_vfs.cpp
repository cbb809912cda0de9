// SQLite's calling conventions over a FakeDisk: files, locks and the shared WAL index, in memory.
// Locking follows sqlite.org/c3ref/io_methods.html; shm locks follow sqlite3_io_methods.xShmLock.
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <thread>

#include "base/check.h"
#include "journal/fake_disk_state.h"

namespace cs::journal {

namespace {

/// A handle as SQLite sees it. It holds memory of its own, made and ended by open and close.
struct Handle {
    sqlite3_file base;  // first: SQLite sees only this
    FakeDisk::State* disk;
    std::shared_ptr<FakeFile>* file;
    std::uint64_t generation;
    int lock_level;
    bool uses_regions;
    bool delete_on_close;
    std::string* path;
};


Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
FakeDisk::State& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<FakeDisk::State*>(vfs->pAppData);
}

/// Whether the power went since this handle was opened.
bool is_dead(const Handle& handle) { return handle.generation != handle.disk->generation; }

bool cannot(Handle& handle) { return is_dead(handle) || handle.disk->strikes(); }

void release_file_lock(Handle& handle, int level) {
    FakeFile& file = **handle.file;
    if (handle.lock_level >= SQLITE_LOCK_RESERVED) {
        if (file.exclusive_by == &handle) file.exclusive_by = nullptr;
        if (file.pending_by == &handle) file.pending_by = nullptr;
        if (file.reserved_by == &handle) file.reserved_by = nullptr;
    }
    if (level == SQLITE_LOCK_NONE && handle.lock_level >= SQLITE_LOCK_SHARED) --file.shared;
    handle.lock_level = level;
}

int close_file(sqlite3_file* raw) {
    Handle& handle = handle_of(raw);
    {
        std::lock_guard lock(handle.disk->mutex);
        if (handle.lock_level > SQLITE_LOCK_NONE) release_file_lock(handle, SQLITE_LOCK_NONE);
        if (handle.delete_on_close && !is_dead(handle)) handle.disk->remove(*handle.path, true);
    }
    delete handle.file;
    delete handle.path;
    return SQLITE_OK;
}

int read_file(sqlite3_file* raw, void* out, int amount, sqlite3_int64 offset) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (cannot(handle)) return SQLITE_IOERR_READ;
    const std::string& content = (*handle.file)->current;
    auto start = static_cast<std::size_t>(offset);
    auto wanted = static_cast<std::size_t>(amount);
    std::size_t there = start < content.size() ? std::min(wanted, content.size() - start) : 0;
    if (there > 0) std::memcpy(out, content.data() + start, there);
    if (there == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* raw, const void* bytes, int amount, sqlite3_int64 offset) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (cannot(handle)) return SQLITE_IOERR_WRITE;
    std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(amount));
    bool fits = handle.disk->write(**handle.file, static_cast<std::uint64_t>(offset), view);
    return fits ? SQLITE_OK : SQLITE_FULL;
}

int truncate_file(sqlite3_file* raw, sqlite3_int64 size) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (cannot(handle)) return SQLITE_IOERR_TRUNCATE;
    handle.disk->truncate(**handle.file, static_cast<std::uint64_t>(size));
    return SQLITE_OK;
}

int sync_file(sqlite3_file* raw, int) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (cannot(handle)) return SQLITE_IOERR_FSYNC;
    handle.disk->sync(**handle.file);
    return SQLITE_OK;
}

int file_size(sqlite3_file* raw, sqlite3_int64* size) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (is_dead(handle)) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>((*handle.file)->current.size());
    return SQLITE_OK;
}

int lock_file(sqlite3_file* raw, int level) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (is_dead(handle)) return SQLITE_IOERR_LOCK;
    if (handle.lock_level >= level) return SQLITE_OK;
    FakeFile& file = **handle.file;
    auto taken = [&](const void* owner) { return owner != nullptr && owner != &handle; };
    if (level == SQLITE_LOCK_SHARED) {
        if (taken(file.pending_by) || taken(file.exclusive_by)) return SQLITE_BUSY;
        ++file.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (taken(file.reserved_by)) return SQLITE_BUSY;
        file.reserved_by = &handle;
    } else {
        if (taken(file.reserved_by) || taken(file.pending_by)) return SQLITE_BUSY;
        file.pending_by = &handle;
        if (file.shared > 1) {
            handle.lock_level = SQLITE_LOCK_PENDING;
            return SQLITE_BUSY;
        }
        file.exclusive_by = &handle;
    }
    handle.lock_level = level;
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* raw, int level) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    if (handle.lock_level > level) release_file_lock(handle, level);
    return SQLITE_OK;
}

int check_reserved(sqlite3_file* raw, int* answer) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    *answer = (*handle.file)->reserved_by != nullptr;
    return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 512; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_region(sqlite3_file* raw, int index, int size, int extend, void volatile** out) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    *out = nullptr;
    if (is_dead(handle)) return SQLITE_IOERR_SHMMAP;
    FakeFile& file = **handle.file;
    if (!handle.uses_regions) {
        handle.uses_regions = true;
        ++file.region_users;
    }
    auto wanted = static_cast<std::size_t>(index) + 1;
    if (file.regions.size() < wanted && extend == 0) return SQLITE_OK;
    while (file.regions.size() < wanted)
        file.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    *out = file.regions[wanted - 1].get();
    return SQLITE_OK;
}

int lock_region(sqlite3_file* raw, int first, int count, int flags) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    FakeFile& file = **handle.file;
    bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    auto from = static_cast<std::size_t>(first);
    auto to = from + static_cast<std::size_t>(count);
    for (auto i = from; i < to && (flags & SQLITE_SHM_LOCK) != 0; ++i) {
        if (file.region_exclusive[i] != nullptr && file.region_exclusive[i] != &handle)
            return SQLITE_BUSY;
        if (exclusive && file.region_shared[i] > 0) return SQLITE_BUSY;
    }
    for (auto i = from; i < to; ++i) {
        if (exclusive)
            file.region_exclusive[i] = (flags & SQLITE_SHM_LOCK) != 0 ? &handle : nullptr;
        else
            file.region_shared[i] += (flags & SQLITE_SHM_LOCK) != 0 ? 1 : -1;
    }
    return SQLITE_OK;
}

void region_barrier(sqlite3_file* raw) {
    std::lock_guard lock(handle_of(raw).disk->mutex);
}

int unmap_regions(sqlite3_file* raw, int) {
    Handle& handle = handle_of(raw);
    std::lock_guard lock(handle.disk->mutex);
    FakeFile& file = **handle.file;
    if (!handle.uses_regions) return SQLITE_OK;
    handle.uses_regions = false;
    if (--file.region_users == 0) {
        file.regions.clear();
        file.region_shared.fill(0);
        file.region_exclusive.fill(nullptr);
    }
    return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    2,         close_file,   read_file,      write_file,   truncate_file,  sync_file,
    file_size, lock_file,    unlock_file,    check_reserved, file_control, sector_size,
    characteristics, map_region, lock_region, region_barrier, unmap_regions, nullptr, nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* out_flags) {
    FakeDisk::State& disk = disk_of(vfs);
    std::lock_guard lock(disk.mutex);
    raw->pMethods = nullptr;
    if (disk.strikes()) return SQLITE_IOERR;
    std::string path =
        name != nullptr ? name : "temporary-" + std::to_string(++disk.next_temporary);
    auto found = disk.files.find(path);
    if (found == disk.files.end()) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        found = disk.files.emplace(path, std::make_shared<FakeFile>()).first;
    }
    Handle& handle = handle_of(raw);
    handle.disk = &disk;
    handle.file = new std::shared_ptr<FakeFile>(found->second);
    handle.path = new std::string(path);
    handle.generation = disk.generation;
    handle.lock_level = SQLITE_LOCK_NONE;
    handle.uses_regions = false;
    handle.delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    raw->pMethods = &methods;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    FakeDisk::State& disk = disk_of(vfs);
    std::lock_guard lock(disk.mutex);
    if (disk.strikes()) return SQLITE_IOERR_DELETE;
    if (!disk.files.contains(name)) return SQLITE_IOERR_DELETE_NOENT;
    disk.remove(name, sync_directory != 0);
    return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* answer) {
    FakeDisk::State& disk = disk_of(vfs);
    std::lock_guard lock(disk.mutex);
    *answer = disk.files.contains(name);
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(out, name);
    return SQLITE_OK;
}

int random_bytes(sqlite3_vfs* vfs, int size, char* out) {
    FakeDisk::State& disk = disk_of(vfs);
    std::lock_guard lock(disk.mutex);
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(disk.random.next());
    return size;
}

int sleep_no_time(sqlite3_vfs*, int microseconds) {
    std::this_thread::yield();
    return microseconds;
}

int fixed_time(sqlite3_vfs*, sqlite3_int64* julian_milliseconds) {
    *julian_milliseconds = 212'000'000'000'000;
    return SQLITE_OK;
}

int no_system_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

void register_fake_vfs(FakeDisk::State& state) {
    auto* vfs = new sqlite3_vfs{};
    vfs->iVersion = 2;
    vfs->szOsFile = sizeof(Handle);
    vfs->mxPathname = 512;
    vfs->zName = state.name.c_str();
    vfs->pAppData = &state;
    vfs->xOpen = open_file;
    vfs->xDelete = delete_file;
    vfs->xAccess = access_file;
    vfs->xFullPathname = full_path;
    vfs->xRandomness = random_bytes;
    vfs->xSleep = sleep_no_time;
    vfs->xGetLastError = no_system_error;
    vfs->xCurrentTimeInt64 = fixed_time;
    CHECK(sqlite3_vfs_register(vfs, 0) == SQLITE_OK);
    // SQLite salts its log from one generator per process, seeded from the first VFS it sees.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(state.random.next() | 1),
                         nullptr);
}

void unregister_fake_vfs(FakeDisk::State& state) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(state.name.c_str());
    CHECK(vfs != nullptr && vfs->pAppData == &state);
    sqlite3_vfs_unregister(vfs);
    delete vfs;
}

}  // namespace cs::journal
