#include "cli/new_directory.h"

namespace cs::cli {

NewDirectory::NewDirectory(const std::string& path) {
    // The vault keeps a backup's path for later erasures, whatever directory they are ordered in.
    std::error_code error;
    path_ = std::filesystem::absolute(path, error);
    if (path_.filename().empty()) path_ = path_.parent_path();
    for (auto at = path_; !std::filesystem::exists(at, error); at = at.parent_path())
        first_new_ = at;
    for (const auto& entry : std::filesystem::directory_iterator(path_, error))
        old_.insert(entry.path());
}

NewDirectory::~NewDirectory() {
    std::error_code error;
    if (is_kept_) return;
    if (!first_new_.empty()) {
        std::filesystem::remove_all(first_new_, error);
        return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path_, error))
        if (!old_.contains(entry.path())) std::filesystem::remove_all(entry.path(), error);
}

}  // namespace cs::cli
