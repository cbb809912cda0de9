#include "http/problem.h"

#include <boost/beast/http/status.hpp>

#include "base/json.h"

namespace cs::http {

namespace {

void append_member(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out.append(",\"").append(name).append("\":");
    json::append_string(out, value);
}

}  // namespace

std::string_view reason_phrase(int status) {
    auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
    auto text = boost::beast::http::obsolete_reason(known);
    return {text.data(), text.size()};
}

std::string code_of(int status) {
    std::string out;
    for (char c : reason_phrase(status))
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c == ' ' ? '_' : c;
    return out;
}

Response problem_response(const Problem& problem, std::string_view request_id) {
    Response response;
    response.status = problem.status;
    response.content_type = "application/problem+json";
    auto& out = response.body;
    out = "{\"type\":\"/problems/" + problem.code + "\",\"status\":";
    json::append_integer(out, static_cast<std::int64_t>(problem.status));
    append_member(out, "code", problem.code);
    append_member(out, "title", problem.title);
    append_member(out, "detail", problem.detail);
    append_member(out, "rule", problem.rule);
    append_member(out, "field", problem.field);
    append_member(out, "request_id", request_id);
    out += '}';
    return response;
}

}  // namespace cs::http
