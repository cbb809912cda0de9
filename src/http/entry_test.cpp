// What no request may bring in, whichever it is: characters that could not leave again, and
// parameters that mean nothing.
#include <gtest/gtest.h>

#include "http/api_test.h"

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
    // Other people's clients and providers send what they like.
    EXPECT_EQ(town.get("/open311/v2/services.json?colour=red", town.nobody()).status, 200);
    EXPECT_NE(town.get("/session/provider/callback?session_state=x", town.nobody()).status, 400);
}

}  // namespace
}  // namespace cs::http
