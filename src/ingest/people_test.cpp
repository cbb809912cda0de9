// People and their roles, read back from their list.
#include "ingest/people.h"

#include <gtest/gtest.h>

namespace cs::ingest {
namespace {

const std::string header = "id,name,unit,retired,grants\n";
const std::string agent = R"([{""role"":""agent"",""division"":""410102000000""}])";

PeopleFile read(const std::string& csv) {
    auto file = read_people_in(csv, "p.csv");
    EXPECT_TRUE(file.has_value()) << csv;
    return file ? *file : PeopleFile{};
}
RowFault fault_of(const std::string& row) {
    auto file = read(header + row);
    EXPECT_TRUE(file.people.empty() && file.bad_rows.size() == 1) << row;
    return file.bad_rows.at(0).fault;
}

registry::Registry town() {
    registry::Registry out;
    out.apply(RealmFounded{Realm{410'100'000}, "城", DivisionCode{410'100'000'000},
                           {PersonId{}, "管理员", {}, {}}},
              Instant{});
    return out;
}

TEST(People, ARowSaysWhoSomebodyIsAndWhatHeMayDo) {
    auto file = read(header + "410100000-7,'=王,410100000-2,true,\"" + agent + "\"\n");
    ASSERT_EQ(file.people.size(), 1u);
    const auto& [line, person, is_unit_said, grants] = file.people[0];
    EXPECT_EQ(line, 2u);
    EXPECT_EQ(person.name, "=王");
    EXPECT_EQ(id_text(*person.unit), "410100000-2");
    EXPECT_EQ(person.retired, true);
    EXPECT_TRUE(is_unit_said);
    EXPECT_EQ(grants, (std::vector<Grant>{{Role::agent, DivisionCode{410'102'000'000}, {}}}));
}

TEST(People, WhatCannotBeTakenIsTold) {
    EXPECT_EQ(fault_of("x,王,,,\n"), RowFault::bad_code);
    EXPECT_EQ(fault_of("410100000-7,,,,\n"), RowFault::missing_value);
    EXPECT_EQ(fault_of("410100000-7,王*,,,\n"), RowFault::masked_name);
    EXPECT_EQ(fault_of("410100000-7,王**,,,\n"), RowFault::masked_name);
    EXPECT_EQ(fault_of("410100000-7,王\x01,,,\n"), RowFault::foul_character);
    EXPECT_EQ(fault_of("410100000-7,王,office,,\n"), RowFault::bad_code);
    EXPECT_EQ(fault_of("410100000-7,王,,yes,\n"), RowFault::unknown_kind);
    EXPECT_EQ(fault_of("410100000-7,王,,,agent\n"), RowFault::bad_roles);
    EXPECT_EQ(fault_of("410100000-7,王,,,\"[{\"\"role\"\":\"\"mayor\"\",\"\"division\"\":"
                       "\"\"410102000000\"\"}]\"\n"),
              RowFault::bad_roles);
    auto twice = read(header + "410100000-7,王,,,\n410100000-7,李,,,\n");
    EXPECT_EQ(twice.people.size(), 1u);
    EXPECT_EQ(twice.bad_rows.at(0).fault, RowFault::duplicate_id);
}

TEST(People, OnlyWhatIsNotSoYetIsDone) {
    auto registry = town();
    const PersonId id = make_id<PersonId>(Realm{410'100'000}, 7);
    const Grant grant{Role::agent, DivisionCode{410'102'000'000}, {}};
    auto row = read(header + "410100000-7,王,,false,\"" + agent + "\"\n").people.at(0);
    auto all = commands_for(registry, row);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(std::get<SetPerson>(all[0]).person.name, "王");
    EXPECT_EQ(std::get<GrantRole>(all[1]).grant, grant);
    registry.apply(PersonSet{{id, "王", {}, {}}}, Instant{});
    ASSERT_EQ(commands_for(registry, row).size(), 1u) << "never retired is not retired";
    registry.apply(RoleGranted{id, grant}, Instant{});
    EXPECT_TRUE(commands_for(registry, row).empty());
    registry.apply(RoleRevoked{id, grant}, Instant{1});
    EXPECT_EQ(commands_for(registry, row).size(), 1u);
}

TEST(People, WhatTheFileDoesNotSayStaysAsItIs) {
    auto registry = town();
    const PersonId id = make_id<PersonId>(Realm{410'100'000}, 7);
    const UnitId unit = make_id<UnitId>(Realm{410'100'000}, 2);
    registry.apply(PersonSet{{id, "王", unit, true}}, Instant{});
    auto same = read("id,name\n410100000-7,王\n");
    EXPECT_TRUE(commands_for(registry, same.people.at(0)).empty());
    auto renamed = commands_for(registry, read("id,name\n410100000-7,李\n").people.at(0));
    ASSERT_EQ(renamed.size(), 1u);
    EXPECT_EQ(std::get<SetPerson>(renamed[0]).person.unit, unit);
    EXPECT_EQ(std::get<SetPerson>(renamed[0]).person.retired, true);
    auto moved = commands_for(registry, read("id,name,unit\n410100000-7,王,\n").people.at(0));
    ASSERT_EQ(moved.size(), 1u) << "an empty cell says that he is in none";
    EXPECT_FALSE(std::get<SetPerson>(moved[0]).person.unit.has_value());
}

}  // namespace
}  // namespace cs::ingest
