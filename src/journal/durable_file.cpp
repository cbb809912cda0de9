#include "journal/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace cs::journal {

namespace {

/// A file descriptor that closes itself.
class File {
public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return fd_ >= 0; }
    int fd() const { return fd_; }

private:
    int fd_;
};

std::string advice_for_errno(int system_error) {
    switch (system_error) {
        case ENOSPC:
        case EDQUOT: return "free some space on this disk, then try again";
        case EROFS: return "this disk is mounted read-only; choose another place";
        case EACCES:
        case EPERM: return "give this user the right to it, or choose another place";
        case ENOENT: return "check the name";
        case EIO: return "the disk reported an error; check it before going on";
        default: return "";
    }
}

Result<void> write_bytes(const File& file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        ssize_t written = ::write(file.fd(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return system_failure("cannot write", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

std::string directory_of(const std::string& path) {
    auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

std::unexpected<Error> system_failure(std::string_view what, const std::string& path,
                                      int system_error) {
    std::string words = system_error == ENOSPC ? "the disk is full" : std::strerror(system_error);
    return fail(std::string(what) + ": " + words, path, advice_for_errno(system_error));
}

Result<void> write_file_durably(const std::string& path, std::string_view bytes) {
    std::string temporary = path + ".part";
    {
        File file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
        if (!file.is_open()) return system_failure("cannot write", temporary, errno);
        auto written = write_bytes(file, bytes, path);
        if (!written) {
            ::unlink(temporary.c_str());
            return written;
        }
    }
    return move_durably(temporary, path);
}

Result<std::string> read_whole_file(const std::string& path) {
    File file(path, O_RDONLY);
    if (!file.is_open()) return system_failure("cannot read", path, errno);
    std::string content;
    char buffer[65536];
    for (;;) {
        ssize_t got = ::read(file.fd(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_failure("cannot read", path, errno);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
    }
}

Result<void> move_durably(const std::string& from, const std::string& to) {
    {
        File file(from, O_RDONLY);
        if (!file.is_open()) return system_failure("cannot open", from, errno);
        if (::fsync(file.fd()) != 0) return system_failure("cannot sync", from, errno);
    }
    if (::rename(from.c_str(), to.c_str()) != 0)
        return system_failure("cannot move " + from + " here", to, errno);
    return sync_directory_of(to);
}

Result<void> make_private_file(const std::string& path) {
    File file(path, O_WRONLY | O_CREAT);
    if (!file.is_open()) return system_failure("cannot make this file", path, errno);
    return {};
}

Result<void> sync_directory_of(const std::string& path) {
    std::string directory = directory_of(path);
    File file(directory, O_RDONLY | O_DIRECTORY);
    if (!file.is_open()) return system_failure("cannot open", directory, errno);
    if (::fsync(file.fd()) != 0) return system_failure("cannot sync", directory, errno);
    return {};
}

Result<std::uint64_t> free_bytes(const std::string& path) {
    struct statvfs disk {};
    if (::statvfs(path.c_str(), &disk) != 0)
        return system_failure("cannot ask for the free space", path, errno);
    return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

Result<void> require_free(const std::string& path, std::uint64_t bytes, std::string_view purpose) {
    std::uint64_t available = TRY(free_bytes(path));
    if (available >= bytes) return {};
    constexpr std::uint64_t mebibyte = 1 << 20;
    return fail(std::string(purpose) + " needs " + std::to_string(bytes / mebibyte + 1) +
                    " MiB, and the disk has " + std::to_string(available / mebibyte) + " MiB left",
                path, "free some space or choose another disk");
}

}  // namespace cs::journal
