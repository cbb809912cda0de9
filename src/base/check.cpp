#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cs {

void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "chengshu: bug: %s does not hold (%s:%d); stopping\n", condition, file,
                 line);
    std::abort();
}

}  // namespace cs
