#include "model/policy.h"

namespace cs {

Policy default_policy() {
    using calendar::Budget;
    using enum calendar::BudgetUnit;
    using enum calendar::CalendarKind;
    return {.dispatch = {30, minutes, continuous},
            .sign = {30, minutes, continuous},
            .arrive = {60, minutes, continuous},
            .contact = {1, working_days, work},
            .arbitrate = {4, hours, work},
            .verify = {1, working_days, work},
            .callback = {2, working_days, work},
            .close = {1, working_days, work},
            .supervise = {2, working_days, work},
            .rework = {2, working_days, work},
            .reopen_days = 15,
            .call_attempts = 3,
            .returns_before_ruling = 2,
            .max_extension_percent = 100,
            .points = {{50, 1}, {80, 2}, {100, 3}, {150, 3}, {200, 3}},
            .accept = Budget{2, hours, continuous},
            .suspension = Budget{20, working_days, work},
            .extensions_per_order = std::uint8_t{2}};
}

}  // namespace cs
