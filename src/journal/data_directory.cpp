#include "journal/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <utility>

namespace cs::journal {

namespace {

constexpr std::string_view version_head = "chengshu data directory, format ";

std::string version_file(const std::string& path) { return path + "/VERSION"; }
std::string lock_file(const std::string& path) { return path + "/lock"; }

/// Reads VERSION; 0 when there is none.
Result<int> format_of(const std::string& path) {
    std::string file = version_file(path);
    if (::access(file.c_str(), F_OK) != 0) return 0;
    std::string text = TRY(read_whole_file(file));
    int format = 0;
    if (text.starts_with(version_head))
        std::from_chars(text.data() + version_head.size(), text.data() + text.size(), format);
    if (format == 0)
        return fail("this is not a data directory of chengshu: VERSION holds something else", file,
                    "name another directory with --data");
    if (format > DataDirectory::format)
        return fail("the data directory has format " + std::to_string(format) +
                        ", this program knows formats up to " +
                        std::to_string(DataDirectory::format),
                    path, "use the newer program that wrote it");
    return format;
}

/// Whether there is nothing in it but what an interrupted first opening leaves.
Result<bool> is_fresh(const std::string& path) {
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator(path, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (name != "lock" && name != "VERSION.part" && name != "city" &&
            name != "evidence" && name != "lost+found")
            return false;
    }
    if (error) return system_failure("cannot list", path, error.value());
    return true;
}

Result<void> must_be_directory(const std::string& path, Access access) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno != ENOENT) return system_failure("cannot open", path, errno);
        if (access == Access::read)
            return fail("there is no such data directory", path,
                        "check --data, or make one with `chengshu city build`");
        std::error_code error;
        std::filesystem::create_directories(path, error);
        if (error) return system_failure("cannot make this directory", path, error.value());
        if (::chmod(path.c_str(), 0700) != 0)
            return system_failure("cannot keep others out of this directory", path, errno);
        return sync_directory_of(path);
    }
    if (!S_ISDIR(status.st_mode))
        return fail("this is a file, not a data directory", path,
                    "name a directory with --data");
    return {};
}

/// Takes the lock of the directory and writes this process's id into it.
Result<int> take_lock(const std::string& path) {
    std::string file = lock_file(path);
    int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return system_failure("cannot write in this directory", path, errno);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int code = errno;
        ::close(fd);
        if (code != EWOULDBLOCK) return system_failure("cannot lock", file, code);
        auto owner = read_whole_file(file);
        std::string pid = owner ? owner->substr(0, owner->find('\n')) : "";
        std::string who = pid.empty() ? "another process" : "another process (pid " + pid + ")";
        return fail(who + " is working on this data directory", path,
                    "stop it first, or name another directory with --data");
    }
    std::string pid = std::to_string(::getpid()) + "\n";
    // The number is for people's messages only; the lock itself is the kernel's.
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) {
        int code = errno;
        ::close(fd);
        return system_failure("cannot write", file, code);
    }
    return fd;
}

Result<void> make_inside(const std::string& directory) {
    if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return system_failure("cannot make this directory", directory, errno);
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const std::string& path, Access access) {
    TRY_VOID(must_be_directory(path, access));
    int found = TRY(format_of(path));
    if (found == 0 && (access == Access::read || !TRY(is_fresh(path))))
        return fail("this directory is not a data directory of chengshu", path,
                    "name an empty or a new directory with --data");
    DataDirectory directory(path, -1);
    if (access == Access::read) return directory;
    if (::access(path.c_str(), W_OK) != 0)
        return system_failure("cannot write in this directory", path, errno);
    directory.lock_ = TRY(take_lock(path));
    for (const auto& inside : {directory.city(), directory.evidence()})
        TRY_VOID(make_inside(inside));
    if (found == 0)
        TRY_VOID(write_file_durably(version_file(path),
                                    std::string(version_head) + std::to_string(format) + "\n"));
    return directory;
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory& DataDirectory::operator=(DataDirectory&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    return *this;
}

DataDirectory::~DataDirectory() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace cs::journal
