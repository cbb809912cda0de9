#include "cli/share.h"

#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace cs::cli {

Result<std::string> shipped(std::string_view name) {
    std::vector<std::string> roots{CHENGSHU_SHARE_DIR, "/usr/share/chengshu"};
    const char* chosen = std::getenv("CHENGSHU_SHARE");
    if (chosen != nullptr && *chosen != '\0') roots = {chosen};
    std::string looked;
    for (const auto& root : roots) {
        auto path = root + "/" + std::string(name);
        if (access(path.c_str(), R_OK) == 0) return path;
        looked += (looked.empty() ? "" : ", ") + path;
    }
    return fail("a file that ships with the program is not there", looked,
                "set CHENGSHU_SHARE to the folder that holds " + std::string(name));
}

}  // namespace cs::cli
