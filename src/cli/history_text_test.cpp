#include "cli/history_text.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "model/commands.h"
#include "model/events.h"

using namespace cs;
using namespace cs::cli;

namespace {

const auto realm = Realm{410100000};
const auto unit = make_id<UnitId>(realm, 7);

template <class E>
views::TimelineEntry entry_of(E event, PersonId actor) {
    std::string json;
    append_event_json(json, event);
    return {1, {}, actor, std::string(E::type), E::version, json, {}, false};
}

std::string told(const views::TimelineEntry& entry, Language language = Language::english) {
    Context context;
    context.language = language;
    return history_text(context, {entry}, {{unit, "区水利局"}});
}

TEST(HistoryText, SaysWhichClockPassedWhichPointAndWhose) {
    ClockPointPassed event;
    event.kind = ClockKind::sign;
    event.unit = unit;
    event.percent = 80;
    auto text = told(entry_of(event, system_person(realm)));
    for (const char* part : {"sign 80 %", "区水利局", "system"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(HistoryText, SaysUpToWhichLevelACaseIsEscalated) {
    CaseEscalated event;
    event.level = 2;
    event.division = *parse_division_code("410102");
    event.percent = 100;
    auto text = told(entry_of(event, system_person(realm)));
    EXPECT_NE(text.find("to the district, 100 %"), std::string::npos) << text;
    text = told(entry_of(event, system_person(realm)), Language::chinese);
    EXPECT_NE(text.find("至区县, 100 %"), std::string::npos) << text;
}

TEST(HistoryText, SaysWhatEndedWithAnEventAndWhoDidIt) {
    OrderSigned event;
    event.unit = unit;
    event.stopped = {{0, ClockKind::sign, unit, ClockPhase::missed}};
    auto text = told(entry_of(event, make_id<PersonId>(realm, 42)));
    for (const char* part : {"sign missed", "区水利局", "410100000-42"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    EXPECT_EQ(units_in({entry_of(event, system_person(realm))}), std::set<UnitId>{unit});
}

TEST(HistoryText, ShowsAnEventOfANewerProgramByItsName) {
    auto text = told({1, {}, system_person(realm), "case.dreamt", 1, "{}", {}, false});
    EXPECT_NE(text.find("case.dreamt"), std::string::npos) << text;
}

TEST(CaseView, LeavesOutWhatIsNotThereAndNamesUnits) {
    views::CaseDetail detail;
    detail.orders.push_back({});
    detail.orders.front().unit = unit;
    detail.clocks.push_back({});
    detail.clocks.front().total = Duration::minutes(30);
    detail.clocks.front().next_point = Instant::never();
    auto text = json::text_of(view_of(detail, {{unit, "区水利局"}}));
    for (const char* part : {"proposed_unit", "next_point", "stopped_at", "\"total\""})
        EXPECT_EQ(text.find(part), std::string::npos) << part << "\n" << text;
    for (const char* part : {"\"total_seconds\":1800", "\"unit_name\":\"区水利局\""})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

}  // namespace
