// CHECK: a broken assumption is a bug, and a bug stops the process, in release too:
// going on with a wrong state would write that state into the journal.
#pragma once

namespace cs {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace cs

#define CHECK(condition) \
    ((condition) ? static_cast<void>(0) : ::cs::check_failed(#condition, __FILE__, __LINE__))
