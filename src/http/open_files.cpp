#include "http/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace cs::http {

std::size_t make_room_for(std::size_t connections) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
    rlim_t needed = std::min<rlim_t>(connections + own_files, limit.rlim_max);
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = needed;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    auto room = limit.rlim_cur - std::min<rlim_t>(own_files, limit.rlim_cur / 2);
    return static_cast<std::size_t>(std::min<rlim_t>(connections, room));
}

}  // namespace cs::http
