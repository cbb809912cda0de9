#include "sim/random_city.h"

#include "model/catalogue.h"

namespace cs::sim {

namespace {

constexpr Realm simulated_realm{410100000};
constexpr DivisionCode city_code{410100000000};
constexpr const char* unit_kinds[] = {"城市管理局", "住房建设局", "街道办事处"};

class Founder {
public:
    explicit Founder(Random random) : random_(random) {}

    RandomCity found() {
        city_.realm = simulated_realm;
        city_.division = city_code;
        city_.administrator = make_id<PersonId>(simulated_realm, 3);
        city_.people.push_back(city_.administrator);
        city_.founded_at =
            parse_instant("2026-01-05 08:00").value() + Duration::hours(random_.between(0, 8000));
        Person administrator{city_.administrator, "管理员", {}, {}};
        send(FoundRealm{simulated_realm, "模拟市", city_code, std::move(administrator)});
        add_divisions();
        add_grids();
        add_units();
        add_people();
        for (std::int32_t year = 2025; year <= 2028; ++year)
            send(SetHolidays{random_holidays(random_, year)});
        for (int i = 0; i < 4; ++i) city_.matters.push_back("E100" + std::to_string(i));
        city_.matters.push_back(other_matter);
        auto catalogue = random_catalogue(random_, city_, city_.founded_at);
        while (catalogue.duties.empty() || catalogue.duties.back().matter != other_matter)
            catalogue = random_catalogue(random_, city_, city_.founded_at);
        send(std::move(catalogue));
        auto policy = random_policy(random_);
        policy.points = default_policy().points;  // a drawn ladder may be one that is refused
        if (random_.percent(50)) send(SetPolicy{policy});
        city_.places.push_back(DivisionCode{410200001001});
        city_.people.push_back(make_id<PersonId>(simulated_realm, 999));
        return std::move(city_);
    }

private:
    void send(Command command) {
        city_.founding.push_back({city_.administrator,
                                  "found-" + std::to_string(city_.founding.size()),
                                  std::move(command)});
    }
    void add_divisions() {
        SetDivisions set;
        set.divisions.push_back({city_code, "模拟市"});
        auto districts = random_.between(1, 2);
        for (std::int64_t d = 1; d <= districts; ++d) {
            auto district = static_cast<std::uint64_t>(410100 + d) * 1'000'000;
            districts_.push_back(DivisionCode{district});
            set.divisions.push_back({districts_.back(), "区" + std::to_string(d)});
            for (std::uint64_t s = 1; s <= 2; ++s) {
                streets_.push_back(DivisionCode{district + s * 1000});
                set.divisions.push_back({streets_.back(), "街道" + std::to_string(s)});
                for (std::uint64_t c = 1; c <= 2; ++c) {
                    city_.places.push_back(DivisionCode{district + s * 1000 + c});
                    set.divisions.push_back({city_.places.back(), "社区" + std::to_string(c)});
                }
            }
        }
        send(std::move(set));
    }
    void add_grids() {
        SetGrids set;
        for (auto place : city_.places) {
            city_.grids.push_back(make_grid_id(place, GridKind::community, 1));
            set.grids.push_back(
                {city_.grids.back(), GridKind::community, "网格", {}, 300, 90'000});
        }
        send(std::move(set));
    }
    void add_unit(const char* kind, DivisionCode division) {
        auto id = make_id<UnitId>(simulated_realm, city_.units.size() + 1);
        city_.units.push_back(id);
        unit_divisions_.push_back(division);
        send(SetUnit{{id, id_text(division) + kind, kind, division, {}, {}}});
    }
    void add_units() {
        add_unit("热线中心", city_code);
        for (auto district : districts_) {
            add_unit(unit_kinds[0], district);
            add_unit(unit_kinds[1], district);
        }
        for (auto street : streets_) add_unit(unit_kinds[2], street);
    }
    void add_person(std::optional<UnitId> unit, std::vector<Grant> grants) {
        auto id = make_id<PersonId>(simulated_realm, 3 + city_.people.size());
        city_.people.push_back(id);
        send(SetPerson{{id, "人员" + std::to_string(counter_of(id)), unit, {}}});
        for (const auto& grant : grants) send(GrantRole{id, grant});
    }
    void add_people() {
        UnitId centre = city_.units[0];
        for (auto role : {Role::agent, Role::dispatcher, Role::supervisor, Role::verifier,
                          Role::appraiser, Role::data_officer, Role::analyst})
            add_person(centre, {{role, city_code, {}}});
        for (auto district : districts_)
            add_person(centre, {{Role::dispatcher, district, {}}, {Role::verifier, district, {}}});
        for (std::size_t i = 1; i < city_.units.size(); ++i) {
            auto unit = city_.units[i];
            add_person(unit, {{Role::unit_officer, unit_divisions_[i], unit}});
            if (i % 2 == 0) add_person(unit, {{Role::grid_worker, unit_divisions_[i], unit}});
        }
    }

    Random random_;
    RandomCity city_;
    std::vector<DivisionCode> districts_, streets_, unit_divisions_;
};

}  // namespace

RandomCity random_city(Random random) { return Founder(random).found(); }

calendar::Budget random_budget(Random& random) {
    using enum calendar::BudgetUnit;
    static constexpr calendar::BudgetUnit budget_units[] = {minutes, hours, working_days,
                                                            calendar_days};
    calendar::Budget budget;
    budget.unit = budget_units[random.below(4)];
    budget.amount = static_cast<std::int32_t>(
        budget.unit == minutes ? random.between(1, 600) : random.between(1, 12));
    budget.calendar = random.percent(60) ? calendar::CalendarKind::work
                                         : calendar::CalendarKind::continuous;
    return budget;
}

Policy random_policy(Random& random) {
    Policy policy = default_policy();
    for (auto* budget : {&policy.dispatch, &policy.sign, &policy.arrive, &policy.contact,
                         &policy.arbitrate, &policy.verify, &policy.callback, &policy.close,
                         &policy.supervise, &policy.rework})
        if (random.percent(50)) *budget = random_budget(random);
    policy.reopen_days = static_cast<std::uint16_t>(random.between(0, 60));
    policy.call_attempts = static_cast<std::uint8_t>(random.between(0, 4));
    policy.returns_before_ruling = static_cast<std::uint8_t>(random.between(0, 3));
    policy.max_extension_percent = static_cast<std::uint16_t>(random.between(0, 200));
    if (random.percent(30)) policy.accept = random_budget(random);
    if (random.percent(30)) policy.accept.reset();
    if (random.percent(30)) policy.suspension = random_budget(random);
    policy.extensions_per_order = static_cast<std::uint8_t>(random.between(0, 3));
    policy.points.clear();
    std::uint16_t percent = 0;
    for (auto points = random.between(1, 6); points > 0; --points) {
        percent = static_cast<std::uint16_t>(percent + random.between(1, 90));
        if (percent > 100 && (policy.points.empty() || policy.points.back().percent < 100))
            policy.points.push_back({100, 2});
        if (percent != 100 || random.percent(90))
            policy.points.push_back({percent, static_cast<std::uint8_t>(random.below(4))});
    }
    if (policy.points.back().percent < 100 && random.percent(95)) policy.points.push_back({100, 3});
    return policy;
}

PublishCatalogue random_catalogue(Random& random, const RandomCity& city, Instant from) {
    PublishCatalogue out{"清单" + std::to_string(random.below(1000)), from, {}};
    for (const auto& matter : city.matters) {
        if (random.percent(3)) continue;
        for (auto conditions = random.between(1, 2); conditions > 0; --conditions) {
            Duty duty;
            duty.matter = matter;
            duty.category = "市容环境";
            duty.name = "事项" + matter;
            duty.kind = MatterKind::event;
            duty.units = {unit_kinds[random.below(3)]};
            if (random.percent(30)) duty.units.push_back(unit_kinds[random.below(3)]);
            duty.budget = random_budget(random);
            out.duties.push_back(std::move(duty));
        }
    }
    return out;
}

calendar::HolidayYear random_holidays(Random& random, std::int32_t year) {
    calendar::HolidayYear out{year, {}};
    auto first = Date{year, 1, 1}.day_number();
    for (std::int64_t day = first; day < first + 365; day += random.between(10, 60)) {
        auto date = Date::from_day_number(day);
        // A weekend day may be worked, a weekday may be off; nothing else needs a notice.
        out.exceptions.push_back({date.text(), date.weekday() < 5, "节假日"});
    }
    return out;
}

}  // namespace cs::sim
