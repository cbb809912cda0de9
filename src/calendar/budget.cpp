// Budgets: their lengths and their texts.
#include "calendar/budget.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cs::calendar {

namespace {

Duration length_of(BudgetUnit unit) {
    switch (unit) {
        case BudgetUnit::minutes: return Duration::minutes(1);
        case BudgetUnit::hours: return Duration::hours(1);
        case BudgetUnit::working_days: return working_day;
        case BudgetUnit::calendar_days: return Duration::days(1);
    }
    return {};
}

struct UnitName {
    std::string_view name;
    BudgetUnit unit;
    CalendarKind calendar;
};

constexpr UnitName limit_units[] = {
    {"分钟", BudgetUnit::minutes, CalendarKind::work},
    {"小时", BudgetUnit::hours, CalendarKind::work},
    {"个小时", BudgetUnit::hours, CalendarKind::work},
    {"工作时", BudgetUnit::hours, CalendarKind::work},
    {"个工作时", BudgetUnit::hours, CalendarKind::work},
    {"工作小时", BudgetUnit::hours, CalendarKind::work},
    {"天", BudgetUnit::working_days, CalendarKind::work},
    {"日", BudgetUnit::working_days, CalendarKind::work},
    {"工作日", BudgetUnit::working_days, CalendarKind::work},
    {"个工作日", BudgetUnit::working_days, CalendarKind::work},
    {"紧急工作时", BudgetUnit::hours, CalendarKind::continuous},
    {"个紧急工作时", BudgetUnit::hours, CalendarKind::continuous},
    {"紧急工作日", BudgetUnit::calendar_days, CalendarKind::continuous},
    {"个紧急工作日", BudgetUnit::calendar_days, CalendarKind::continuous},
};

// The number a text begins with, which is taken off it.
std::optional<std::int32_t> take_amount(std::string_view& rest) {
    std::int32_t amount = 0;
    if (rest.empty() || rest.front() < '0' || rest.front() > '9') return {};
    auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), amount);
    if (error != std::errc{}) return {};
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return amount;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::unexpected<Error> out_of_range(std::string_view text) {
    return fail("the time limit \"" + std::string(text) + "\" is nothing or longer than ten years",
                {}, "give a limit between one minute and ten years");
}

}  // namespace

bool valid(const Budget& budget) {
    return budget.amount > 0 && budget.amount <= max_budget.us / length_of(budget.unit).us;
}

Duration counted(const Budget& budget) {
    auto unit = length_of(budget.unit);
    auto most = max_budget.us / unit.us;
    return {std::clamp<std::int64_t>(budget.amount, 0, most) * unit.us};
}

Result<Budget> parse_budget(std::string_view text, CalendarKind calendar) {
    auto rest = text;
    auto amount = take_amount(rest);
    std::optional<BudgetUnit> unit;
    if (rest == "m") unit = BudgetUnit::minutes;
    if (rest == "h") unit = BudgetUnit::hours;
    if (rest == "d") unit = BudgetUnit::working_days;
    if (!amount || !unit)
        return fail("\"" + std::string(text) + "\" is not a budget", {},
                    "write minutes, hours or working days: 480m, 8h, 2d");
    Budget budget{*amount, *unit, calendar};
    if (!valid(budget)) return out_of_range(text);
    return budget;
}

Result<Budget> parse_limit(std::string_view text) {
    auto rest = trimmed(text);
    if (rest.empty())
        return fail("the time limit is empty", {}, "write one such as 4小时 or 2紧急工作时");
    auto amount = take_amount(rest);
    if (!amount)
        return fail("the time limit \"" + std::string(text) + "\" is not an amount of time", {},
                    "write a number and a unit, such as 4小时, 1天 or 2紧急工作时");
    rest = trimmed(rest);
    auto* unit = std::ranges::find(limit_units, rest, &UnitName::name);
    if (unit == std::end(limit_units))
        return fail("the time limit \"" + std::string(text) + "\" has no known unit", {},
                    "use 分钟, 小时, 天, 工作日, 紧急工作时 or 紧急工作日 and nothing after it");
    Budget budget{*amount, unit->unit, unit->calendar};
    if (!valid(budget)) return out_of_range(text);
    return budget;
}

std::string text(const Budget& budget) {
    auto amount = std::to_string(budget.amount);
    switch (budget.unit) {
        case BudgetUnit::minutes: return amount + "m";
        case BudgetUnit::hours: return amount + "h";
        case BudgetUnit::working_days: return amount + "d";
        case BudgetUnit::calendar_days: return amount + "x24h";
    }
    return amount;
}

}  // namespace cs::calendar
