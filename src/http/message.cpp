#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace cs::http {

namespace {

constexpr std::array<std::string_view, 7> method_names{"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};

std::optional<std::string_view> find(const std::vector<Pair>& pairs, std::string_view name) {
    auto found = std::ranges::find(pairs, name, &Pair::name);
    if (found == pairs.end()) return {};
    return found->value;
}

std::string_view without_blanks_before(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
}

}  // namespace

std::string_view method_name(Method method) {
    return method_names[static_cast<std::size_t>(method)];
}

std::optional<Method> parse_method(std::string_view name) {
    auto found = std::ranges::find(method_names, name);
    if (found == method_names.end()) return {};
    return static_cast<Method>(found - method_names.begin());
}

std::optional<std::string_view> Request::header(std::string_view name) const {
    return find(headers, name);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    return find(query, name);
}

std::string_view Request::parameter(std::string_view name) const {
    auto value = find(parameters, name);
    CHECK(value.has_value());
    return *value;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    auto rest = header("cookie").value_or("");
    while (!rest.empty()) {
        auto end = std::min(rest.find(';'), rest.size());
        auto crumb = without_blanks_before(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        auto equals = crumb.find('=');
        if (equals != std::string_view::npos && crumb.substr(0, equals) == name)
            return crumb.substr(equals + 1);
    }
    return {};
}

Response Response::json(std::string body, int status) {
    Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = std::move(body);
    return response;
}

Response Response::text(std::string body, int status) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response Response::nothing(int status) {
    Response response;
    response.status = status;
    return response;
}

Response Response::events(std::unique_ptr<Stream> stream) {
    Response response;
    response.content_type = "text/event-stream";
    response.stream = std::move(stream);
    return response;
}

}  // namespace cs::http
