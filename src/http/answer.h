// What a handler of the API answers: a response, or why not. Refusals of the core, errors and wrong
// requests all end as problem+json (RFC 9457) with a code, and where there is one, the rule that
// refused and the field at fault.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe.h"
#include "base/result.h"
#include "base/time.h"
#include "http/message.h"
#include "model/refusal.h"

namespace cs::http {

/// Why a request was not answered as asked. Made from a refusal or an error, so that TRY works.
struct Failure {
    int status = 500;
    std::string code;
    std::string title;
    std::string title_zh = {};
    std::string detail = {};
    std::string rule = {};
    std::string field = {};
    Duration retry_after = {};  ///< until it is worth asking again; none: nobody knows

    Failure(int http_code, std::string word, std::string sentence, std::string chinese,
            std::string what = {}, std::string which = {});
    Failure(const Error& error);      // NOLINT: what TRY hands on
    Failure(const Refusal& refusal);  // NOLINT
};

using Answer = std::expected<Response, Failure>;
template <class T>
using Asked = std::expected<T, Failure>;

/// A parameter or a body that cannot be read: 400, or 422 where only a value is wrong.
std::unexpected<Failure> bad_request(std::string field, std::string what, int status = 400);
/// 404: there is no such thing, or it is none of the caller's business, which is the same to him.
std::unexpected<Failure> not_found(std::string what);
/// 403 for whoever may not see what he asks for.
std::unexpected<Failure> not_yours(std::string what);

/// The body of a problem+json, as http/problem.h writes it.
struct ProblemBody {
    std::string type;
    std::uint16_t status = 0;
    std::string code;
    std::optional<std::string> title;
    std::optional<std::string> detail;
    std::optional<std::string> rule;
    std::optional<std::string> field;
    std::optional<std::string> request_id;
    DESCRIBED(ProblemBody, type, status, code, title, detail, rule, field, request_id)
};
/// A sentence of this room or one below in the client's language: details.def, error_forms.def.
std::string said_to(const Request& request, std::string text);
std::string title_for(const Request& request, const Failure& failure);
/// Retry-After, in whole seconds, where the failure says when; of what is overloaded, one.
void add_retry_after(Response& response, const Failure& failure);
Response response_of(const Request& request, const Failure& failure);
Response response_of(const Request& request, Answer answer);
Response refused(Refuse refuse, const Request& request, const Failure& failure);
/// What the server says by itself (404, 405, 413, 415, 429, …), in the form of whoever was asked.
Response status_refused(Refuse refuse, const Request& request, int status, std::string detail);
/// 503: too many are waiting for what this request needs.
Response overloaded(Refuse refuse, const Request& request);
/// Whether the client reads Chinese, by Accept-Language.
bool wants_chinese(const Request& request);

}  // namespace cs::http
