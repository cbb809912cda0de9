#include "cli/access_log.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/describe.h"
#include "base/json.h"
#include "runtime/time_source.h"

namespace cs::cli {

namespace {

struct AccessRecord {
    std::string at;
    std::string os_user;
    std::string what;
    std::string purpose;
    DESCRIBED(AccessRecord, at, os_user, what, purpose)
};

std::string os_user() {
    const auto* entry = getpwuid(getuid());
    return entry == nullptr ? std::to_string(getuid()) : entry->pw_name;
}

}  // namespace

Result<void> record_access(const std::string& data, const std::string& what,
                           const std::string& purpose) {
    auto path = data + "/access.log";
    runtime::SystemTime time;
    auto line = json::text_of(AccessRecord{local_text(time.now()), os_user(), what, purpose}) + "\n";
    int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    bool good = file >= 0 &&
                write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                fsync(file) == 0;
    int error = errno;
    if (file >= 0) close(file);
    if (good) return {};
    return fail(std::string("the access cannot be recorded: ") + std::strerror(error), path,
                "nothing is shown in clear without a record; make the file writable");
}

}  // namespace cs::cli
