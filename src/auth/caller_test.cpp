#include "auth/caller.h"

#include <gtest/gtest.h>

#include "auth/cookie.h"
#include "auth/secret.h"

namespace cs::auth {
namespace {

const DivisionCode city{410100000000}, district{410102000000}, other{410103000000};
const UnitId unit = make_id<UnitId>(Realm{410100000}, 5), stranger{9};

Caller in_session(Role role, DivisionCode division, std::optional<UnitId> of = {}) {
    Caller caller;
    caller.by = SignedInBy::session;
    caller.grants = {{role, division, of}};
    caller.csrf = hex_text(fingerprint("csrf", "s"));
    return caller;
}

TEST(Caller, ASessionMustShowItsOwnCsrfToken) {
    auto caller = in_session(Role::agent, city);
    EXPECT_TRUE(caller.csrf_holds(caller.csrf));
    EXPECT_FALSE(caller.csrf_holds(""));
    EXPECT_FALSE(caller.csrf_holds(hex_text(fingerprint("csrf", "another session"))));
    EXPECT_TRUE(Caller{}.csrf_holds(""));
}

TEST(Caller, ReadsPersonalFieldsInClearOnlyWithinHisScope) {
    std::vector<UnitId> units{unit};
    auto officer = in_session(Role::unit_officer, district, unit);
    EXPECT_TRUE(officer.may_see(FieldClass::L3, {district, units}));
    EXPECT_FALSE(officer.may_see(FieldClass::L4, {district, units}));
    EXPECT_EQ(officer.ceiling({other, units}), FieldClass::L1);
    std::vector<UnitId> others{stranger};
    EXPECT_EQ(officer.ceiling({district, others}), FieldClass::L1);
    EXPECT_TRUE(in_session(Role::data_officer, city).may_see(FieldClass::L4, {district}));
}

TEST(Caller, SaysWhyBeforeHeReadsPersonalFields) {
    auto agent = in_session(Role::agent, city);
    EXPECT_EQ(agent.shown(Field::report_contact, "13812341234", {district}), "138****1234");
    EXPECT_EQ(agent.shown(Field::report_text, "我叫张小明", {district}), "我叫张**");
    EXPECT_EQ(agent.shown(Field::report_address, "花园路", {district}), "花***");
    agent.purpose = "call back";
    EXPECT_EQ(agent.shown(Field::report_contact, "13812341234", {district}), "13812341234");
    EXPECT_EQ(agent.shown(Field::report_identity, "410102199001011234", {district}), std::nullopt);
}

TEST(Caller, WhoReadsOnlyWhatIsOpenGetsNothingOfPersonalFields) {
    Caller nobody;
    nobody.purpose = "curious";
    EXPECT_EQ(nobody.shown(Field::case_matter, "A0101", {city}), "A0101");
    EXPECT_EQ(nobody.shown(Field::report_text, "电话13812341234", {city}), std::nullopt);
    EXPECT_EQ(nobody.shown(Field::person_name, "李四", {city}), "李**");
    EXPECT_EQ(nobody.shown(Field::imported_source_id, "18-1", {city}), std::nullopt);
    auto citizen = in_session(Role::citizen, city);
    citizen.purpose = "curious";
    EXPECT_EQ(citizen.shown(Field::report_contact, "13812341234", {city}), std::nullopt);
}

TEST(Caller, WhoDoesNotWorkWithReportersGetsNothingOfTheirWords) {
    const std::string payload = R"({"order":1,"reason":"本人王小明，住花园路"})";
    auto agent = in_session(Role::agent, city), analyst = in_session(Role::analyst, city);
    EXPECT_EQ(agent.shown(Field::timeline_payload, payload, {district}), payload);
    auto token = agent;
    token.by = SignedInBy::token;
    token.scopes = {Scope::read};
    for (auto& caller : {analyst, token, in_session(Role::administrator, city)}) {
        EXPECT_EQ(caller.shown(Field::report_text, "本人王小明", {district}), std::nullopt);
        EXPECT_EQ(caller.shown(Field::case_title, "王小明家停水", {district}), std::nullopt);
        EXPECT_EQ(caller.shown(Field::report_reason, "打给王小明", {district}), std::nullopt);
        EXPECT_EQ(caller.shown(Field::timeline_payload, payload, {district}), R"({"order":1})");
        EXPECT_EQ(caller.shown(Field::report_contact, "13812341234", {district}), "138****1234");
    }
    analyst.purpose = "curious";
    EXPECT_EQ(analyst.shown(Field::report_text, "本人王小明", {district}), std::nullopt);
    EXPECT_TRUE(in_session(Role::grid_worker, city).may_see(FieldClass::L3, {district}));
    EXPECT_TRUE(in_session(Role::appraiser, city).may_see(FieldClass::L3, {district}));
}

TEST(Caller, ATokenReadsNoMoreThanItsScopes) {
    auto agent = in_session(Role::agent, city);
    agent.by = SignedInBy::token;
    agent.purpose = "export";
    agent.scopes = {Scope::read};
    EXPECT_EQ(agent.ceiling({city}), FieldClass::L2);
    agent.scopes = {Scope::read, Scope::personal};
    EXPECT_EQ(agent.ceiling({city}), FieldClass::L3);
    agent.scopes = {Scope::personal};
    EXPECT_EQ(agent.ceiling({city}), FieldClass::L1);
    EXPECT_FALSE(agent.may(Scope::act));
    EXPECT_FALSE(Caller{}.may(Scope::read));
}

TEST(Cookie, IsClosedToScriptsAndToOtherSites) {
    EXPECT_EQ(session_cookie("abc", Duration::hours(12), true),
              "__Host-chengshu=abc; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure");
    EXPECT_EQ(session_cookie("abc", Duration::hours(12), false),
              "chengshu=abc; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax");
    EXPECT_EQ(ended_cookie(false), "chengshu=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

TEST(Secret, IsLongNewEachTimeAndComparedWhole) {
    EXPECT_EQ(random_secret().size(), random_secret_digits);
    EXPECT_NE(random_secret(), random_secret());
    EXPECT_NE(fingerprint("session", "x"), fingerprint("token", "x"));
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
}

}  // namespace
}  // namespace cs::auth
