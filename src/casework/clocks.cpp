#include "casework/clocks.h"

#include "base/check.h"

namespace cs::casework {

namespace {

const calendar::Calendar& calendar_of(const World& world, const Clock& clock) {
    return world.registry.calendar(clock.calendar);
}

// A clock that is no longer overdue can become so again: its points from 100 % on come back.
// A warning that was given is not repeated.
ClockMoved moved(const World& world, std::size_t index, const Clock& clock) {
    const auto& points = world.registry.policy().points;
    std::uint8_t passed = clock.points_passed;
    if (clock.due > world.now)
        while (passed > 0 && points[passed - 1].percent >= 100) --passed;
    return {static_cast<std::uint16_t>(index), clock.total, clock.due, passed,
            next_point(world, clock, passed)};
}

template <class Which>
std::vector<ClockStopped> ended(const Case& subject, Which result_of) {
    std::vector<ClockStopped> out;
    for (std::size_t i = 0; i < subject.clocks.size(); ++i) {
        const auto& clock = subject.clocks[i];
        if (!is_live(clock)) continue;
        if (auto result = result_of(clock))
            out.push_back({static_cast<std::uint16_t>(i), clock.kind, clock.unit, *result});
    }
    return out;
}

// A paused clock has reached the moment of its pause. A unit that returned its order waits for the
// arbiter from then on; how long he takes is his own clock's matter.
Instant reached(const World& world, const Case& subject, const Clock& clock) {
    if (clock.phase == ClockPhase::paused) return clock.stopped_at;
    bool returning = clock.order > 0 && clock.kind != ClockKind::arbitrate &&
                     subject.orders[clock.order - 1].phase == OrderPhase::returning;
    if (!returning) return world.now;
    for (const auto& other : subject.clocks)
        if (other.kind == ClockKind::arbitrate && other.order == clock.order && is_live(other))
            return other.started_at;
    return world.now;
}

ClockPhase fell_away(const World& world, const Case& subject, const Clock& clock) {
    return reached(world, subject, clock) > clock.due ? ClockPhase::missed : ClockPhase::cancelled;
}

}  // namespace

bool is_live(const Clock& clock) {
    return clock.phase == ClockPhase::running || clock.phase == ClockPhase::paused;
}

DivisionCode escalated_to(DivisionCode division, std::uint8_t level) {
    return ancestor_at(division, level == 1   ? DivisionLevel::street
                                 : level == 2 ? DivisionLevel::district
                                              : DivisionLevel::city);
}

Decision<Clock> start_clock(const World& world, ClockKind kind, std::uint16_t order, UnitId unit,
                            const calendar::Budget& budget) {
    Clock clock;
    clock.kind = kind;
    clock.calendar = budget.calendar;
    clock.order = order;
    clock.unit = unit;
    clock.started_at = world.now;
    clock.total = calendar::counted(budget);
    auto due = calendar_of(world, clock).add(world.now, clock.total);
    if (!due) return refuse(RefusalCode::calendar_missing, due.error().text());
    clock.due = *due;
    clock.next_point = next_point(world, clock, 0);
    return clock;
}

// The point lies at percent/100 of the total; what was used up to now is the total less what is
// left until the due instant, so neither pauses nor extensions need to be remembered.
Instant next_point(const World& world, const Clock& clock, std::uint8_t points_passed) {
    const auto& points = world.registry.policy().points;
    if (points_passed >= points.size()) return Instant::never();
    if (points[points_passed].percent == 100) return std::max(clock.due, world.now);
    const auto& calendar = calendar_of(world, clock);
    auto left = calendar.counted(world.now, clock.due);
    if (!left) return Instant::never();
    Duration wanted{clock.total.us / 100 * points[points_passed].percent};
    Duration used = clock.total - *left;
    auto at = calendar.add(world.now, std::max(wanted - used, Duration{}));
    return at ? *at : Instant::never();
}

std::vector<ClockStopped> stop_kind(const World& world, const Case& subject, ClockKind kind,
                                    std::uint16_t order) {
    return ended(subject, [&](const Clock& clock) -> std::optional<ClockPhase> {
        if (clock.kind != kind || clock.order != order) return std::nullopt;
        // A paused clock was stopped in time or not by the moment of its pause.
        Instant reached = clock.phase == ClockPhase::paused ? clock.stopped_at : world.now;
        return reached <= clock.due ? ClockPhase::met : ClockPhase::missed;
    });
}

std::vector<ClockStopped> cancel_order(const World& world, const Case& subject,
                                       std::uint16_t order) {
    return ended(subject, [&](const Clock& clock) -> std::optional<ClockPhase> {
        if (clock.order != order) return std::nullopt;
        return fell_away(world, subject, clock);
    });
}

std::vector<ClockStopped> cancel_all(const World& world, const Case& subject) {
    return ended(subject, [&](const Clock& clock) -> std::optional<ClockPhase> {
        return fell_away(world, subject, clock);
    });
}

Decision<std::vector<ClockMoved>> resume_clocks(const World& world, const Case& subject) {
    std::vector<ClockMoved> out;
    for (std::size_t i = 0; i < subject.clocks.size(); ++i) {
        Clock clock = subject.clocks[i];
        if (clock.phase != ClockPhase::paused) continue;
        const auto& calendar = calendar_of(world, clock);
        auto left = calendar.counted(clock.stopped_at, clock.due);
        if (!left) return refuse(RefusalCode::calendar_missing, left.error().text());
        // A clock paused when already overdue stays overdue: its due instant does not move.
        if (*left > Duration{}) {
            auto due = calendar.add(world.now, *left);
            if (!due) return refuse(RefusalCode::calendar_missing, due.error().text());
            clock.due = *due;
        }
        out.push_back(moved(world, i, clock));
    }
    return out;
}

Decision<std::vector<ClockMoved>> extend_clock(const World& world, const Case& subject,
                                               std::uint16_t order, Duration added) {
    std::vector<ClockMoved> out;
    for (std::size_t i = 0; i < subject.clocks.size(); ++i) {
        Clock clock = subject.clocks[i];
        if (clock.kind != ClockKind::handle || clock.order != order || !is_live(clock)) continue;
        auto due = calendar_of(world, clock).add(clock.due, added);
        if (!due) return refuse(RefusalCode::calendar_missing, due.error().text());
        clock.due = *due;
        clock.total = clock.total + added;
        out.push_back(moved(world, i, clock));
    }
    return out;
}

}  // namespace cs::casework
