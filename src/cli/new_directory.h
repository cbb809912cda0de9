// A directory that a command fills: on failure what was not there before is removed, so that it is
// whole or absent and the command can be run again.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace cs::cli {

/// Outlives whatever has files open in it.
class NewDirectory {
public:
    explicit NewDirectory(const std::string& path);
    ~NewDirectory();
    NewDirectory(const NewDirectory&) = delete;
    NewDirectory& operator=(const NewDirectory&) = delete;

    std::string path() const { return path_.string(); }
    void keep() { is_kept_ = true; }

private:
    std::filesystem::path path_;
    std::filesystem::path first_new_;  ///< path_ or what must be made above it; empty: all is there
    std::set<std::filesystem::path> old_;
    bool is_kept_ = false;
};

}  // namespace cs::cli
