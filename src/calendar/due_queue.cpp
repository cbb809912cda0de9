// The indexed heap; see due_queue.h. The table probes linearly and deletes by shifting back
// (Knuth, TAOCP 3, 6.4, Algorithm R), so that it holds no tombstones.
#include "calendar/due_queue.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace cs::calendar {

namespace {

constexpr std::uint32_t empty = UINT32_MAX;
constexpr std::size_t arity = 4;
constexpr std::size_t first_table_bits = 4;

// The table is at most 7/8 full, the heap grows by a quarter: together at most 40 bytes a clock
// (24 · 5/4 + 4 · 16/7 = 39.2).
bool too_full(std::size_t clocks, std::size_t slots) { return clocks * 8 > slots * 7; }
std::size_t grown(std::size_t capacity) { return std::max<std::size_t>(capacity * 5 / 4, 8); }

}  // namespace

bool DueQueue::before(const Entry& a, const Entry& b) {
    return std::tie(a.due_us, a.case_id, a.ordinal) < std::tie(b.due_us, b.case_id, b.ordinal);
}

DueQueue::DueQueue(std::span<const DueClock> clocks) {
    CHECK(clocks.size() < empty);
    std::size_t bits = first_table_bits;
    while (too_full(clocks.size(), std::size_t{1} << bits)) ++bits;
    heap_.reserve(clocks.size());
    for (const auto& clock : clocks)
        heap_.push_back({clock.due.us, raw(clock.key.case_id), 0, clock.key.ordinal});
    make_table(bits);
    for (auto position = heap_.size() / arity + 1; position-- > 0;) {
        if (position < heap_.size()) sift_down(position, heap_[position]);
    }
}

void DueQueue::set(ClockKey key, Instant due) {
    make_room();
    auto slot = slot_of(key);
    Entry entry{due.us, raw(key.case_id), static_cast<std::uint32_t>(slot), key.ordinal};
    if (table_[slot] != empty) return settle(table_[slot], entry);
    heap_.push_back(entry);
    sift_up(heap_.size() - 1, entry);
}

bool DueQueue::cancel(ClockKey key) {
    if (heap_.empty()) return false;
    auto position = table_[slot_of(key)];
    if (position == empty) return false;
    remove(position);
    return true;
}

std::optional<Instant> DueQueue::due_of(ClockKey key) const {
    if (heap_.empty()) return {};
    auto position = table_[slot_of(key)];
    if (position == empty) return {};
    return Instant{heap_[position].due_us};
}

std::optional<DueClock> DueQueue::next() const {
    if (heap_.empty()) return {};
    const auto& top = heap_.front();
    return DueClock{{top.due_us}, {CaseId{top.case_id}, top.ordinal}};
}

std::optional<DueClock> DueQueue::pop_due(Instant now) {
    auto top = next();
    if (!top || top->due > now) return {};
    remove(0);
    return top;
}

std::size_t DueQueue::memory_bytes() const {
    return heap_.capacity() * sizeof(Entry) + table_.capacity() * sizeof(std::uint32_t);
}

void DueQueue::place(std::size_t position, Entry entry) {
    heap_[position] = entry;
    table_[entry.slot] = static_cast<std::uint32_t>(position);
}

void DueQueue::sift_up(std::size_t position, Entry entry) {
    while (position > 0) {
        auto parent = (position - 1) / arity;
        if (!before(entry, heap_[parent])) break;
        place(position, heap_[parent]);
        position = parent;
    }
    place(position, entry);
}

// While one level is compared, the next is asked for: of a million clocks 100,000 are popped in
// 50 ms instead of 80. Written in place, for GCC drops calls of a function that only prefetches.
void DueQueue::sift_down(std::size_t position, Entry entry) {
    for (;;) {
        auto child = position * arity + 1;
        if (child >= heap_.size()) break;
        if (auto below = child * arity + 1; below + arity * arity <= heap_.size()) {
            for (std::size_t i = 0; i < arity * arity; i += 2)
                __builtin_prefetch(heap_.data() + below + i);
        }
        auto least = child;
        auto end = std::min(child + arity, heap_.size());
        while (++child < end) {
            if (before(heap_[child], heap_[least])) least = child;
        }
        if (!before(heap_[least], entry)) break;
        place(position, heap_[least]);
        position = least;
    }
    place(position, entry);
}

// Puts an entry where its order wants it, starting from a position that is free for it.
void DueQueue::settle(std::size_t position, Entry entry) {
    if (position > 0 && before(entry, heap_[(position - 1) / arity]))
        sift_up(position, entry);
    else
        sift_down(position, entry);
}

void DueQueue::remove(std::size_t position) {
    free_slot(heap_[position].slot);
    // Read after the slots have moved: the last entry's slot may have changed.
    auto last = heap_.back();
    heap_.pop_back();
    if (position < heap_.size()) settle(position, last);
}

// Fibonacci hashing: ids are a realm and a counter, so their low bits alone would do badly.
std::size_t DueQueue::home_of(std::uint64_t case_id, std::uint16_t ordinal) const {
    auto mixed = (case_id * 64 + ordinal) * 0x9E3779B97F4A7C15u;
    return static_cast<std::size_t>(mixed >> table_shift_);
}

// The slot that holds the key, or the empty one where it would go.
std::size_t DueQueue::slot_of(ClockKey key) const {
    auto slot = home_of(raw(key.case_id), key.ordinal);
    for (;; slot = (slot + 1) & (table_.size() - 1)) {
        if (table_[slot] == empty) return slot;
        const auto& entry = heap_[table_[slot]];
        if (entry.case_id == raw(key.case_id) && entry.ordinal == key.ordinal) return slot;
    }
}

void DueQueue::free_slot(std::size_t slot) {
    auto mask = table_.size() - 1;
    for (auto at = slot;;) {
        at = (at + 1) & mask;
        if (table_[at] == empty) break;
        auto& entry = heap_[table_[at]];
        auto home = home_of(entry.case_id, entry.ordinal);
        // An entry may move back to the hole unless its home lies after the hole.
        if (((at - home) & mask) < ((at - slot) & mask)) continue;
        table_[slot] = table_[at];
        entry.slot = static_cast<std::uint32_t>(slot);
        slot = at;
    }
    table_[slot] = empty;
}

void DueQueue::make_table(std::size_t bits) {
    table_ = std::vector<std::uint32_t>(std::size_t{1} << bits, empty);
    table_shift_ = 64 - static_cast<int>(bits);
    for (std::size_t position = 0; position < heap_.size(); ++position) {
        auto& entry = heap_[position];
        auto slot = slot_of({CaseId{entry.case_id}, entry.ordinal});
        CHECK(table_[slot] == empty);
        entry.slot = static_cast<std::uint32_t>(slot);
        table_[slot] = static_cast<std::uint32_t>(position);
    }
}

// Room for one more entry.
void DueQueue::make_room() {
    CHECK(heap_.size() < empty - 1);
    if (heap_.size() == heap_.capacity()) heap_.reserve(grown(heap_.capacity()));
    if (table_.empty()) return make_table(first_table_bits);
    if (too_full(heap_.size() + 1, table_.size()))
        make_table(static_cast<std::size_t>(64 - table_shift_) + 1);
}

}  // namespace cs::calendar
