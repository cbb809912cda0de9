// How simulated units, citizens and agents behave: read from data/habits.toml, which says what each
// figure means. Nothing here is measured on a real unit.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/describe.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

namespace cs::sim {

/// Minutes; percents 0–100; spreads are the sigma of a log-normal draw times 100.
struct UnitHabits {
    std::int32_t sign_minutes_median = 9;
    std::int32_t sign_minutes_spread = 60;
    std::int32_t late_sign_percent = 4;
    std::int32_t return_percent = 6;
    std::int32_t return_right_percent = 55;
    std::int32_t contact_minutes_median = 90;
    std::int32_t arrive_minutes_median = 150;
    std::int32_t handle_budget_percent_median = 62;
    std::int32_t handle_spread = 45;
    std::int32_t late_percent = 5;
    std::int32_t extension_percent = 8;
    std::int32_t extension_granted_percent = 70;
    std::int32_t suspend_percent = 3;
    std::int32_t false_claim_percent = 6;
    std::int32_t cannot_solve_percent = 7;
    std::int32_t assist_percent = 12;
    DESCRIBED(UnitHabits, sign_minutes_median, sign_minutes_spread, late_sign_percent,
              return_percent, return_right_percent, contact_minutes_median, arrive_minutes_median,
              handle_budget_percent_median, handle_spread, late_percent, extension_percent,
              extension_granted_percent, suspend_percent, false_claim_percent,
              cannot_solve_percent, assist_percent)
};

struct CitizenHabits {
    std::int32_t contacted_percent = 88;
    std::int32_t solved_if_fixed_percent = 92;
    std::int32_t satisfied_if_solved_percent = 90;
    std::int32_t satisfied_if_unsolved_percent = 22;
    std::int32_t reopen_percent = 35;
    DESCRIBED(CitizenHabits, contacted_percent, solved_if_fixed_percent,
              satisfied_if_solved_percent, satisfied_if_unsolved_percent, reopen_percent)
};

struct AgentHabits {
    std::int32_t triage_minutes_median = 6;
    std::int32_t decline_percent = 3;
    std::int32_t duplicate_percent = 70;
    DESCRIBED(AgentHabits, triage_minutes_median, decline_percent, duplicate_percent)
};

struct Habits {
    UnitHabits fallback;
    std::map<std::string, UnitHabits, std::less<>> by_kind;
    CitizenHabits citizen;
    AgentHabits agent;

    const UnitHabits& of(std::string_view unit_kind) const;
};

/// Refuses an unknown key and a figure out of range, with file and key.
Result<Habits> read_habits(const std::string& path);

/// A log-normal draw around a median, at least one minute, at most a hundred times the median.
Duration draw_minutes(Random& random, std::int32_t median, std::int32_t spread);

}  // namespace cs::sim
