#include "http/writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "http/compress.h"
#include "http/limits.h"
#include "http/problem.h"

namespace cs::http {

namespace {

constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "X-Frame-Options: DENY\r\n"
    "Permissions-Policy: camera=(self), geolocation=(self), microphone=(self)\r\n";
constexpr std::string_view transport_security =
    "Strict-Transport-Security: max-age=31536000\r\n";
constexpr std::string_view own_pages_only = "Cross-Origin-Resource-Policy: same-origin\r\n";
// Data needs nothing; a page loads from here only, and the map's workers come as blobs.
constexpr std::string_view policy_of_data =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view policy_of_pages =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; worker-src 'self' "
    "blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n";

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    // A line break in a value would be another header.
    std::ranges::copy_if(value, std::back_inserter(out),
                         [](char c) { return c != '\r' && c != '\n' && c != '\0'; });
    out += "\r\n";
}

bool has_header(const Response& response, std::string_view name) {
    auto is_same = [&](const Pair& pair) {
        return std::ranges::equal(pair.name, name, [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == b;
        });
    };
    return std::ranges::any_of(response.headers, is_same);
}

std::string_view without_weakness(std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

// RFC 9110, 13.1.2: weak comparison.
bool names_etag(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        auto end = std::min(if_none_match.find(','), if_none_match.size());
        auto tag = if_none_match.substr(0, end);
        if_none_match.remove_prefix(std::min(end + 1, if_none_match.size()));
        tag.remove_prefix(std::min(tag.find_first_not_of(' '), tag.size()));
        tag = tag.substr(0, tag.find_last_not_of(' ') + 1);
        if (tag == "*") return true;
        tag = without_weakness(tag);
        if (tag.size() == etag.size() + 2 && tag.substr(1, etag.size()) == etag) return true;
    }
    return false;
}

void answer_conditionally(const Request& request, Response& response) {
    if ((response.status != 200 && response.status != 206) || response.etag.empty()) return;
    if (request.method != Method::get && request.method != Method::head) return;
    auto known = request.header("if-none-match");
    if (!known || !names_etag(*known, response.etag)) return;
    response.status = 304;
    response.body.clear();
    response.stream.reset();
}

bool varies(const Response& response) {
    return !response.stream && is_compressible(response.content_type) &&
           !has_header(response, "content-encoding");
}

Coding compress(const Request& request, Response& response) {
    if (!varies(response) || response.body.size() < limits::compress_from) return Coding::identity;
    auto coding = preferred_coding(request.header("accept-encoding").value_or(""));
    if (coding != Coding::identity) response.body = compressed(response.body, coding);
    return coding;
}

void append_status_line(std::string& out, int status) {
    out += "HTTP/1.1 ";
    json::append_integer(out, static_cast<std::int64_t>(status));
    out.append(" ").append(reason_phrase(status)).append("\r\n");
}

void append_length(std::string& out, const Response& response, const WriterContext& context) {
    if (response.stream && !response.length) {
        if (context.is_http_1_1) out += "Transfer-Encoding: chunked\r\n";
        return;
    }
    if (response.status == 204 || response.status == 304) return;
    out += "Content-Length: ";
    json::append_integer(out, response.stream ? *response.length : response.body.size());
    out += "\r\n";
}

void append_security(std::string& out, const Request& request, const Response& response) {
    out += security_headers;
    if (request.is_secure) out += transport_security;
    if (!has_header(response, "cross-origin-resource-policy")) out += own_pages_only;
    if (has_header(response, "content-security-policy")) return;
    out += response.content_type.starts_with("text/html") ? policy_of_pages : policy_of_data;
}

}  // namespace

void write_response(std::string& out, const Request& request, Response& response,
                    const WriterContext& context) {
    answer_conditionally(request, response);
    bool may_vary = varies(response);
    auto coding = compress(request, response);
    out.reserve(out.size() + 1'024 + response.body.size());

    append_status_line(out, response.status);
    append_header(out, "Date", context.date);
    if (!response.content_type.empty() && response.status != 304)
        append_header(out, "Content-Type", response.content_type);
    append_length(out, response, context);
    if (coding != Coding::identity) append_header(out, "Content-Encoding", coding_name(coding));
    if (may_vary && !has_header(response, "vary")) append_header(out, "Vary", "Accept-Encoding");
    if (!response.etag.empty())
        append_header(out, "ETag",
                      (coding == Coding::identity ? "\"" : "W/\"") + response.etag + '"');
    append_header(out, "Cache-Control", response.cache_control);
    append_header(out, "X-Request-Id", request.id);
    for (const auto& [name, value] : response.headers) append_header(out, name, value);
    append_security(out, request, response);
    out += context.keeps_alive ? (context.is_http_1_1 ? "\r\n" : "Connection: keep-alive\r\n\r\n")
                               : "Connection: close\r\n\r\n";
    if (request.method != Method::head) out += response.body;
}

void append_chunk(std::string& out, std::string_view bytes) {
    std::array<char, 20> digits;
    auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes.size(), 16).ptr;
    out.append(digits.data(), end).append("\r\n").append(bytes).append("\r\n");
}

std::string http_date(Instant at) {
    constexpr std::array<std::string_view, 7> days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto text = utc_text({at.us / 1'000'000 * 1'000'000});  // 2026-02-13T08:00:00Z
    auto date = Date::from_day_number(at.us / Duration::days(1).us);
    std::string out(days[static_cast<std::size_t>(date.weekday())]);
    out.append(", ").append(text.substr(8, 2)).append(" ");
    out.append(months[static_cast<std::size_t>(date.month - 1)]).append(" ");
    return out.append(text.substr(0, 4)).append(" ").append(text.substr(11, 8)).append(" GMT");
}

}  // namespace cs::http
