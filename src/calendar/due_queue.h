// Live clocks in the order they fall due; ties by key, so that the order is the same on every
// machine. An indexed 4-ary heap: the heap holds (due, key), an open-addressing table finds a key's
// place in it, so that re-arming and cancelling move the one entry and leave nothing stale behind.
// It holds nothing that the state does not: it is rebuilt from the live clocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/describe.h"
#include "base/ids.h"
#include "base/time.h"

namespace cs::calendar {

/// Which clock: a case and the clock's number within it.
struct ClockKey {
    CaseId case_id{};
    std::uint16_t ordinal = 0;
    auto operator<=>(const ClockKey&) const = default;
    DESCRIBED(ClockKey, case_id, ordinal)
};

/// A clock and when it wants attention: its due instant or its next warning point.
struct DueClock {
    Instant due;
    ClockKey key;
    auto operator<=>(const DueClock&) const = default;
};

class DueQueue {
public:
    DueQueue() = default;
    /// All at once, in linear time. CHECKs that no key is given twice.
    explicit DueQueue(std::span<const DueClock> clocks);

    /// Arms a clock, or re-arms it when it is there already. O(log n).
    void set(ClockKey key, Instant due);
    /// Takes a clock out; false when it was not there. O(log n).
    bool cancel(ClockKey key);
    /// When a clock is armed for. O(1).
    std::optional<Instant> due_of(ClockKey key) const;
    /// The clock that is due first. O(1).
    std::optional<DueClock> next() const;
    /// Takes out the clock that is due first, if it is due by `now`. O(log n).
    std::optional<DueClock> pop_due(Instant now);

    std::size_t size() const { return heap_.size(); }
    /// Bytes held, spare room included: at most 40 a clock once there are some hundreds.
    std::size_t memory_bytes() const;

private:
    /// 24 bytes: the key is split so that the table's slot fits into what would be padding.
    struct Entry {
        std::int64_t due_us;
        std::uint64_t case_id;
        std::uint32_t slot;
        std::uint16_t ordinal;
    };

    static bool before(const Entry& a, const Entry& b);
    void place(std::size_t position, Entry entry);
    void sift_up(std::size_t position, Entry entry);
    void sift_down(std::size_t position, Entry entry);
    void settle(std::size_t position, Entry entry);
    void remove(std::size_t position);

    std::size_t home_of(std::uint64_t case_id, std::uint16_t ordinal) const;
    std::size_t slot_of(ClockKey key) const;
    void free_slot(std::size_t slot);
    void make_table(std::size_t bits);
    void make_room();

    std::vector<Entry> heap_;
    /// By slot: a position in the heap, or `empty`. Its size is a power of two.
    std::vector<std::uint32_t> table_;
    int table_shift_ = 64;
};

}  // namespace cs::calendar
