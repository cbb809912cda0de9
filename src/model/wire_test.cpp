// The wire and the journal: every command and event survives its JSON, what is unknown or optional
// is tolerated, what is malformed is refused by the path of its field, and the golden files of
// tests/golden/events are read for ever.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "model/commands.h"
#include "model/events.h"
#include "model/filled_test.h"
#include "model/refusal.h"

namespace cs {

namespace {

using boost::json::value;

std::string event_text(const Event& event) {
    std::string out;
    append_event_json(out, event);
    return out;
}

Result<Event> read_tree(const Event& like, const value& tree) {
    return event_from_json(event_type(like), event_version(like), boost::json::serialize(tree));
}

value tree_of(const Event& event) {
    return *json::parse(event_text(event));
}

// Visits every value below the root, with its path as errors name it and whether it is a leaf.
void walk(value& at, const std::string& path,
          const std::function<void(value&, std::string)>& visit) {
    if (auto* object = at.if_object())
        for (auto& member : *object) {
            auto name = path + "." + std::string(member.key());
            visit(member.value(), name);
            walk(member.value(), name, visit);
        }
    else if (auto* list = at.if_array())
        for (std::size_t i = 0; i < list->size(); ++i) {
            auto name = path + "[" + std::to_string(i) + "]";
            visit((*list)[i], name);
            walk((*list)[i], name, visit);
        }
}

std::string golden_path(std::string_view type, std::uint32_t version) {
    return CHENGSHU_SOURCE_DIR "/tests/golden/events/" + std::string(type) + ".v" +
           std::to_string(version) + ".json";
}

std::optional<std::string> golden(std::string_view type, std::uint32_t version) {
    std::ifstream file(golden_path(type, version));
    if (!file) return std::nullopt;
    std::stringstream text;
    text << file.rdbuf();
    auto out = text.str();
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

}  // namespace

TEST(Commands, SurviveTheWireWithEveryFieldFilled) {
    std::set<std::string_view> types;
    for_each_filled<Command>([&](auto command) {
        EXPECT_TRUE(types.insert(command.type).second) << command.type << " is a type twice";
        auto text = command_json(command);
        auto read = command_from_json(command.type, text);
        ASSERT_TRUE(read) << command.type << ": " << read.error().text();
        EXPECT_EQ(command_type(*read), command.type);
        EXPECT_EQ(command_json(*read), text);
    });
    EXPECT_EQ(types.size(), std::variant_size_v<Command>);
}

TEST(Commands, OfAnUnknownTypeAreRefused) {
    auto read = command_from_json("dance", "{}");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().what, "\"dance\" is not a command");
}

TEST(Commands, AreRefusedByThePathOfTheWrongField) {
    auto text = command_json(filled<FileCase>());
    auto tree = *json::parse(text);
    tree.as_object()["place"].as_object()["at"].as_object()["lon_e7"] = "east";
    auto read = command_from_json(FileCase::type, boost::json::serialize(tree));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().where, "$.place.at.lon_e7");
    EXPECT_FALSE(command_from_json(FileCase::type, "{\"report\":"));
    EXPECT_FALSE(command_from_json(FileCase::type, "[]"));
}

TEST(Events, SurviveTheJournalWithEveryFieldFilled) {
    std::set<std::string_view> types;
    for_each_filled<Event>([&](auto event) {
        EXPECT_TRUE(types.insert(event.type).second) << event.type << " is a type twice";
        auto text = event_text(event);
        auto read = event_from_json(event.type, event.version, text);
        ASSERT_TRUE(read) << event.type << ": " << read.error().text();
        EXPECT_EQ(event_type(*read), event.type);
        EXPECT_EQ(event_text(*read), text);
    });
    EXPECT_EQ(types.size(), std::variant_size_v<Event>);
}

TEST(Events, KeepAnInstantThatNeverComes) {
    ClockPointPassed event;
    event.next_point = Instant::never();
    auto read = event_from_json(event.type, event.version, event_text(event));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(std::get<ClockPointPassed>(*read).next_point, Instant::never());
}

TEST(Events, IgnoreMembersTheyDoNotKnow) {
    for_each_filled<Event>([&](auto event) {
        auto tree = tree_of(event);
        auto add = [](value& at) {
            if (auto* object = at.if_object()) object->emplace("a_later_idea", 1);
        };
        walk(tree, "$", [&](value& at, const std::string&) { add(at); });
        add(tree);
        auto read = read_tree(event, tree);
        ASSERT_TRUE(read) << event.type << ": " << read.error().text();
        EXPECT_EQ(event_text(*read), event_text(event));
    });
}

// How an event grows without a new version: a member that is added later as optional or as a list
// is missing in every older record.
TEST(Events, MayLackOptionalMembersAndListsAndNothingElse) {
    for_each_filled<Event>([&](auto event) {
        using E = decltype(event);
        boost::mp11::mp_for_each<json::detail::Members<E>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(event.*member.pointer)>;
            auto tree = tree_of(event);
            tree.as_object().erase(member.name);
            auto read = read_tree(event, tree);
            EXPECT_EQ(read.has_value(), json::detail::may_be_missing<Field>)
                << E::type << "." << member.name;
            if (read) return;
            EXPECT_EQ(read.error().where, std::string("$.") + member.name);
            EXPECT_EQ(read.error().what, "this field is missing");
        });
    });
}

TEST(Events, AreRefusedByThePathOfEveryMalformedField) {
    int refused = 0;
    for_each_filled<Event>([&](auto event) {
        std::vector<std::string> paths;
        auto tree = tree_of(event);
        walk(tree, "$", [&](value&, const std::string& path) { paths.push_back(path); });
        for (const auto& path : paths) {
            auto broken = tree_of(event);
            walk(broken, "$", [&](value& at, const std::string& here) {
                if (here == path) at = 7.5;  // no field is a broken number
            });
            auto read = read_tree(event, broken);
            ASSERT_FALSE(read) << event.type << " took 7.5 at " << path;
            EXPECT_EQ(read.error().where, path) << event.type;
            ++refused;
        }
    });
    EXPECT_GT(refused, 500);
}

TEST(Events, OfAnUnknownTypeOrANewerVersionAreRefused) {
    auto unknown = event_from_json("case.danced", 1, "{}");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().advice, "use a newer chengshu");
    for_each_filled<Event>([&](auto event) {
        auto newer = event_from_json(event.type, event.version + 1, event_text(event));
        ASSERT_FALSE(newer) << event.type;
        EXPECT_NE(newer.error().what.find("version"), std::string::npos);
        EXPECT_EQ(newer.error().advice, "use a newer chengshu");
    });
}

// The golden files were written once and are never written again: a record of 2026 is read for
// ever.
TEST(Events, OfEveryPastVersionAreRead) {
    for_each_filled<Event>([&](auto event) {
        for (std::uint32_t version = 1; version <= event.version; ++version) {
            auto text = golden(event.type, version);
            ASSERT_TRUE(text) << golden_path(event.type, version) << " is missing\nGOLDEN "
                              << event.type << " " << event_text(event);
            auto read = event_from_json(event.type, version, *text);
            ASSERT_TRUE(read) << event.type << ": " << read.error().text();
            EXPECT_EQ(event_type(*read), event.type);
            if (version == event.version) {
                EXPECT_EQ(event_text(*read), *text) << event.type;
            }
        }
    });
}

TEST(Events, OfAnOlderVersionAreBroughtToTodaysForm) {
    auto text = golden("grids.set", 1);
    ASSERT_TRUE(text);
    auto read = event_from_json("grids.set", 1, *text);
    ASSERT_TRUE(read) << read.error().text();
    const auto& grids = std::get<GridsSet>(*read).grids;
    ASSERT_EQ(grids.size(), 2u);
    EXPECT_EQ(grids[0].households, 8u);
    EXPECT_EQ(grids[0].area_m2, 0u);  // version 1 did not know it
    EXPECT_FALSE(event_from_json("grids.set", 2, *text)) << "version 2 must have it";
}

TEST(Events, NameTheCaseTheyBelongTo) {
    CaseId id = make_id<CaseId>(Realm{410100000}, 5);
    OrderSigned of_a_case;
    of_a_case.case_id = id;
    EXPECT_EQ(case_of(of_a_case), id);
    CasesMerged merged;
    merged.from = id;
    EXPECT_EQ(case_of(merged), id);
    EXPECT_EQ(case_of(UnitSet{}), std::nullopt);
}

TEST(CaseNumber, CarriesRealmShanghaiYearAndCounter) {
    CaseId id = make_id<CaseId>(Realm{410100000}, 42);
    EXPECT_EQ(case_number(id, *parse_instant("2026-12-31 23:59")), "410100000-2026-0000042");
    EXPECT_EQ(case_number(id, *parse_instant("2026-12-31T16:00:00Z")), "410100000-2027-0000042");
    EXPECT_EQ(case_number(make_id<CaseId>(Realm{410100000}, 12345678), {}),
              "410100000-1970-12345678");
}

TEST(Refusals, HaveANameTwoTextsAndAStatus) {
    std::set<std::string_view> names;
    for (int i = 0; i < refusal_count(); ++i) {
        auto code = static_cast<RefusalCode>(i);
        EXPECT_TRUE(names.insert(code_name(code)).second);
        EXPECT_FALSE(english_text(code).empty());
        EXPECT_FALSE(chinese_text(code).empty());
        EXPECT_GE(http_status(code), 400);
        EXPECT_LT(http_status(code), 600);
    }
}

TEST(Policy, OfTheStartIsUsableAndHasTheLadder) {
    auto policy = default_policy();
    for (const auto& budget :
         {policy.dispatch, policy.sign, policy.arrive, policy.contact, policy.arbitrate,
          policy.verify, policy.callback, policy.close, policy.supervise, policy.rework})
        EXPECT_TRUE(calendar::valid(budget));
    std::vector<std::pair<int, int>> ladder;
    for (const auto& point : policy.points) ladder.emplace_back(point.percent, point.level);
    EXPECT_EQ(ladder,
              (std::vector<std::pair<int, int>>{{50, 1}, {80, 2}, {100, 3}, {150, 3}, {200, 3}}));
}

}  // namespace cs
