// The registry keeps what it knew: every question can be asked "as of" a day.
#include "registry/registry.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "registry/decide.h"

namespace cs::registry {

namespace {

constexpr Realm realm{990100000};
constexpr DivisionCode city{990100000000}, district{990101000000}, street{990101001000},
    community{990101001001}, other_street{990101002000};
constexpr PersonId boss = make_id<PersonId>(realm, 3);
constexpr PersonId clerk = make_id<PersonId>(realm, 4);

Instant day(int n) {
    return start_of_local_day({2026, 3, n});
}
UnitId unit(std::uint64_t n) {
    return make_id<UnitId>(realm, n);
}

Registry founded() {
    Registry registry;
    registry.apply(RealmFounded{realm, "试城", city, {boss, "王", {}, {}}}, day(1));
    registry.apply(DivisionsSet{{{city, "试城"}, {district, "东区"}, {street, "一街"}}}, day(1));
    return registry;
}

UnitSet set_unit(std::uint64_t n, std::string name, std::string kind, DivisionCode division,
                 std::optional<bool> retired = {}) {
    return {Unit{unit(n), std::move(name), std::move(kind), division, {}, retired}};
}

Catalogue catalogue(std::uint32_t version, Instant from, std::string unit_kind) {
    Duty duty;
    duty.matter = other_matter;
    duty.name = "其他";
    duty.units = {std::move(unit_kind)};
    duty.budget = {4, calendar::BudgetUnit::hours, calendar::CalendarKind::work};
    return {version, "第" + std::to_string(version) + "版", from, {duty, duty}};
}

template <class C>
std::string refusal(const Registry& registry, const C& command, PersonId actor = boss) {
    auto decided = decide(Context{registry, actor, day(9)}, command);
    return decided ? ""
                   : std::string(code_name(decided.error().code)) + " " + decided.error().field;
}

}  // namespace

TEST(Registry, AnswersAsOfAnyDayAboutUnitsAndPeople) {
    auto registry = founded();
    registry.apply(set_unit(1, "旧名", "市政单位", district), day(2));
    registry.apply(set_unit(1, "新名", "市政单位", district, true), day(5));
    registry.apply(PersonSet{{clerk, "李", unit(1), {}}}, day(3));
    registry.apply(PersonSet{{clerk, "李", {}, {}}}, day(6));

    EXPECT_EQ(registry.unit_at(unit(1), day(2) - Duration{1}), nullptr);
    EXPECT_EQ(registry.unit_at(unit(1), day(2))->name, "旧名");
    EXPECT_EQ(registry.unit_at(unit(1), day(5) - Duration{1})->name, "旧名");
    EXPECT_EQ(registry.unit_at(unit(1), day(5))->name, "新名");
    EXPECT_EQ(registry.unit(unit(1))->retired, true);
    EXPECT_EQ(registry.person_at(clerk, day(4))->unit, unit(1));
    EXPECT_EQ(registry.person(clerk)->unit, std::nullopt);
    EXPECT_EQ(registry.person_at(boss, day(1))->name, "王");
}

TEST(Registry, AnswersAsOfAnyDayAboutGrants) {
    auto registry = founded();
    Grant agent{Role::agent, city, {}};
    registry.apply(RoleGranted{clerk, agent}, day(2));
    registry.apply(RoleRevoked{clerk, agent}, day(4));
    registry.apply(RoleGranted{clerk, agent}, day(6));
    EXPECT_TRUE(registry.grants_at(clerk, day(2) - Duration{1}).empty());
    EXPECT_EQ(registry.grants_at(clerk, day(3)), std::vector{agent});
    EXPECT_TRUE(registry.grants_at(clerk, day(4)).empty());
    EXPECT_EQ(registry.grants_at(clerk, day(6)), std::vector{agent});
    EXPECT_EQ(registry.grants(clerk).size(), 2u);
}

TEST(Registry, AnswersAsOfAnyDayAboutGridsAndPolicy) {
    auto registry = founded();
    GridId grid{990101001001100001};
    registry.apply(GridsSet{{{grid, GridKind::community, "一格", {}, 300, 1}}, {}}, day(2));
    registry.apply(GridsRetired{{grid}, {}, "撤并"}, day(4));
    EXPECT_EQ(registry.grid_at(grid, day(1)), nullptr);
    EXPECT_EQ(registry.grid_at(grid, day(3))->households, 300u);
    EXPECT_EQ(registry.grid(grid), nullptr);

    auto policy = default_policy();
    policy.reopen_days = 99;
    registry.apply(PolicySet{policy}, day(5));
    EXPECT_EQ(registry.policy_at(day(1) - Duration{1}), nullptr);
    EXPECT_EQ(registry.policy_at(day(4))->reopen_days, default_policy().reopen_days);
    EXPECT_EQ(registry.policy_at(day(5))->reopen_days, 99);
}

TEST(Registry, KeepsEveryCatalogueAndPutsThemInForceByTheirDates) {
    auto registry = founded();
    EXPECT_EQ(registry.catalogue_at(day(9)), nullptr);
    registry.apply(CataloguePublished{catalogue(1, day(2), "甲")}, day(1));
    registry.apply(CataloguePublished{catalogue(2, day(8), "乙")}, day(3));  // announced early
    registry.apply(CataloguePublished{catalogue(3, day(8), "丙")}, day(4));  // replaces it
    EXPECT_EQ(registry.catalogue_at(day(1)), nullptr);
    EXPECT_EQ(registry.catalogue_at(day(7))->version, 1u);
    EXPECT_EQ(registry.catalogue_at(day(8))->version, 3u);
    EXPECT_EQ(registry.duty({2, 0})->units[0], "乙");
    EXPECT_EQ(registry.duty({2, 9}), nullptr);
    EXPECT_EQ(registry.duty({4, 0}), nullptr);
    EXPECT_EQ(registry.find_duty(1, other_matter, 1), (DutyRef{1, 1}));
    EXPECT_EQ(registry.find_duty(1, other_matter, 2), std::nullopt);
    EXPECT_EQ(registry.find_duty(1, "X", 0), std::nullopt);
}

TEST(Registry, FindsTheUnitOfAKindNearestAboveAPlace) {
    auto registry = founded();
    registry.apply(set_unit(1, "市城管局", "城管", city), day(1));
    registry.apply(set_unit(2, "东区城管局", "城管", district), day(1));
    registry.apply(set_unit(3, "一街城管所", "城管", street), day(1));
    EXPECT_EQ(registry.resolve_unit("城管", community)->id, unit(3));
    EXPECT_EQ(registry.resolve_unit("城管", other_street)->id, unit(2));
    EXPECT_EQ(registry.resolve_unit("城管", city)->id, unit(1));
    EXPECT_EQ(registry.resolve_unit("市城管局", community)->id, unit(1));
    EXPECT_EQ(registry.resolve_unit("消防", community), nullptr);

    registry.apply(set_unit(3, "一街城管所", "城管", street, true), day(2));
    EXPECT_EQ(registry.resolve_unit("城管", community)->id, unit(2));
    registry.apply(set_unit(2, "东区城管局", "综合执法", district), day(3));
    EXPECT_EQ(registry.resolve_unit("城管", community)->id, unit(1));
}

TEST(Registry, FindsTheOtherUnitOfAKindWhenTheFirstRetires) {
    auto registry = founded();
    registry.apply(set_unit(5, "二所", "城管", street), day(1));
    registry.apply(set_unit(4, "一所", "城管", street), day(1));
    EXPECT_EQ(registry.resolve_unit("城管", street)->id, unit(4));
    registry.apply(set_unit(4, "一所", "城管", street, true), day(2));
    ASSERT_NE(registry.resolve_unit("城管", street), nullptr);
    EXPECT_EQ(registry.resolve_unit("城管", street)->id, unit(5));
    auto restored = Registry::restore(registry.image());
    EXPECT_EQ(restored.resolve_unit("城管", street)->id, unit(5));
}

TEST(Registry, IsTheSameFromItsImage) {
    auto registry = founded();
    registry.apply(set_unit(1, "市城管局", "城管", city), day(1));
    registry.apply(PersonSet{{clerk, "李", unit(1), {}}}, day(3));
    registry.apply(RoleGranted{clerk, {Role::agent, city, unit(1)}}, day(3));
    registry.apply(HolidaysSet{{2026, {{"2026-05-01", true, "劳动节"}}}}, day(3));
    registry.apply(CataloguePublished{catalogue(1, day(2), "城管")}, day(4));
    registry.apply(SubjectForgotten{make_id<SubjectId>(realm, 7), "申请"}, day(5));
    auto text = json::text_of(registry.image());
    auto image = json::from_text<Image>(text);
    ASSERT_TRUE(image) << image.error().text();
    auto restored = Registry::restore(*std::move(image));
    EXPECT_EQ(json::text_of(restored.image()), text);
    EXPECT_TRUE(restored.forgotten(make_id<SubjectId>(realm, 7)));
    EXPECT_EQ(restored.resolve_unit("城管", community)->id, unit(1));
    EXPECT_EQ(restored.find_duty(1, other_matter, 1), (DutyRef{1, 1}));
    auto work = calendar::CalendarKind::work;
    auto eve = *parse_instant("2026-04-30 17:00");
    EXPECT_EQ(*restored.calendar(work).add(eve, Duration::hours(2)),
              *registry.calendar(work).add(eve, Duration::hours(2)));
}

TEST(RegistryDecide, RefusesWhatCannotBeUsed) {
    auto registry = founded();
    EXPECT_EQ(refusal(registry, SetUnit{{unit(1), "", "k", city, {}, {}}}), "bad_value unit.name");
    EXPECT_EQ(
        refusal(registry, SetUnit{{make_id<UnitId>(Realm{410100000}, 1), "n", "k", city, {}, {}}}),
        "bad_value unit.id");
    EXPECT_EQ(refusal(registry, SetUnit{{unit(1), "n", "k", city, unit(9), {}}}),
              "unknown_unit unit.parent");
    EXPECT_EQ(refusal(registry, SetPerson{{make_id<PersonId>(realm, 2), "n", {}, {}}}),
              "bad_value person.id");
    EXPECT_EQ(refusal(registry, SetPerson{{clerk, "n", unit(9), {}}}), "unknown_unit person.unit");
    EXPECT_EQ(refusal(registry, SetPerson{{clerk, "", {}, {}}}), "bad_value person.name");
    EXPECT_EQ(refusal(registry, SetDivisions{{{street, ""}}}), "bad_value divisions");
    for (DivisionCode outside : {DivisionCode{410102001000}, DivisionCode{990000000000}})
        EXPECT_EQ(refusal(registry, SetDivisions{{{street, "一街"}, {outside, "外地"}}}),
                  "bad_value divisions");
    EXPECT_EQ(refusal(registry, SetGrids{{{GridId{410102001001100001}, {}, "x", {}, 1, 1}}, {}}),
              "bad_value grids");
    EXPECT_EQ(refusal(registry, SetHolidays{{2026, {{"2026-02-30", true, "x"}}}}),
              "bad_value year");
    EXPECT_EQ(refusal(registry, GrantRole{boss, {Role::agent, city, unit(9)}}),
              "unknown_unit grant.unit");
    EXPECT_EQ(refusal(registry, ForgetSubject{make_id<SubjectId>(realm, 0), "申请"}),
              "bad_value subject");
    EXPECT_EQ(refusal(registry, SetUnit{{unit(1), "n", "k", city, {}, {}}}), "");
}

TEST(RegistryDecide, RefusesACatalogueThatCannotBeUsed) {
    auto registry = founded();
    auto with = [](auto change) {
        auto duties = catalogue(1, {}, "城管").duties;
        change(duties);
        return PublishCatalogue{"标准", {}, duties};
    };
    EXPECT_EQ(refusal(registry, with([](auto&) {})), "");
    EXPECT_EQ(refusal(registry, with([](auto& d) { d[0].budget.amount = 0; })),
              "bad_catalogue duties");
    EXPECT_EQ(refusal(registry, with([](auto& d) { d[0].units.clear(); })), "bad_catalogue duties");
    EXPECT_EQ(refusal(registry, with([](auto& d) { d[0].units[0].clear(); })),
              "bad_catalogue duties");
    EXPECT_EQ(refusal(registry, with([](auto& d) { d[0].name.clear(); })), "bad_catalogue duties");
    EXPECT_EQ(refusal(registry, with([](auto& d) { d[0].matter.clear(); })),
              "bad_catalogue duties");
    EXPECT_EQ(refusal(registry, with([](auto& d) { d[0].matter = d[1].matter = "P0101"; })),
              "bad_catalogue duties");
}

TEST(RegistryDecide, RefusesAPolicyThatCannotBeUsed) {
    auto registry = founded();
    auto with = [](std::vector<EscalationPoint> points) {
        auto policy = default_policy();
        policy.points = std::move(points);
        return SetPolicy{policy};
    };
    EXPECT_EQ(refusal(registry, with({{100, 1}})), "");
    EXPECT_EQ(refusal(registry, with({{50, 1}})), "bad_policy policy.points");
    EXPECT_EQ(refusal(registry, with({{100, 1}, {100, 2}})), "bad_policy policy.points");
    EXPECT_EQ(refusal(registry, with({{0, 1}, {100, 2}})), "bad_policy policy.points");
    EXPECT_EQ(refusal(registry, with({{100, 4}})), "bad_policy policy.points");
    EXPECT_EQ(refusal(registry, with({{100, 1}, {1001, 2}})), "bad_policy policy.points");
    std::vector<EscalationPoint> many;
    for (std::uint16_t i = 0; i < 21; ++i) many.push_back({static_cast<std::uint16_t>(100 + i), 1});
    EXPECT_EQ(refusal(registry, with(many)), "bad_policy policy.points");
}

TEST(RegistryDecide, AsksWhoIsAsking) {
    auto registry = founded();
    registry.apply(PersonSet{{clerk, "李", {}, {}}}, day(1));
    registry.apply(RoleGranted{clerk, {Role::agent, city, {}}}, day(1));
    SetDivisions command{{{street, "一街"}}};
    EXPECT_EQ(refusal(registry, command, clerk), "not_permitted ");
    EXPECT_EQ(refusal(registry, command, make_id<PersonId>(realm, 99)), "unknown_actor ");
    registry.apply(RoleGranted{clerk, {Role::data_officer, city, {}}}, day(2));
    EXPECT_EQ(refusal(registry, command, clerk), "");
    EXPECT_EQ(refusal(registry, SetPolicy{default_policy()}, clerk), "not_permitted ");
    registry.apply(PersonSet{{clerk, "李", {}, true}}, day(3));
    EXPECT_EQ(refusal(registry, command, clerk), "unknown_actor ");
}

TEST(RegistryDecide, LetsNobodyReachFartherThanHeDoesHimself) {
    auto registry = founded();
    registry.apply(set_unit(1, "东区城管局", "区城市管理局", district), day(1));
    registry.apply(set_unit(2, "市城管局", "市城市管理局", city), day(1));
    registry.apply(PersonSet{{clerk, "李", unit(1), {}}}, day(1));
    registry.apply(RoleGranted{clerk, {Role::administrator, district, {}}}, day(1));
    const std::string no = "not_permitted ";
    auto grant = [&](Role role, DivisionCode division, std::optional<UnitId> of = {}) {
        return refusal(registry, GrantRole{clerk, {role, division, of}}, clerk);
    };
    EXPECT_EQ(grant(Role::data_officer, street), "");
    EXPECT_EQ(grant(Role::administrator, city), no);
    EXPECT_EQ(grant(Role::unit_officer, district, unit(1)), "");
    EXPECT_EQ(grant(Role::unit_officer, district, unit(2)), no);
    EXPECT_EQ(refusal(registry, RevokeRole{boss, {Role::administrator, city, {}}}, clerk), no);
    EXPECT_EQ(refusal(registry, SetUnit{{unit(1), "新名", "局", street, {}, {}}}, clerk), "");
    EXPECT_EQ(refusal(registry, SetUnit{{unit(2), "新名", "局", street, {}, {}}}, clerk), no);
    EXPECT_EQ(refusal(registry, SetUnit{{unit(1), "新名", "局", city, {}, {}}}, clerk), no);
    EXPECT_EQ(refusal(registry, SetPerson{{clerk, "李", unit(1), {}}}, clerk), "");
    EXPECT_EQ(refusal(registry, SetPerson{{clerk, "李", unit(2), {}}}, clerk), no);
    EXPECT_EQ(refusal(registry, SetPerson{{boss, "王", unit(1), true}}, clerk), no);
    // What holds for everybody is for those who hold the role for the whole realm.
    EXPECT_EQ(refusal(registry, SetPolicy{default_policy()}, clerk), no);
    EXPECT_EQ(refusal(registry, ForgetSubject{make_id<SubjectId>(realm, 9), "本人申请"}, clerk), no);
    EXPECT_EQ(refusal(registry, SetPolicy{default_policy()}), "");
    // A role held for a unit is for its cases.
    registry.apply(RoleGranted{clerk, {Role::administrator, city, unit(1)}}, day(2));
    EXPECT_EQ(refusal(registry, SetPolicy{default_policy()}, clerk), no);
}

TEST(RegistryDecide, NoUnitIsAboveItself) {
    auto registry = founded();
    for (std::uint64_t n : {1, 2, 3}) registry.apply(set_unit(n, "局", "局", city), day(1));
    auto under = [&](std::uint64_t n, std::uint64_t parent) {
        auto event = set_unit(n, "局", "局", city);
        event.unit.parent = unit(parent);
        return event;
    };
    registry.apply(under(2, 1), day(2));
    registry.apply(under(3, 2), day(2));
    EXPECT_EQ(refusal(registry, SetUnit{under(1, 1).unit}), "bad_value unit.parent");
    EXPECT_EQ(refusal(registry, SetUnit{under(1, 3).unit}), "bad_value unit.parent");
    EXPECT_EQ(refusal(registry, SetUnit{under(3, 1).unit}), "");
}

TEST(RegistryDecide, ARealmKeepsAnAdministrator) {
    auto registry = founded();
    Grant whole{Role::administrator, city, {}};
    registry.apply(PersonSet{{clerk, "李", {}, {}}}, day(1));
    const std::string no = "not_permitted ";
    EXPECT_EQ(refusal(registry, RevokeRole{boss, whole}), no);
    EXPECT_EQ(refusal(registry, SetPerson{{boss, "王", {}, true}}), no);
    EXPECT_EQ(refusal(registry, SetPerson{{boss, "王二", {}, {}}}), "");
    registry.apply(RoleGranted{clerk, whole}, day(2));
    EXPECT_EQ(refusal(registry, RevokeRole{boss, whole}), "");
    EXPECT_EQ(refusal(registry, SetPerson{{boss, "王", {}, true}}), "");
    registry.apply(PersonSet{{clerk, "李", {}, true}}, day(3));
    EXPECT_EQ(refusal(registry, RevokeRole{boss, whole}), no) << "the other one has left";
}

TEST(RegistryDecide, FoundsARealmOnce) {
    Registry none;
    FoundRealm command{realm, "试城", city, {boss, "王", {}, {}}};
    EXPECT_EQ(refusal(none, command), "");
    EXPECT_EQ(refusal(founded(), command), "already_founded ");
    command.realm = Realm{42};
    EXPECT_EQ(refusal(none, command), "bad_value realm");
    command.realm = realm;
    command.administrator.id = make_id<PersonId>(realm, 2);
    EXPECT_EQ(refusal(none, command), "bad_value administrator");
}

}  // namespace cs::registry
