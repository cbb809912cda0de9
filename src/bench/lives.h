// Lives of cases as a load: each slot carries one case from its report to its closing, one command
// at a time; when it is closed the slot begins the next. Producers take slots that are ready, make
// their next command (sealing the text on their own thread) and hand the slot back with the answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "base/random.h"
#include "bench/town.h"
#include "journal/vault.h"
#include "runtime/engine.h"

namespace cs::bench {

/// submit, file and dispatch, sign, outcome, verify, call back, close.
inline constexpr int steps_of_life = 7;

class Lives {
public:
    /// Subjects and keys are numbered from `first_number` on. With `until_shown` a slot begins its
    /// next life only when show() says that its closing can be seen.
    Lives(const Town& town, journal::Vault& vault, std::size_t slots, std::uint64_t first_number,
          bool until_shown = false);

    /// Takes up to `limit` slots that are ready into `out`; waits up to 1 ms when there are none.
    void take(std::vector<std::uint32_t>& out, std::size_t limit);
    /// Takes one if there is one.
    bool take_one(std::uint32_t& out);
    /// The next command of a slot that was taken. Fails only when the vault does.
    Result<Envelope> next_command(std::uint32_t slot, Instant now);
    /// The answer to that command: the slot goes on, or begins anew when its case was closed.
    /// A busy refusal repeats the step; any other is kept as the first failure.
    void answer(std::uint32_t slot, const runtime::Reply& reply);

    /// Everything up to this record is visible now: counts the closings among it.
    void show(std::uint64_t sequence);
    std::uint64_t accepted() const { return accepted_; }
    /// Lives that ended and, with `until_shown`, were shown.
    std::uint64_t closed() const { return closed_; }
    std::uint64_t busy() const { return busy_; }
    /// Keeps the first of what went wrong.
    void fail(const std::string& what);
    /// The first refusal that was not busy; "" when there was none.
    std::string failure();

private:
    struct Slot {
        std::uint64_t number = 0;
        ReportId report{};
        CaseId case_id{};
        std::uint32_t street = 0;
        std::uint8_t step = 0;
    };
    void begin(Slot& slot);
    Result<Command> submit(const Slot& slot, Instant now);
    void put(std::uint32_t slot);
    std::uint32_t draw();

    bool until_shown_ = false;
    std::deque<std::pair<std::uint64_t, std::uint32_t>> ended_;  ///< last record, slot
    const Town& town_;
    journal::Vault& vault_;
    std::vector<Slot> slots_;
    std::vector<PersonalText> texts_;
    std::atomic<std::uint64_t> next_number_;
    std::atomic<std::uint64_t> accepted_ = 0, closed_ = 0, busy_ = 0;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::uint32_t> ready_;
    Random random_{1};
    std::string failure_;
};

}  // namespace cs::bench
