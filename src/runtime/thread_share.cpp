#include "runtime/thread_share.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cs::runtime {

namespace {

constexpr std::uint64_t short_turn_ns = 300'000;
constexpr int background_nice = 19;

/// The kernel's struct sched_attr in its first version; glibc 2.36 does not declare it.
struct KernelShare {
    std::uint32_t size = sizeof(KernelShare);
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t turn_ns = 0;
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
};

}  // namespace

void take_share(ThreadShare share) {
    if (share == ThreadShare::ordinary) return;
    KernelShare wanted;
    wanted.nice = getpriority(PRIO_PROCESS, 0);  // the calling thread's
    if (share == ThreadShare::background)
        wanted.nice += background_nice;
    else
        wanted.turn_ns = short_turn_ns;
    syscall(SYS_sched_setattr, 0, &wanted, 0);  // refused: as before
}

}  // namespace cs::runtime
