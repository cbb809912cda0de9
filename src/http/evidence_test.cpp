// Evidence over the API: who may send it, who may see which form of it, what a command may name.
#include <boost/json.hpp>

#include "base/json.h"
#include "evidence/samples.h"
#include "http/api_test.h"
#include "http/evidence.h"
#include "http/open311.h"

namespace cs::http {
namespace {

namespace samples = evidence::samples;

std::string header(const Response& response, std::string_view name) {
    for (const auto& pair : response.headers)
        if (pair.name == name) return pair.value;
    return {};
}

std::string drained(Response& response) {
    std::string out;
    while (response.stream &&
           response.stream->fill(out, std::size_t{64 * 1024}) == Stream::Next::more) {
    }
    return out;
}

std::string form(const std::string& file, const std::string& type = "image/jpeg") {
    return "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
           "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.exe\"\r\n"
           "Content-Type: " + type + "\r\n\r\n" + file + "\r\n--b--\r\n";
}

const std::vector<Pair> form_type{{"content-type", "multipart/form-data; boundary=b"}};

TEST(Evidence, IsSentRawOrAsAForm) {
    ApiTown town;
    auto photo = samples::jpeg(64, 48, samples::zhengzhou_exif());
    auto raw = town.post("/evidence", town.nobody(), photo, {{"content-type", "image/jpeg"}});
    ASSERT_EQ(raw.status, 201) << raw.body;
    EXPECT_EQ(member(raw, "hash"), hex_text(sha256(photo)));
    EXPECT_EQ(member(raw, "type"), "image/jpeg");
    EXPECT_EQ(member(raw, "capture.place.lat_e7"), "347466333");
    auto sent = town.post("/evidence?upload=" + member(raw, "upload"), town.nobody(), form(photo),
                          form_type);
    ASSERT_EQ(sent.status, 201) << sent.body;
    EXPECT_EQ(member(sent, "hash"), member(raw, "hash"));
    EXPECT_EQ(member(sent, "upload"), member(raw, "upload"));
}

TEST(Evidence, IsRefusedWithASentenceInBothLanguages) {
    ApiTown town;
    auto refused = [&](const std::string& body, std::vector<Pair> headers) {
        return town.post("/evidence", town.nobody(), body, std::move(headers));
    };
    auto bomb = refused(samples::png_bomb(70'000, 70'000), {});
    EXPECT_EQ(bomb.status, 422);
    EXPECT_EQ(problem_code(bomb), "too_many_pixels");
    auto polyglot = refused(samples::jpeg(9, 9) + samples::zip({"x"}),
                            {{"accept-language", "zh-CN"}});
    EXPECT_EQ(problem_code(polyglot), "hidden_content");
    EXPECT_EQ(member(polyglot, "title"), "文件中夹带了其他内容");
    EXPECT_EQ(member(polyglot, "detail"), "图片末尾之后另有内容，请去除后发送");
    auto renamed = refused(samples::png(9, 9), {{"content-type", "image/jpg"}});
    EXPECT_EQ(member(renamed, "detail"), "it is image/png, and was sent as image/jpeg");
    auto wrong = refused(samples::png(9, 9), {{"content-type", "image/jpeg"}});
    EXPECT_EQ(wrong.status, 415);
    EXPECT_EQ(member(wrong, "detail"), "it is image/png, and was sent as image/jpeg");
    auto inner = refused(form(samples::png(9, 9)), form_type);
    EXPECT_EQ(problem_code(inner), "mislabelled");
    auto cut = form(samples::png(9, 9), "image/png");
    EXPECT_EQ(problem_code(refused(cut.substr(0, cut.size() - 9), form_type)), "malformed_upload");
    EXPECT_EQ(problem_code(refused("--b--", form_type)), "malformed_upload");
    EXPECT_EQ(problem_code(refused("x", {{"content-type", "multipart/form-data"}})),
              "malformed_upload");
    EXPECT_EQ(refused("", {}).status, 422);
}

TEST(Evidence, IsShownToWhomTheCaseConcerns) {
    ApiTown town;
    auto id = "/cases/" + id_text(town.case_id) + "/evidence";
    auto listed = town.get(id, town.as(Role::agent));
    EXPECT_EQ(member(listed, "rows.0.hash"), town.case_photo);
    EXPECT_EQ(member(listed, "rows.0.source"), "report");
    EXPECT_EQ(member(listed, "rows.0.is_stored"), "true");
    auto copy = town.get(id + "/" + town.case_photo, town.as(Role::agent));
    ASSERT_EQ(copy.status, 200) << copy.body;
    EXPECT_EQ(copy.content_type, "image/jpeg");
    EXPECT_EQ(header(copy, "Content-Security-Policy"),
              "default-src 'none'; sandbox; frame-ancestors 'none'");
    EXPECT_NE(header(copy, "Content-Disposition").find("inline"), std::string::npos);
    EXPECT_TRUE(drained(copy).starts_with("\xFF\xD8\xFF"));
    EXPECT_EQ(town.get(id + "/" + town.case_photo + "?form=thumbnail", town.as(Role::analyst)).status,
              200);
    EXPECT_EQ(town.get(id + "/" + town.case_photo, town.as(Role::agent, false)).status, 404);
    EXPECT_EQ(town.get(id + "/" + std::string(64, 'a'), town.as(Role::agent)).status, 404);
}

TEST(Evidence, TheOriginalNeedsAPurposeAndIsOnRecord) {
    ApiTown town;
    auto path = "/cases/" + id_text(town.case_id) + "/evidence/" + town.case_photo +
                "?form=original";
    std::vector<Pair> why{{"chengshu-purpose", "核实现场"}};
    EXPECT_EQ(town.get(path, town.as(Role::agent)).status, 403);
    EXPECT_EQ(town.get(path, town.as(Role::analyst), why).status, 403);
    auto original = town.get(path, town.as(Role::agent), why);
    ASSERT_EQ(original.status, 200) << original.body;
    EXPECT_EQ(hex_text(sha256(drained(original))), town.case_photo);
    EXPECT_NE(header(original, "Content-Disposition").find("attachment"), std::string::npos);
    auto audit = *town.api().accounts.audit(0, 100);
    ASSERT_FALSE(audit.empty());
    EXPECT_EQ(audit.back().what, "evidence " + town.case_photo);
    EXPECT_EQ(audit.back().purpose, "核实现场");
}

TEST(Evidence, ACommandNamesOnlyWhatItsSenderHasSent) {
    ApiTown town;
    auto body = [](const std::string& hash, const std::string& more = {}) {
        return R"({"title":"a","text":"b","division":"410102001000","attachments":[")" + hash +
               "\"]" + more + "}";
    };
    auto unknown = town.post("/reports", town.nobody(), body(std::string(64, 'a')));
    EXPECT_EQ(unknown.status, 422);
    EXPECT_EQ(problem_code(unknown), "unknown_evidence");
    // Whoever knows the hash of another's photo cannot make it his own.
    EXPECT_EQ(town.post("/reports", town.nobody(), body(town.case_photo)).status, 422);
    EXPECT_EQ(town.post("/reports", town.nobody(),
                        body(town.case_photo, R"(,"upload":"77-00000000000000000000000000000000")"))
                  .status,
              422);
    auto own = town.photo(town.citizen());
    EXPECT_EQ(town.post("/reports", town.citizen(), body(own)).status, 201);
    auto id = "/cases/" + id_text(town.case_id);
    ASSERT_EQ(town.post(id + "/orders/1/sign", town.as(Role::unit_officer), "").status, 200);
    auto outcome = [&](const std::string& hash) {
        return town.post(id + "/orders/1/outcome", town.as(Role::unit_officer),
                         R"({"claim":"solved","text":"x","evidence":[")" + hash + "\"]}");
    };
    EXPECT_EQ(problem_code(outcome(own)), "unknown_evidence");
    EXPECT_EQ(problem_code(outcome(town.case_photo)), "unknown_evidence");
    auto repaired = town.photo(town.as(Role::unit_officer));
    EXPECT_EQ(outcome(repaired).status, 200);
    auto listed = town.get(id + "/evidence", town.as(Role::agent));
    EXPECT_EQ(member(listed, "rows.1.source"), "outcome");
    EXPECT_EQ(member(listed, "rows.1.hash"), repaired);
}

TEST(Evidence, OfAForgottenReporterIsGone) {
    ApiTown town;
    auto path = "/cases/" + id_text(town.case_id) + "/evidence";
    auto report = town.get("/reports/" + id_text(town.case_report), town.as(Role::agent));
    auto forgotten = town.post("/subjects/" + member(report, "subject") + "/forget",
                               town.as_everywhere(Role::administrator), R"({"reason":"本人申请"})");
    ASSERT_EQ(forgotten.status, 200) << forgotten.body;
    EXPECT_EQ(problem_code(town.get(path + "/" + town.case_photo, town.as(Role::agent))), "erased");
    EXPECT_EQ(member(town.get(path, town.as(Role::agent)), "rows.0.is_erased"), "true");
}

// The same photo of two reporters is kept twice, and each is erased without the other.
TEST(Evidence, OfAnotherReporterStaysWhenOneIsForgotten) {
    ApiTown town;
    auto path = "/cases/" + id_text(town.case_id) + "/evidence";
    auto sent = town.post("/evidence", town.nobody(), evidence::samples::jpeg(64, 48));
    ASSERT_EQ(member(sent, "hash"), town.case_photo);
    auto second = town.post("/reports", town.nobody(),
        R"({"title":"路灯","text":"还是不亮","division":"410102001000","upload":")" +
        member(sent, "upload") + R"(","attachments":[")" + town.case_photo + "\"]}");
    auto attached = town.post("/reports/" + member(second, "report") + "/attach",
                              town.as(Role::agent),
                              R"({"case_id":")" + id_text(town.case_id) + "\"}");
    ASSERT_EQ(problem_code(attached), "") << attached.body;
    auto forget = [&](const std::string& report) {
        auto row = town.get("/reports/" + report, town.as(Role::agent));
        auto forgotten = town.post("/subjects/" + member(row, "subject") + "/forget",
                                   town.as_everywhere(Role::administrator),
                                   R"({"reason":"本人申请"})");
        ASSERT_EQ(forgotten.status, 200) << forgotten.body;
    };
    forget(id_text(town.case_report));
    auto copy = town.get(path + "/" + town.case_photo, town.as(Role::agent));
    EXPECT_EQ(copy.status, 200) << copy.body;
    auto link = photo_link(town.api(), {}, town.case_id, *parse_hash(town.case_photo));
    EXPECT_EQ(town.ask(Method::get, link.substr(link.find("/open311")), town.nobody()).status, 200);
    auto rows = town.get(path, town.as(Role::agent));
    EXPECT_EQ(member(rows, "rows.0.is_erased"), "true");
    EXPECT_EQ(member(rows, "rows.1.is_erased"), "false");
    forget(member(second, "report"));
    EXPECT_EQ(problem_code(town.get(path + "/" + town.case_photo, town.as(Role::agent))), "erased");
}

}  // namespace
}  // namespace cs::http
