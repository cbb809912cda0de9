// The ways in which a client goes wrong, beside each other: each has its own status and sentence, as
// the API says it and as Open311 does.
#include <sys/socket.h>

#include <set>

#include "http/served_town_test.h"

namespace cs::http {
namespace {

using auth::Scope;

const std::string json_type = "application/json";
const std::string form_type = "application/x-www-form-urlencoded";

std::string sent(const std::string& path, const std::string& type, const std::string& body,
                 const std::string& headers = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string report(const std::string& text, const std::string& more = {}) {
    return R"({"title":"灯","text":")" + text + R"(","division":"410102001000")" + more + "}";
}

class Faults : public testing::Test {
protected:
    Received cut_off() {
        Client client(served.port());
        auto whole = sent("/api/v1/reports", json_type, report("一处"));
        client.send(whole.substr(0, whole.size() - 5));
        shutdown(client.socket(), SHUT_WR);
        return client.receive();
    }
    Received expired() {
        auto token = served.token(Role::agent, {Scope::read}, Duration::hours(1));
        EXPECT_EQ(served.ask(get("/api/v1/cases", bearer(token))).status, 200);
        served.town.pass(Duration::hours(1));
        return served.ask(get("/api/v1/cases", bearer(token)));
    }
    Received conflicting() {
        auto key = "Idempotency-Key: 0123456789abcdef0123\r\n";
        EXPECT_EQ(served.ask(sent("/api/v1/reports", json_type, report("一处"), key)).status, 201);
        return served.ask(sent("/api/v1/reports", json_type, report("另一处"), key));
    }
    Received ahead() {
        auto token = served.token(Role::agent, {Scope::report});
        return served.ask(sent("/api/v1/reports", json_type,
                               report("一处", R"(,"reported_at":"2100-01-01T00:00:00Z")"),
                               bearer(token)));
    }
    std::string bearer_of_nobody() const { return bearer("cst_" + std::string(64, '0')); }

    ServedTown served;
};

TEST_F(Faults, EachHasItsOwnStatusAndSentence) {
    auto reader = bearer(served.token(Role::agent, {Scope::read}));
    struct Fault {
        Received answer;
        int status;
        const char* code;
        const char* sentence;
    };
    const Fault faults[] = {
        {served.ask(sent("/api/v1/reports", "text/csv", "a,b")), 415, "unsupported_media_type",
         "send one of these as Content-Type: application/json"},
        {cut_off(), 400, "bad_request", "the body ended before its announced length"},
        {served.ask(get("/api/v1/nothing")), 404, "not_found", "there is nothing at this address"},
        {expired(), 401, "token_expired", "the token has expired"},
        {served.ask(get("/api/v1/cases", bearer_of_nobody())), 401, "unknown_token",
         "the token is unknown or was revoked"},
        {served.ask(sent("/api/v1/reports", json_type, report("一处"), reader)), 403,
         "not_permitted", "the token is not made for this: it lacks report"},
        {conflicting(), 409, "key_conflict", "this idempotency key was used for another command"},
        {ahead(), 422, "bad_value", "the report comes from the future"}};
    std::set<std::string> told;
    for (const auto& [answer, status, code, sentence] : faults) {
        EXPECT_EQ(answer.status, status) << sentence << answer.body;
        EXPECT_EQ(member_of(answer.body, "code"), code) << answer.body;
        EXPECT_NE(answer.body.find(sentence), std::string::npos) << answer.body;
        EXPECT_FALSE(member_of(answer.body, "request_id").empty());
        EXPECT_TRUE(told.insert(std::to_string(status) + code).second) << "said of two: " << code;
    }
}

TEST_F(Faults, OnlyWhoHoldsATokenLearnsThatItHasExpired) {
    auto token = served.token(Role::agent, {Scope::read}, Duration::hours(1));
    served.town.pass(Duration::hours(1));
    auto told = served.ask(get("/api/v1/cases", bearer(token)));
    EXPECT_EQ(member_of(told.body, "code"), "token_expired");
    EXPECT_EQ(told.headers["www-authenticate"], "Bearer error=\"invalid_token\"");
    auto guess = token;
    guess.back() = guess.back() == '0' ? '1' : '0';
    EXPECT_EQ(member_of(served.ask(get("/api/v1/cases", bearer(guess))).body, "code"),
              "unknown_token");
    auto& accounts = served.town.api().accounts;
    ASSERT_TRUE(accounts.revoke_token("agent", accounts.tokens("agent")->front().id));
    EXPECT_EQ(member_of(served.ask(get("/api/v1/cases", bearer(token))).body, "code"),
              "unknown_token");
}

TEST_F(Faults, ACompressedBodyIsSaidToBeThat) {
    auto answer = served.ask(
        sent("/api/v1/reports", json_type, "\x1f\x8b", "Content-Encoding: gzip\r\n"));
    EXPECT_EQ(answer.status, 415);
    EXPECT_EQ(member_of(answer.body, "detail"), "a body is not taken compressed");
    for (const char* plain : {"Content-Encoding: identity\r\n", "Content-Encoding: Identity\r\n"})
        EXPECT_EQ(served.ask(sent("/api/v1/reports", json_type, report("灯"), plain)).status, 201);
}

TEST_F(Faults, AreSaidInChineseToWhoReadsIt) {
    const std::string chinese = "Accept-Language: zh-CN\r\n";
    auto detail = [&](const std::string& request) {
        return member_of(served.ask(request).body, "detail");
    };
    auto posted = [&](const std::string& body) {
        return detail(sent("/api/v1/reports", json_type, body, chinese));
    };
    EXPECT_EQ(posted(R"({"title":"灯"})"), "$.text：缺少该字段");
    auto either = sent("/api/v1/reports", json_type, R"({"title":"灯"})",
                       "Accept-Language: en;q=0.5,zh;q=0.9\r\n");
    EXPECT_EQ(detail(either), "$.text：缺少该字段");
    EXPECT_EQ(posted(R"({"title":1,"text":""})"), "$.title：应为文本");
    EXPECT_EQ(posted(R"({"title":"灯","text":"","at":{"lon_e7":"x","lat_e7":1}})"),
              "$.at.lon_e7：应为 -2147483648 至 2147483647 的整数");
    EXPECT_EQ(posted(R"({"title":"灯","text":"","attachments":{}})"), "$.attachments：应为列表");
    EXPECT_EQ(posted(R"({"title":"灯","text":"","channel":"x"})"),
              "$.channel：“x”不在允许的取值之中；可用的有 hotline, app, web, patrol, sensor, "
              "camera, forecast, open311, transfer");
    EXPECT_EQ(posted(R"({"title":)"), "第 9 字节：不是有效的 JSON");
    auto nothing = served.ask(get("/api/v1/nothing", chinese));
    EXPECT_EQ(member_of(nothing.body, "title"), "未找到");
    EXPECT_EQ(member_of(nothing.body, "detail"), "此地址没有内容");
    EXPECT_EQ(detail(get("/api/v1/receipts/AG-0", chinese)), "回执 AG-0");
    EXPECT_EQ(detail(get("/api/v1/cases?after=x", chinese + bearer(served.token(Role::agent, {Scope::read})))),
              "after：“x”不是本列表中的位置；请用上一页给出的 next");
    EXPECT_EQ(detail(sent("/api/v1/reports", "text/csv", "a", chinese)),
              "Content-Type 应为以下之一：application/json");
    auto open311 = served.ask(get("/open311/v2/requests.json?status=new", chinese));
    EXPECT_EQ(member_of(open311.body, "0.description"),
              "请求中有无法识别的内容: status: 应为 open 或 closed");
}

TEST_F(Faults, Open311SaysThemInItsOwnForm) {
    auto told = [](const Received& answer) {
        return answer.headers.at("content-type") + " " + std::to_string(answer.status) + " " +
               member_of(answer.body, "0.code") + " " + member_of(answer.body, "0.description");
    };
    const std::string requests = "/open311/v2/requests.json";
    EXPECT_EQ(told(served.ask(get("/open311/v2/nothing.json"))),
              "application/json 404 404 there is nothing at this address");
    EXPECT_EQ(told(served.ask(sent("/open311/v2/services.json", form_type, "a=b"))),
              "application/json 405 405 this address takes GET, HEAD, OPTIONS");
    EXPECT_EQ(told(served.ask(sent(requests, "text/csv", "a,b"))),
              "application/json 415 415 send one of these as Content-Type: " + form_type +
                  ", multipart/form-data");
    EXPECT_EQ(told(served.ask(sent(requests, form_type, std::string(1100 * 1024, 'x')))),
              "application/json 413 413 the body is longer than 1048576 bytes");
    auto key = served.token(Role::agent, {Scope::read}, Duration::hours(1));
    EXPECT_EQ(told(served.ask(sent(requests, form_type, "api_key=" + key))),
              "application/json 403 403 your role or its scope does not allow this: the token is "
              "not made for this: it lacks report");
    served.town.pass(Duration::hours(1));
    EXPECT_EQ(told(served.ask(get(requests + "?api_key=" + key))),
              "application/json 403 403 the token has expired: have a new one issued");
    EXPECT_EQ(told(served.ask(get(requests + "?api_key=cst_1"))),
              "application/json 403 403 the token is unknown or was revoked");
    auto xml = served.ask(get("/open311/v2/nothing.xml"));
    EXPECT_EQ(xml.status, 404);
    EXPECT_EQ(xml.body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<errors><error><code>404"
                        "</code><description>there is nothing at this address</description>"
                        "</error></errors>\n");
    // An address that cannot be read still shows whose it is.
    for (const char* path : {"/open311/v2/requests/%zz.json", "/open%3311/%"})
        EXPECT_EQ(told(served.ask(get(path))), "application/json 400 400 the address is malformed")
            << path;
    for (const char* query : {"status=%f", "description=%FF"})
        EXPECT_EQ(told(served.ask(get("/open311/v2/requests.json?" + std::string(query)))),
                  "application/json 400 400 a parameter is not percent-encoded UTF-8")
            << query;
    auto unread = served.ask(get("/open311/v2/requests.xml?status=%", "Accept-Language: zh\r\n"));
    EXPECT_EQ(unread.headers["content-type"], "text/xml; charset=utf-8");
    EXPECT_NE(unread.body.find("<error><code>400</code><description>有参数不是百分号编码的 UTF-8 文本</description>"),
              std::string::npos)
        << unread.body;
    EXPECT_EQ(served.ask(get("/api/v1/cases/%zz")).headers["content-type"],
              "application/problem+json");
    // What is not Open311's is said as before.
    EXPECT_EQ(served.ask(get("/nothing.json")).headers["content-type"], "application/problem+json");
}

TEST(FaultsOfMany, Open311SaysThatThereAreTooMany) {
    Options options;
    options.address_rate = 1;
    ServedTown served(options);
    Received last;
    for (int i = 0; i < 10 && last.status != 429; ++i)
        last = served.ask(get("/open311/v2/services.xml"));
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(last.headers["retry-after"], "1");
    EXPECT_NE(last.body.find("<error><code>429</code>"), std::string::npos) << last.body;
}

}  // namespace
}  // namespace cs::http
