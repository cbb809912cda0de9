#include "http/answer.h"

#include <algorithm>
#include <cstdio>

#include "base/check.h"
#include "base/forms.h"
#include "http/preferences.h"
#include "http/problem.h"
#include "http/problems.h"

namespace cs::http {

namespace {

constexpr Form forms[] = {
#define ERROR_FORM(english, chinese) {english, chinese},
#define ROW_FAULT(code, english, chinese) {english, chinese},
#include "ingest/row_faults.def"
#include "http/error_forms.def"
#include "http/details.def"
#undef ROW_FAULT
#undef ERROR_FORM
};
constexpr std::size_t longest_said = 1'000;  // of what is said in another language: bytes

// What is said of a kind of problem stands in its table alone.
Failure of_kind(std::string_view code, std::string detail = {}, std::string field = {}) {
    const auto* kind = problem_kind(code);
    CHECK(kind != nullptr);
    return {kind->status, std::string(code), std::string(kind->english),
            std::string(kind->chinese), std::move(detail), std::move(field)};
}

}  // namespace

std::string said_to(const Request& request, std::string text) {
    if (!wants_chinese(request) || text.size() > longest_said) return text;
    // "$.report: this field is missing": a path in a document is no words.
    auto colon = text.starts_with('$') ? text.find(": ") : std::string::npos;
    if (colon == std::string::npos) return in_chinese(forms, text);
    return text.substr(0, colon) + "：" + in_chinese(forms, text.substr(colon + 2));
}

std::string title_for(const Request& request, const Failure& failure) {
    return wants_chinese(request) && !failure.title_zh.empty() ? failure.title_zh : failure.title;
}

bool wants_chinese(const Request& request) {
    return prefers_chinese(request.header("accept-language").value_or(""));
}

Failure::Failure(int http_code, std::string word, std::string sentence, std::string chinese,
                 std::string what, std::string which)
    : status(http_code),
      code(std::move(word)),
      title(std::move(sentence)),
      title_zh(std::move(chinese)),
      detail(std::move(what)),
      field(std::move(which)) {}

// An error that names a path in a document is about what was sent; any other is the house's own.
Failure::Failure(const Error& error) : Failure(of_kind("internal")) {
    // The views name the parameter of a page or a search that they cannot read.
    if (error.where == "after" || error.where == "limit" || error.where == "search") {
        *this = of_kind("bad_request", error.text(), error.where == "search" ? "q" : error.where);
        return;
    }
    bool is_value = error.where.starts_with("$.");
    if (is_value || error.where == "$" || error.where.starts_with("byte ")) {
        *this = is_value ? of_kind("bad_value", error.text(), error.where.substr(2))
                         : of_kind("bad_document", error.text());
        return;
    }
    if (error.what.starts_with("the disk is full"))
        *this = Failure(Refusal{RefusalCode::storage_full, {}, {}});
    // What went wrong inside is for the operator, not for the client.
    std::fprintf(stderr, "chengshu: %s\n", error.text().c_str());
}

Failure::Failure(const Refusal& refusal)
    : Failure(http_status(refusal.code), std::string(code_name(refusal.code)),
              std::string(english_text(refusal.code)), std::string(chinese_text(refusal.code)),
              refusal.code == RefusalCode::storage_full ? "" : refusal.detail, refusal.field) {
    rule = refusal.rule;
}

std::unexpected<Failure> bad_request(std::string field, std::string what, int status) {
    return std::unexpected(
        of_kind(status == 400 ? "bad_request" : "bad_value", std::move(what), std::move(field)));
}

std::unexpected<Failure> not_found(std::string what) {
    return std::unexpected(of_kind("not_found", std::move(what)));
}

std::unexpected<Failure> not_yours(std::string what) {
    return std::unexpected(of_kind("not_permitted", std::move(what)));
}

void add_retry_after(Response& response, const Failure& failure) {
    constexpr auto second = Duration::seconds(1);
    auto wait = failure.status == 503 ? std::max(failure.retry_after, second) : failure.retry_after;
    if (wait <= Duration{}) return;
    auto seconds = (wait.us + second.us - 1) / second.us;
    response.headers.push_back({"Retry-After", std::to_string(seconds)});
}

Response response_of(const Request& request, const Failure& failure) {
    auto response = problem_response(
        {failure.status, failure.code, title_for(request, failure),
         said_to(request, failure.detail), said_to(request, failure.rule), failure.field},
        request.id);
    add_retry_after(response, failure);
    return response;
}

Response refused(Refuse refuse, const Request& request, const Failure& failure) {
    return refuse == nullptr ? response_of(request, failure) : refuse(request, failure);
}

Response status_refused(Refuse refuse, const Request& request, int status, std::string detail) {
    auto said = said_to(request, std::move(detail));
    if (refuse != nullptr) return refuse(request, Failure(status, {}, std::move(said), {}));
    auto code = code_of(status);
    const auto* kind = problem_kind(code);
    std::string title(kind == nullptr ? reason_phrase(status)
                                      : kind->title(wants_chinese(request)));
    auto response = problem_response({status, std::move(code), std::move(title), std::move(said)},
                                     request.id);
    add_retry_after(response, Failure(status, {}, {}, {}));
    return response;
}

Response overloaded(Refuse refuse, const Request& request) {
    return status_refused(refuse, request, 503,
                          "too many requests are waiting; try again shortly");
}

Response response_of(const Request& request, Answer answer) {
    return answer ? std::move(*answer) : response_of(request, answer.error());
}

}  // namespace cs::http
