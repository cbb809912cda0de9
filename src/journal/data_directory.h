// The data directory of one node: what is in it under which name, and that one process at a time
// writes there. A small VERSION file tells it from any other directory.
#pragma once

#include <string>

#include "base/result.h"
#include "journal/durable_file.h"

namespace cs::journal {

/// write: makes the directory when it is missing, and holds it against any other writer.
/// read: it must be there; readers go beside a writer and take no lock.
enum class Access { read, write };

class DataDirectory {
public:
    static constexpr int format = 1;

    /// Refuses a file in place of a directory, a directory of something else, a newer format, one
    /// that cannot be written (for write) and one another process holds (its pid is named).
    static Result<DataDirectory> open(const std::string& path, Access access);
    DataDirectory(DataDirectory&& other) noexcept;
    DataDirectory& operator=(DataDirectory&& other) noexcept;
    ~DataDirectory();

    const std::string& path() const { return path_; }
    std::string journal() const { return path_ + "/journal.db"; }
    std::string vault() const { return path_ + "/vault.db"; }
    std::string views() const { return path_ + "/views.db"; }
    std::string archive() const { return path_ + "/archive.db"; }
    std::string accounts() const { return path_ + "/accounts.db"; }
    /// Directories; made by a writer's open.
    std::string city() const { return path_ + "/city"; }
    std::string evidence() const { return path_ + "/evidence"; }

private:
    DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_;
    int lock_ = -1;  ///< descriptor that holds the lock; -1 for a reader
};

}  // namespace cs::journal
