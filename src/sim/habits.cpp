#include "sim/habits.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/json.h"

namespace cs::sim {

namespace {

// Fills the described members from a table's integers; "name" belongs to [[unit]] itself.
template <class T>
Result<void> fill(T& out, const toml::table& table, const std::string& where) {
    for (const auto& [key, node] : table) {
        if (key.str() == "name") continue;
        auto number = node.template value<std::int64_t>();
        bool known = false;
        boost::mp11::mp_for_each<json::detail::Members<T>>([&](auto member) {
            if (key.str() != member.name || !number) return;
            out.*member.pointer = static_cast<std::int32_t>(*number);
            known = true;
        });
        std::string name = where + ", " + std::string(key.str());
        if (!known) return fail("no such habit, or not a whole number", name);
        bool percent = key.str().ends_with("_percent");
        if (*number < 0 || *number > (percent ? 100 : 1'000'000))
            return fail("out of range", name,
                        percent ? "percents are 0 to 100" : "give a number from 0 to 1000000");
    }
    return {};
}

template <class T>
Result<void> fill_section(T& out, const toml::table& file, const char* section,
                          const std::string& path) {
    if (const auto* table = file[section].as_table())
        return fill(out, *table, path + " [" + section + "]");
    return {};
}

}  // namespace

const UnitHabits& Habits::of(std::string_view unit_kind) const {
    auto found = by_kind.find(unit_kind);
    return found == by_kind.end() ? fallback : found->second;
}

Result<Habits> read_habits(const std::string& path) {
    auto parsed = toml::parse_file(path);
    if (!parsed)
        return fail("not valid TOML (" + std::string(parsed.error().description()) + ")",
                    path + " line " + std::to_string(parsed.error().source().begin.line));
    const toml::table& file = parsed.table();
    Habits out;
    TRY_VOID(fill_section(out.fallback, file, "default", path));
    TRY_VOID(fill_section(out.citizen, file, "citizen", path));
    TRY_VOID(fill_section(out.agent, file, "agent", path));
    if (const auto* units = file["unit"].as_array())
        for (const auto& node : *units) {
            const auto* unit = node.as_table();
            auto name = unit == nullptr ? std::optional<std::string>{}
                                        : (*unit)["name"].value<std::string>();
            if (!name) return fail("a [[unit]] has no name", path);
            UnitHabits habits = out.fallback;
            TRY_VOID(fill(habits, *unit, path + " " + *name));
            out.by_kind[*name] = habits;
        }
    return out;
}

Duration draw_minutes(Random& random, std::int32_t median, std::int32_t spread) {
    // Box–Muller over two uniform draws.
    double u = (static_cast<double>(random.below(1u << 30)) + 1) / (1u << 30);
    double v = static_cast<double>(random.below(1u << 30)) / (1u << 30);
    double normal = std::sqrt(-2 * std::log(u)) * std::cos(2 * 3.14159265358979323846 * v);
    double minutes = median * std::exp(spread / 100.0 * normal);
    return Duration::minutes(
        static_cast<std::int64_t>(std::clamp(minutes, 1.0, std::max(median, 1) * 100.0)));
}

}  // namespace cs::sim
