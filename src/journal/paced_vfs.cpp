#include "journal/paced_vfs.h"

#include <sqlite3.h>

#include <deque>
#include <mutex>

#include "base/check.h"

namespace cs::journal {

namespace {

constexpr int bytes_between_syncs = 256 << 10;
constexpr const char* name = "paced";

/// The default VFS's methods with its own write in between. SQLite hands back `table`.
struct Methods {
    sqlite3_io_methods table;
    const sqlite3_io_methods* real;
};

int paced_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    thread_local int unsynced = 0;
    const auto* real = reinterpret_cast<const Methods*>(file->pMethods)->real;
    int code = real->xWrite(file, bytes, count, at);
    unsynced += count;
    if (code != SQLITE_OK || unsynced < bytes_between_syncs) return code;
    unsynced = 0;
    return real->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

// The default VFS has a few tables of methods, by kind of lock; so many entries there will be.
const Methods& paced(const sqlite3_io_methods* real) {
    static std::mutex mutex;
    static std::deque<Methods> known;
    std::lock_guard lock(mutex);
    for (const auto& methods : known)
        if (methods.real == real) return methods;
    auto& methods = known.emplace_back(Methods{*real, real});
    methods.table.xWrite = paced_write;
    return methods;
}

int paced_open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags, int* got) {
    int code = sqlite3_vfs_find(nullptr)->xOpen(vfs, path, file, flags, got);
    if (code == SQLITE_OK) file->pMethods = &paced(file->pMethods).table;
    return code;
}

}  // namespace

std::string paced_vfs() {
    static std::once_flag once;
    std::call_once(once, [] {
        static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
        vfs.zName = name;
        vfs.pNext = nullptr;
        vfs.xOpen = paced_open;
        CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
    });
    return name;
}

}  // namespace cs::journal
