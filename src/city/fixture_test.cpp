#include "city/fixture_test.h"

#include <cstdio>
#include <cstdlib>

namespace cs::city::fixture {

namespace {

struct UnitRow {
    const char* alias;
    const char* name;
    const char* kind;
    DivisionCode division;
};
constexpr UnitRow unit_rows[] = {
    {"hotline", "试城热线中心", "热线中心", city_code},
    {"water", "试城供水公司", "供水单位", city_code},
    {"roads", "东区市政处", "市政单位", east_district},
    {"roads_west", "西区市政处", "市政单位", west_district},
    {"street", "东一街道办事处", "街道办事处", east_street},
    {"street_west", "西一街道办事处", "街道办事处", west_street},
    {"gas", "试城燃气公司", "燃气单位", city_code},
};

// A person: alias, role, where the role is held, for which unit ("" none), member of which unit.
struct PersonRow {
    const char* alias;
    Role role;
    DivisionCode division;
    const char* for_unit;
    const char* member_of;
};
constexpr PersonRow person_rows[] = {
    {"agent", Role::agent, city_code, "hotline", "hotline"},
    {"dispatcher", Role::dispatcher, city_code, "hotline", "hotline"},
    {"water", Role::unit_officer, city_code, "water", "water"},
    {"roads", Role::unit_officer, east_district, "roads", "roads"},
    {"roads_west", Role::unit_officer, west_district, "roads_west", "roads_west"},
    {"street", Role::unit_officer, east_street, "street", "street"},
    {"street_west", Role::unit_officer, west_street, "street_west", "street_west"},
    {"gas", Role::unit_officer, city_code, "gas", "gas"},
    {"grid_worker", Role::grid_worker, east_street, "street", "street"},
    {"verifier", Role::verifier, city_code, "", ""},
    {"supervisor", Role::supervisor, city_code, "", ""},
    {"west_supervisor", Role::supervisor, west_district, "", ""},
    {"west_dispatcher", Role::dispatcher, west_district, "", "street_west"},
    {"appraiser", Role::appraiser, city_code, "", ""},
    {"analyst", Role::analyst, city_code, "", ""},
    {"data_officer", Role::data_officer, city_code, "", ""},
    {"freelance_agent", Role::agent, city_code, "", ""},
    {"water_verifier", Role::verifier, city_code, "", "water"},
    {"retired_agent", Role::agent, city_code, "hotline", "hotline"},
    {"west_administrator", Role::administrator, west_district, "", "street_west"},
};
constexpr std::uint64_t first_person = 10;
constexpr PersonId administrator = make_id<PersonId>(realm, 3);

calendar::HolidayYear year_2025() {
    return {2025, {{"2025-01-01", true, "元旦"},           {"2025-01-26", false, "春节"},
                   {"2025-01-28", true, "春节"},           {"2025-01-29", true, "春节"},
                   {"2025-01-30", true, "春节"},           {"2025-01-31", true, "春节"},
                   {"2025-02-03", true, "春节"},           {"2025-02-04", true, "春节"},
                   {"2025-02-08", false, "春节"},          {"2025-04-04", true, "清明节"},
                   {"2025-04-27", false, "劳动节"},        {"2025-05-01", true, "劳动节"},
                   {"2025-05-02", true, "劳动节"},         {"2025-05-05", true, "劳动节"},
                   {"2025-06-02", true, "端午节"},         {"2025-09-28", false, "国庆节、中秋节"},
                   {"2025-10-01", true, "国庆节、中秋节"}, {"2025-10-02", true, "国庆节、中秋节"},
                   {"2025-10-03", true, "国庆节、中秋节"}, {"2025-10-06", true, "国庆节、中秋节"},
                   {"2025-10-07", true, "国庆节、中秋节"}, {"2025-10-08", true, "国庆节、中秋节"},
                   {"2025-10-11", false, "国庆节、中秋节"}}};
}

calendar::HolidayYear year_2026() {
    return {2026, {{"2026-01-01", true, "元旦"},   {"2026-01-02", true, "元旦"},
                   {"2026-01-04", false, "元旦"},  {"2026-02-14", false, "春节"},
                   {"2026-02-16", true, "春节"},   {"2026-02-17", true, "春节"},
                   {"2026-02-18", true, "春节"},   {"2026-02-19", true, "春节"},
                   {"2026-02-20", true, "春节"},   {"2026-02-23", true, "春节"},
                   {"2026-02-28", false, "春节"},  {"2026-04-06", true, "清明节"},
                   {"2026-05-01", true, "劳动节"}, {"2026-05-04", true, "劳动节"},
                   {"2026-05-05", true, "劳动节"}, {"2026-05-09", false, "劳动节"},
                   {"2026-06-19", true, "端午节"}, {"2026-09-20", false, "国庆节"},
                   {"2026-09-25", true, "中秋节"}, {"2026-10-01", true, "国庆节"},
                   {"2026-10-02", true, "国庆节"}, {"2026-10-05", true, "国庆节"},
                   {"2026-10-06", true, "国庆节"}, {"2026-10-07", true, "国庆节"},
                   {"2026-10-10", false, "国庆节"}}};
}

std::vector<Duty> duties() {
    using enum calendar::BudgetUnit;
    using enum calendar::CalendarKind;
    auto duty = [](std::string matter, std::string name, MatterKind kind,
                   std::vector<std::string> units, calendar::Budget budget) {
        return Duty{std::move(matter), "市政",       std::move(name), kind,  std::move(units),
                    "督查室",          "缺失或破损", "恢复原状",      budget};
    };
    return {
        duty("P0101", "上水井盖", MatterKind::component, {"供水单位"}, {4, hours, work}),
        duty("P0101", "上水井盖", MatterKind::component, {"供水单位"}, {1, working_days, work}),
        duty("E5003", "道路破损", MatterKind::event, {"市政单位", "供水单位"},
             {2, working_days, work}),
        duty("E7001", "燃气泄漏", MatterKind::event, {"燃气单位"}, {2, hours, continuous}),
        duty("E8001", "无人负责", MatterKind::event, {"不存在的单位"}, {4, hours, work}),
        duty(other_matter, "其他", MatterKind::event, {"街道办事处"}, {5, working_days, work}),
    };
}

}  // namespace

std::optional<UnitId> unit_named(std::string_view name) {
    std::uint64_t counter = 0;
    for (const auto& row : unit_rows) {
        ++counter;
        if (name == row.alias) return make_id<UnitId>(realm, counter);
    }
    return std::nullopt;
}

std::string unit_name(UnitId id) {
    auto counter = counter_of(id);
    if (counter == 0 || counter > std::size(unit_rows)) return id_text(id);
    return unit_rows[counter - 1].alias;
}

std::optional<PersonId> person_named(std::string_view name) {
    if (name == "system") return system_person(realm);
    if (name == "citizen") return anonymous_person(realm);
    if (name == "administrator") return administrator;
    if (name == "nobody") return make_id<PersonId>(realm, 9999);
    std::uint64_t counter = first_person;
    for (const auto& row : person_rows) {
        if (name == row.alias) return make_id<PersonId>(realm, counter);
        ++counter;
    }
    return std::nullopt;
}

std::vector<std::string> person_names() {
    std::vector<std::string> out{"system", "citizen", "administrator", "nobody"};
    for (const auto& row : person_rows) out.emplace_back(row.alias);
    return out;
}

std::optional<Place> place_named(std::string_view name) {
    LonLat at{1'136'000'000, 347'000'000};
    if (name == "east") return Place{at, east_community, east_grid, {}, PlaceSource::given};
    if (name == "west") return Place{at, west_street, {}, {}, PlaceSource::given};
    if (name == "outside") return Place{at, DivisionCode{880101000000}, {}, {}, PlaceSource::given};
    if (name == "unnamed")  // within the city's code, but no such division is known
        return Place{at, DivisionCode{990103000000}, {}, {}, PlaceSource::given};
    if (name == "no_grid")
        return Place{at, east_community, GridId{990101001001100999}, {}, PlaceSource::given};
    return std::nullopt;
}

CaseId case_id(std::uint64_t counter) {
    return make_id<CaseId>(realm, counter);
}
ReportId report_id(std::uint64_t counter) {
    return make_id<ReportId>(realm, counter);
}

Instant founded_at() {
    return start_of_local_day({2025, 1, 2}) + Duration::hours(9);
}

std::vector<std::pair<PersonId, Command>> founding_commands() {
    std::vector<std::pair<PersonId, Command>> out;
    auto send = [&](Command command) { out.emplace_back(administrator, std::move(command)); };
    send(FoundRealm{realm, "试城", city_code, {administrator, "王管理", {}, {}}});
    send(SetDivisions{{{city_code, "试城"},
                       {east_district, "东区"},
                       {east_street, "东一街道"},
                       {east_community, "东一社区"},
                       {west_district, "西区"},
                       {west_street, "西一街道"}}});
    send(SetGrids{{{east_grid, GridKind::community, "东一社区第一网格", {}, 420, 90'000}},
                  sha256("shapes")});
    send(SetHolidays{year_2025()});
    send(SetHolidays{year_2026()});
    for (const auto& row : unit_rows)
        send(SetUnit{{*unit_named(row.alias), row.name, row.kind, row.division, {}, {}}});
    for (const auto& row : person_rows) {
        auto id = *person_named(row.alias);
        std::string alias = row.alias;
        send(SetPerson{{id, alias, unit_named(row.member_of), {}}});
        send(GrantRole{id, {row.role, row.division, unit_named(row.for_unit)}});
        if (alias == "retired_agent") send(SetPerson{{id, alias, unit_named(row.member_of), true}});
    }
    send(PublishCatalogue{"立案标准", founded_at(), duties()});
    return out;
}

State build() {
    State state;
    for (const auto& [actor, command] : founding_commands()) {
        auto events = decide(state, command, actor, founded_at());
        if (!events) {
            std::fprintf(stderr, "the test city cannot be built: %s is refused: %s %s\n",
                         std::string(command_type(command)).c_str(),
                         std::string(code_name(events.error().code)).c_str(),
                         events.error().detail.c_str());
            std::abort();
        }
        for (const auto& event : *events) apply(state, event, {founded_at(), actor});
    }
    return state;
}

}  // namespace cs::city::fixture
