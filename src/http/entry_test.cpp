// What no request may bring in, whichever it is: characters that could not leave again, parameters
// that mean nothing, records that nobody wrote; and who is let in with what.
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "evidence/samples.h"
#include "http/limits.h"
#include "http/served_town_test.h"

namespace cs::http {
namespace {

TEST(Entry, ACharacterThatNoFormCarriesIsRefused) {
    ApiTown town;
    auto about = [](const std::string& text) {
        return R"({"title":"路灯","text":")" + text + R"(","division":"410102001000"})";
    };
    for (const char* foul :
         {"a\\u0000b", "a\\u001b[31m", "a\\uffff", "a\xEF\xBF\xBF", "\\ud83f\\udffe"}) {
        auto refused = town.post("/reports", town.nobody(), about(foul));
        EXPECT_EQ(refused.status, 422) << foul;
        EXPECT_NE(member(refused, "detail").find("U+"), std::string::npos) << refused.body;
    }
    EXPECT_EQ(town.post("/reports", town.nobody(), about("a\\tb\\nc \\\\u0000")).status, 201);
    auto notes = "/cases/" + id_text(town.case_id) + "/notes";
    EXPECT_EQ(town.post(notes, town.as(Role::agent), R"({"text":"a\u0007"})").status, 422);
    EXPECT_EQ(town.post(notes, town.as(Role::agent), R"({"text":"a"})").status, 200);
    EXPECT_EQ(town.ask(Method::post, "/open311/v2/requests.json", {},
                       "service_code=E9999&address_id=410102001000&description=a%01b",
                       {{"content-type", "application/x-www-form-urlencoded"}})
                  .status,
              400);
}

TEST(Entry, AParameterThatMeansNothingIsRefused) {
    ApiTown town;
    auto refused = town.get("/cases?overdeu=true", town.as(Role::agent));
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(member(refused, "field"), "overdeu");
    EXPECT_EQ(town.get("/cases?overdue=true", town.as(Role::agent)).status, 200);
    EXPECT_EQ(town.get("/cases?overdue=no", town.as(Role::agent)).status, 400);
    EXPECT_EQ(member(town.get("/cases?" + std::string(120, 'x') + "路灯=1", town.as(Role::agent)),
                     "field"),
              std::string(40, 'x'));
    std::string long_name;
    for (int i = 0; i < 50; ++i) long_name += "%E7%81%AF";
    auto told = town.get("/cases?x" + long_name + "=1", town.as(Role::agent));
    EXPECT_FALSE(utf8::first_invalid(told.body)) << told.body;
    auto after = town.ask(Method::get, "/units", town.nobody(), {}, {{"chengshu-after", "soon"}});
    EXPECT_EQ(member(after, "field"), "Chengshu-After");
    // Other people's clients and providers send what they like.
    EXPECT_EQ(town.get("/open311/v2/services.json?colour=red", town.nobody()).status, 200);
    EXPECT_NE(town.get("/session/provider/callback?session_state=x", town.nobody()).status, 400);
}

TEST(Entry, NobodyWaitsForARecordThatIsNotWritten) {
    ApiTown town;
    auto& follower = town.api().follower;
    std::atomic<int> ran = 0;
    constexpr std::uint64_t next = 1'000'000;
    auto count = [&] { ++ran; };
    EXPECT_TRUE(follower.when_at(next, count));
    EXPECT_EQ(ran, 1) << "at once";
    follower.nudge(next);
    for (std::size_t i = 0; i < limits::late_waiting; ++i)
        ASSERT_TRUE(follower.when_at(next, count));
    EXPECT_EQ(ran, 1);
    EXPECT_FALSE(follower.when_at(next, count)) << "enough wait already";
}

TEST(Entry, ATokenForWritingReadsWhatIsOpenToAll) {
    ServedTown served;
    auto headers = bearer(served.token(Role::agent, {auth::Scope::act}));
    EXPECT_EQ(served.ask(get("/api/v1/units", headers)).status, 200);
    EXPECT_EQ(served.ask(get("/api/v1/cases", headers)).status, 403);
    auto me = served.ask(get("/api/v1/session", headers));
    EXPECT_EQ(member_of(me.body, "name"), "agent");
}

TEST(Entry, TheNameOfAnAuthorizationSchemeHasNoCase) {
    ServedTown served;
    auto token = served.token(Role::agent, {auth::Scope::read});
    EXPECT_EQ(served.ask(get("/api/v1/cases", "Authorization: bearer " + token + "\r\n")).status,
              200);
    EXPECT_EQ(served.ask(get("/api/v1/cases", "Authorization: BEARER x\r\n")).status, 401);
}

TEST(Entry, AMediaTypeHasNoCase) {
    ServedTown served;
    const std::string form = "api_key=cst_x&service_code=E9999&address_id=410102001000"
                             "&description=a";
    auto request = "POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\n"
                   "Content-Type: Application/X-WWW-Form-URLencoded\r\nContent-Length: " +
                   std::to_string(form.size()) + "\r\n\r\n" + form;
    EXPECT_EQ(served.ask(request).status, 403) << "the key is read";
}

TEST(Entry, AFileIsTakenByAnyOfTheNamesOfItsKind) {
    ServedTown served;
    auto sent = [&](const std::string& type, const std::string& file) {
        return served.ask("POST /api/v1/evidence HTTP/1.1\r\nHost: x\r\nAccept-Language: zh\r\n"
                          "Content-Type: " + type + "\r\nContent-Length: " +
                          std::to_string(file.size()) + "\r\n\r\n" + file);
    };
    auto sound = sent("audio/x-wav", evidence::samples::wav());
    EXPECT_EQ(sound.status, 201) << sound.body;
    EXPECT_EQ(member_of(sound.body, "type"), "audio/wav");
    EXPECT_EQ(sent("image/pjpeg", evidence::samples::jpeg(9, 9)).status, 201);
    auto other = sent("audio/x-wav", evidence::samples::jpeg(9, 9));
    EXPECT_EQ(member_of(other.body, "code"), "mislabelled") << other.body;
    auto unknown = sent("audio/x-midi", evidence::samples::wav());
    EXPECT_EQ(unknown.status, 415);
    EXPECT_TRUE(member_of(unknown.body, "detail").starts_with("Content-Type 应为以下之一：image/jpeg"))
        << unknown.body;
}

TEST(Entry, APurposeIsKeptAsText) {
    ServedTown served;
    auto headers = bearer(served.token(Role::agent, {auth::Scope::read, auth::Scope::personal}));
    auto read = [&](const std::string& purpose) {
        return served.ask(get("/api/v1/cases/" + id_text(served.town.case_id),
                              headers + "Chengshu-Purpose: " + purpose + "\r\n"));
    };
    EXPECT_EQ(read("%E5%9B%9E%E8%AE%BF").status, 200);
    auto& accounts = served.town.api().accounts;
    EXPECT_EQ(accounts.audit(0, 100)->back().purpose, "回访");
    for (const char* foul : {"\xFF\xFE", "%FF", "100%", "%00"}) {
        auto refused = read(foul);
        EXPECT_EQ(refused.status, 400) << foul;
        EXPECT_EQ(member_of(refused.body, "field"), "Chengshu-Purpose");
    }
    auto records = accounts.audit(0, 100)->size();
    for (const auto& wordless :
         {std::string("%20"), std::string("%E3%80%80"), std::string("%0A"),
          std::string("%E2%80%8B"), std::string("line1%0Aline2"), std::string(201, 'x')}) {
        auto refused = read(wordless);
        EXPECT_EQ(refused.status, 400) << wordless;
        EXPECT_TRUE(member_of(refused.body, "detail").starts_with("expected a reason in words"))
            << refused.body;
    }
    EXPECT_EQ(accounts.audit(0, 100)->size(), records);
    EXPECT_EQ(read(std::string(200, 'x')).status, 200);
}

TEST(Entry, OnesKeysAreNobodyElses) {
    ApiTown town;
    auto report = [&](Caller who, const std::string& key) {
        return member(town.ask(Method::post, "/reports", std::move(who),
                               R"({"title":"路灯","text":"不亮","division":"410102001000"})",
                               {{"idempotency-key", key}}),
                      "report");
    };
    auto staff = town.as(Role::agent);
    auto citizen = town.citizen();
    citizen.name = id_text(*staff.person);
    auto other = town.citizen();
    other.subject = SubjectId{78};
    auto first = report(staff, "k");
    EXPECT_EQ(report(staff, "k"), first);
    EXPECT_NE(report(citizen, "k"), first);
    EXPECT_NE(report(citizen, "k"), report(other, "k"));
}

}  // namespace
}  // namespace cs::http
