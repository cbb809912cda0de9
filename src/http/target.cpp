#include "http/target.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "http/limits.h"

namespace cs::http {

namespace {

std::optional<char> byte_of(std::string_view digits) {
    unsigned value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return {};
    return static_cast<char>(value);
}

bool is_sane(std::string_view text) {
    bool has_control = std::ranges::any_of(text, [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
    });
    return !has_control && !utf8::first_invalid(text);
}

std::optional<std::string> query_decoded(std::string_view text) {
    std::string with_blanks(text);
    std::ranges::replace(with_blanks, '+', ' ');
    return percent_decoded(with_blanks);
}

// Without "http://host" before the path.
std::string_view without_origin(std::string_view target) {
    for (std::string_view scheme : {"http://", "https://"})
        if (target.starts_with(scheme)) {
            auto path = target.find('/', scheme.size());
            return path == std::string_view::npos ? "/" : target.substr(path);
        }
    return target;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        auto byte = byte_of(text.substr(i + 1, 2));
        if (!byte) return {};
        out += *byte;
        i += 2;
    }
    if (!is_sane(out)) return {};
    return out;
}

std::optional<std::vector<std::string>> path_segments(std::string_view path) {
    std::vector<std::string> out;
    if (!path.starts_with('/')) return {};
    path.remove_prefix(1);
    while (!path.empty()) {
        auto end = path.find('/');
        auto segment = percent_decoded(path.substr(0, end));
        // A value may have lines; a name in a path has none.
        if (!segment || *segment == "." || *segment == ".." ||
            segment->find_first_of("\t\r\n") != std::string::npos)
            return {};
        out.push_back(std::move(*segment));
        if (end == std::string_view::npos) break;
        path.remove_prefix(end + 1);
        if (path.empty()) out.emplace_back();
    }
    return out;
}

Result<std::vector<Pair>> query_pairs(std::string_view query) {
    std::vector<Pair> out;
    while (!query.empty()) {
        auto end = std::min(query.find('&'), query.size());
        auto piece = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (piece.empty()) continue;
        auto equals = std::min(piece.find('='), piece.size());
        auto name = query_decoded(piece.substr(0, equals));
        auto value = query_decoded(piece.substr(std::min(equals + 1, piece.size())));
        if (!name || !value) return fail("a parameter is not percent-encoded UTF-8");
        if (out.size() >= limits::query_count)
            return fail("no more than " + std::to_string(limits::query_count) +
                        " parameters are taken");
        out.push_back({std::move(*name), std::move(*value)});
    }
    return out;
}

Result<void> read_target(std::string_view target, Request& request) {
    auto rest = without_origin(target);
    auto question = std::min(rest.find('?'), rest.size());
    request.path = rest.substr(0, question);
    request.query = TRY(query_pairs(rest.substr(std::min(question + 1, rest.size()))));
    if (request.path.starts_with('/') || request.path == "*") return {};
    return fail("the address is malformed");
}

}  // namespace cs::http
