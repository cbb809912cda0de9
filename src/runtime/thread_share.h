// How the kernel shares its processors between a thread and its neighbours.
#pragma once

#include <cstdint>

namespace cs::runtime {

enum class ThreadShare : std::uint8_t {
    /// Somebody waits for it: it runs soon after it wakes, in short turns. Measured beside two
    /// compilers on two processors: a synced write of 8 KiB takes 0.1 ms instead of 4.0 ms.
    prompt,
    ordinary,
    /// Has time. Once it runs it keeps its processor until the kernel's next tick, some 4 ms, so it
    /// gets the least weight: a seventieth of an ordinary thread's.
    background,
};

/// For the calling thread. Where the kernel cannot (short turns came with Linux 6.12), it stays
/// as it was.
void take_share(ThreadShare share);

}  // namespace cs::runtime
