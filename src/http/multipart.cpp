#include "http/multipart.h"

#include <algorithm>

namespace cs::http {

namespace {

constexpr std::size_t longest_header = 4 * 1024;
constexpr std::size_t longest_boundary = 70;
constexpr std::size_t longest_preamble = 4 * 1024;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::unexpected<Error> malformed(std::string what) { return fail(std::move(what), "$"); }

// Takes one "; name=value" or "; name=\"value\"" off the front; a quote inside is escaped.
std::optional<std::pair<std::string, std::string>> take_parameter(std::string_view& text) {
    text = trimmed(text);
    if (text.empty() || text.front() != ';') return {};
    text = trimmed(text.substr(1));
    auto equals = text.find('=');
    if (equals == std::string_view::npos) return {};
    auto name = lower(trimmed(text.substr(0, equals)));
    text = trimmed(text.substr(equals + 1));
    std::string value;
    if (text.empty() || text.front() != '"') {
        auto end = std::min(text.find(';'), text.size());
        value = trimmed(text.substr(0, end));
        text.remove_prefix(end);
        return std::pair(name, value);
    }
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        value += text[i];
    }
    if (i == text.size()) return {};
    text.remove_prefix(i + 1);
    return std::pair(name, value);
}

constexpr std::string_view boundary_signs = "'()+_,-./:=? ";

bool is_boundary(std::string_view text) {
    return !text.empty() && text.size() <= longest_boundary && text.back() != ' ' &&
           std::ranges::all_of(text, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) ||
                      boundary_signs.find(c) != std::string_view::npos;
           });
}

}  // namespace

std::optional<std::string> form_boundary(std::string_view content_type) {
    auto end = std::min(content_type.find(';'), content_type.size());
    if (lower(trimmed(content_type.substr(0, end))) != "multipart/form-data") return {};
    auto rest = content_type.substr(end);
    while (auto parameter = take_parameter(rest))
        if (parameter->first == "boundary" && is_boundary(parameter->second))
            return parameter->second;
    return {};
}

FormReader::FormReader(const std::string& boundary, BeginPart begin, TakePiece take,
                       int most_parts)
    : mark_("\r\n--" + boundary),
      begin_(std::move(begin)),
      take_(std::move(take)),
      most_parts_(most_parts) {}

Result<void> FormReader::take(std::string_view bytes) {
    if (state_ == State::after) return {};
    waiting_ += bytes;
    while (TRY(step())) {
    }
    return {};
}

Result<bool> FormReader::step() {
    switch (state_) {
        case State::before: {
            auto at = waiting_.find(mark_);
            if (at == std::string::npos && waiting_.size() > longest_preamble)
                return malformed("the form has no boundary where it begins");
            if (at == std::string::npos) return false;
            waiting_.erase(0, at + mark_.size());
            state_ = State::boundary;
            return true;
        }
        case State::boundary:
            if (waiting_.size() < 2) return false;
            if (waiting_.starts_with("--")) {
                state_ = State::after;
                waiting_.clear();
                return false;
            }
            if (!waiting_.starts_with("\r\n"))
                return malformed("a boundary of the form is followed by something else");
            if (++parts_ > most_parts_)
                return malformed("the form has more than " + std::to_string(most_parts_) +
                                 " parts");
            state_ = State::header;
            return true;
        case State::header: {
            // The line break behind the boundary also ends an empty header.
            auto at = waiting_.find("\r\n\r\n");
            if (at == std::string::npos && waiting_.size() > longest_header)
                return malformed("the header of a part is longer than 4 KiB");
            if (at == std::string::npos) return false;
            TRY_VOID(read_header(std::string_view(waiting_).substr(0, at)));
            waiting_.erase(0, at + 4);
            state_ = State::content;
            return true;
        }
        case State::content: {
            auto at = waiting_.find(mark_);
            if (at == std::string::npos) {
                pass_content();
                return false;
            }
            take_(std::string_view(waiting_).substr(0, at));
            waiting_.erase(0, at + mark_.size());
            state_ = State::boundary;
            return true;
        }
        case State::after: return false;
    }
    return false;
}

// All but what may be the beginning of a boundary.
void FormReader::pass_content() {
    if (waiting_.size() < mark_.size()) return;
    auto size = waiting_.size() - mark_.size() + 1;
    take_(std::string_view(waiting_).substr(0, size));
    waiting_.erase(0, size);
}

Result<void> FormReader::read_header(std::string_view header) {
    FormPart part;
    bool has_disposition = false;
    while (!header.empty()) {
        auto end = std::min(header.find("\r\n"), header.size());
        auto line = header.substr(0, end);
        header.remove_prefix(std::min(end + 2, header.size()));
        auto colon = line.find(':');
        if (line.empty()) continue;
        if (colon == std::string_view::npos) return malformed("a header of a part has no colon");
        auto name = lower(trimmed(line.substr(0, colon)));
        auto value = trimmed(line.substr(colon + 1));
        if (name == "content-type") part.content_type = value;
        if (name != "content-disposition") continue;
        auto semicolon = std::min(value.find(';'), value.size());
        has_disposition = lower(trimmed(value.substr(0, semicolon))) == "form-data";
        auto rest = value.substr(semicolon);
        while (auto parameter = take_parameter(rest)) {
            if (parameter->first == "name") part.name = parameter->second;
            if (parameter->first == "filename") part.file_name = parameter->second;
        }
    }
    if (!has_disposition || part.name.empty())
        return malformed("a part of the form does not say which field it is");
    begin_(part);
    return {};
}

}  // namespace cs::http
