#include "base/result.h"

namespace cs {

std::string Error::text() const {
    std::string out = where.empty() ? what : where + ": " + what;
    if (!advice.empty()) out += "; " + advice;
    return out;
}

}  // namespace cs
