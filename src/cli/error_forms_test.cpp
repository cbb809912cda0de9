// Every sentence that the program can say has a Chinese form. The sources are read for what says
// them: a sentence without a row in one of the tables is found, also one that is made of parts.
#include <gtest/gtest.h>

#include <set>

#include "casework/rules.h"
#include "cli/error_report.h"
#include "cli/source_sentences_test.h"
#include "evidence/rejection.h"
#include "http/answer.h"
#include "http/command_answer.h"
#include "http/problem.h"
#include "http/problems.h"
#include "ingest/bad_row.h"

using namespace cs;
using namespace cs::cli;

namespace {

const std::vector<std::string> rooms_of_the_server{
    "base",  "calendar", "model",   "grid",  "registry", "casework", "city",  "journal", "evidence",
    "fetch", "hooks",    "runtime", "views", "auth",     "ingest",   "tiles", "http"};

// Which argument of which call is shown to a client, in which files.
struct Speaker {
    const char* files;  // how their paths begin
    const char* call;
    std::size_t said;
};
constexpr Speaker speakers[] = {
    {"casework/", "refuse(", 1},
    {"casework/", "refuse(", 3},
    {"casework/", "require_text(", 3},
    {"casework/importing", "bad(", 0},
    {"registry/", "refuse(", 1},
    {"registry/", "bad(", 0},
    {"city/", "refuse(", 1},
    {"runtime/", "refuse(", 1},
    {"evidence/", "reject(", 1},
    {"evidence/", "cut_off(", 0},
    {"evidence/", "behind_the_end(", 0},
    {"auth/provider", "SignInEnded{", 3},
    {"auth/provider", "useless(", 0},
    {"auth/provider", "return ", 0},
    {"auth/jwt", "bad(", 0},
    {"hooks/sender", "return ", 0},
    {"fetch/", "problem = ", 0},
    {"http/", "bad_request(", 1},
    {"http/", "not_found(", 0},
    {"http/", "not_yours(", 0},
    {"http/", "Failure(", 4},
    {"http/", "status_refused(", 3},
    {"http/", "malformed(", 0},
    {"http/", "reject(", 0},
    {"http/gate", "not_signed_in(", 0},
    {"http/operation", "return ", 0},
    {"http/sign_in", "denied(", 4},
    {"http/service", "too_many(", 1},
    {"http/parser", "refuse(", 2},
    {"http/connection", "refuse(", 1},
};
// What is shown and stands elsewhere: a parameter, what another call of the table said, an error of
// a room, a number or a word that has no language.
bool is_no_sentence(const std::string& written) {
    for (const char* parameter : {"{}", "\"\"", "std::string ", "std::string_view "})
        if (written.starts_with(parameter)) return true;
    for (const char* error : {".text()", "->text()", "error.what", "error().what"})
        if (written.ends_with(error)) return true;
    for (const char* value : {"id_text(", "hex_text(", "std::to_string(", "enum_name("})
        if (written.contains(value) && !written.contains('?')) return true;
    static const std::set<std::string> known{
        "unknown_in(operation)", "std::move(what)", "std::move(where)", "std::move(detail)", "what",
        "std::move(rule)",
        "name", "refusal.detail", "rejection.detail", "parser_->fault().detail",
        // /readyz: the one that `chengshu serve` gives, "the journal cannot be written".
        "why",
        // What `chengshu serve` says that it is at.
        "sentence()",
        // Values: a key, a file's name, a word of a document, a name of the provider's.
        "command.source_id", "*command.source_id", "envelope.key", "other_matter", "entry.name",
        "std::string(word)", "ended->identity.subject",
        // "case 7": the nouns are in the table.
        "std::string(name) + \" \" + std::string(text)", "ended->problem",
        // libcurl's own: the common ones are in the table.
        "curl_easy_strerror(code)"};
    return known.contains(written);
}

std::vector<Sentence> operating_errors(const std::vector<std::string>& rooms) {
    std::vector<Sentence> out;
    for (const auto& file : sources_of(rooms)) {
        collect(file, "fail(", 0, out);
        collect(file, "fail(", 2, out);
        auto before = out.size();
        collect(file, "system_failure(", 0, out);
        for (auto i = before; i < out.size(); ++i) out[i].text += ": 7";
        // The reader of JSON names the place first.
        collect(file, "wrong(", file.path.starts_with("base/json") ? 1 : 0, out);
    }
    return out;
}

std::string rule_that_refuses(std::string_view command) {
    return http::failure_of({RefusalCode::not_permitted}, command).rule;
}

std::string said_in_chinese(const std::string& text) {
    http::Request request;
    request.headers.push_back({"accept-language", "zh-CN,zh;q=0.9"});
    return http::said_to(request, text);
}

}  // namespace

TEST(ErrorForms, EverySentenceOfTheRoomsHasAChineseOne) {
    auto rooms = rooms_of_the_server;
    rooms.insert(rooms.end(), {"sim", "cli"});
    auto sentences = operating_errors(rooms);
    EXPECT_GT(sentences.size(), 400u);
    for (const auto& [where, text] : sentences)
        EXPECT_TRUE(is_said(text, in_language(Language::chinese, {text}).what))
            << where << ": \"" << text << "\" has no row in an error_forms.def";
}

TEST(ErrorForms, TheServerSaysEveryErrorOfItsRoomsInChinese) {
    for (const auto& [where, text] : operating_errors(rooms_of_the_server))
        EXPECT_TRUE(is_said(text, said_in_chinese(text)))
            << where << ": \"" << text << "\" has no row in http/error_forms.def";
}

TEST(ErrorForms, EverySentenceToAClientHasAChineseOne) {
    std::size_t read = 0;
    for (const auto& file : sources_of(rooms_of_the_server)) {
        for (const auto& [files, call, said] : speakers) {
            if (!file.path.starts_with(files)) continue;
            std::vector<Sentence> sentences;
            collect(file, call, said, sentences);
            read += sentences.size();
            for (const auto& [where, text] : sentences)
                EXPECT_TRUE(is_said(text, said_in_chinese(text)))
                    << where << ": \"" << text << "\" has no row in http/details.def";
            for (const auto& [where, written] : unread(file, call, said))
                EXPECT_TRUE(is_no_sentence(written))
                    << where << ": what may " << written << " say? Write it where it is told";
        }
    }
    EXPECT_GT(read, 200u);
}

TEST(ErrorForms, EveryRuleThatRefusesIsSaidInChinese) {
    for (const auto& rule : casework::rules()) {
        auto text = rule_that_refuses(rule.command);
        EXPECT_TRUE(is_said(text, said_in_chinese(text))) << said_in_chinese(text);
    }
    auto needed = http::failure_of({RefusalCode::reason_missing, {}, "remark"}, "call_back").rule;
    EXPECT_EQ(said_in_chinese(needed), "call_back：须填写 remark");
    EXPECT_EQ(said_in_chinese(rule_that_refuses("add_unit")), "add_unit：按名册规定");
}

TEST(ErrorForms, EveryStatusThatTheServerGivesByItselfIsSaidInChinese) {
    for (int status : {400, 403, 404, 405, 408, 413, 414, 415, 429, 431, 500, 501, 503, 505}) {
        const auto* kind = http::problem_kind(http::code_of(status));
        ASSERT_NE(kind, nullptr) << status;
        EXPECT_TRUE(is_said(std::string(kind->english), std::string(kind->chinese))) << kind->code;
    }
}

TEST(ErrorForms, ASentenceWithoutAFormIsFound) {
    std::vector<Sentence> found;
    collect({"x.cpp", " return fail(\"the moon \" + name(1, 2) + \" is\" \" missing\", path);"},
            "fail(", 0, found);
    collect({"x.cpp", " fail(is_new ? \"the moon is new\" : \"it is full: \" + name);"}, "fail(", 0,
            found);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].text, "the moon 7 is missing");
    EXPECT_EQ(found[2].text, "it is full: 7");
    for (const auto& [where, text] : found) {
        EXPECT_FALSE(is_said(text, in_language(Language::chinese, {text}).what)) << text;
        EXPECT_FALSE(is_said(text, said_in_chinese("case 7; " + text))) << text;
    }
}

TEST(ErrorForms, NoSentenceHasTwoRows) {
    constexpr std::string_view rows[] = {
#define ERROR_FORM(english, chinese) english,
#include "cli/error_forms.def"
#include "http/details.def"
#include "http/error_forms.def"
#undef ERROR_FORM
    };
    std::set<std::string_view> known;
    for (auto row : rows) EXPECT_TRUE(known.insert(row).second) << row;
}

TEST(ErrorForms, WhatStandsInsideASentenceIsTranslatedToo) {
    auto shown = in_language(Language::chinese, {"cannot write: the disk is full"});
    EXPECT_EQ(shown.what, "无法写入（磁盘已满）");
    shown = in_language(Language::chinese, {"no usable message", "m.csv",
                                            "the first bad row is line 3: a value is missing"});
    EXPECT_EQ(shown.advice, "第一个问题行是第 3 行：缺少取值");
    EXPECT_EQ(said_in_chinese("the first bad row is line 3 of the sheet S 2: a value is missing"),
              "第一个问题行是工作表“S 2”的第 3 行：缺少取值");
    EXPECT_EQ(said_in_chinese("at: \"it is empty\" is not a time; write it like 2026-02-13"),
              "at：“it is empty”不是有效的时间；请写成 2026-02-13");
}
