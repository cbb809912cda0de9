#include "base/forms.h"

#include <array>

namespace cs {

namespace {

bool is_placeholder(std::string_view form) {
    return form.size() >= 3 && form[0] == '{' && form[2] == '}' && form[1] >= '0' &&
           form[1] <= '9';
}

using Found = std::array<std::string_view, 10>;

// What stands before the next placeholder.
std::string_view literal_of(std::string_view form) {
    std::size_t end = 0;
    while (end < form.size() && !is_placeholder(form.substr(end))) ++end;
    return form.substr(0, end);
}

// Each placeholder stands for the shortest text behind which the form's next words come; the last
// words end the text. So one pass decides.
bool match(std::string_view form, std::string_view text, Found& found) {
    auto literal = literal_of(form);
    if (!text.starts_with(literal)) return false;
    form.remove_prefix(literal.size());
    text.remove_prefix(literal.size());
    while (!form.empty()) {
        auto& part = found[static_cast<std::size_t>(form[1] - '0')];
        form.remove_prefix(3);
        literal = literal_of(form);
        form.remove_prefix(literal.size());
        bool is_last = form.empty();
        if (text.empty() || (is_last && !text.ends_with(literal))) return false;
        auto length = is_last ? text.size() - literal.size() : text.find(literal, 1);
        if (length == 0 || length == std::string_view::npos) return false;
        part = text.substr(0, length);
        text.remove_prefix(length + literal.size());
    }
    return text.empty();
}

// Parts of parts of a sentence: deeper than this somebody plays with our patience.
constexpr int deepest = 16;

std::string said(std::span<const Form> forms, std::string_view text, int depth);

// What ends the English sentence and stands within the Chinese takes no advice in with it.
std::string_view cut_advice(const Form& form, Found& found) {
    if (form.english.size() < 3) return {};
    auto last = form.english.substr(form.english.size() - 3);
    if (!is_placeholder(last) || form.chinese.ends_with(last)) return {};
    auto& part = found[static_cast<std::size_t>(last[1] - '0')];
    auto end = part.find("; ");
    if (end == 0 || end == std::string_view::npos) return {};
    auto advice = part.substr(end + 2);
    part = part.substr(0, end);
    return advice;
}

std::optional<std::string> said_by(const Form& form, std::string_view text,
                                   std::span<const Form> inner, int depth) {
    Found found{};
    if (!match(form.english, text, found)) return std::nullopt;
    auto advice = cut_advice(form, found);
    std::string out;
    auto rest = form.chinese;
    while (!rest.empty()) {
        if (is_placeholder(rest)) {
            // What stands inside a sentence has forms of its own: what the system says, reasons.
            // What stands in quotes is somebody's value.
            auto part = found[static_cast<std::size_t>(rest[1] - '0')];
            out += out.ends_with("“") ? std::string(part) : said(inner, part, depth + 1);
            rest.remove_prefix(3);
        } else {
            out += rest.front();
            rest.remove_prefix(1);
        }
    }
    if (!advice.empty()) out += "；" + said(inner, advice, depth + 1);
    return out;
}

std::string said(std::span<const Form> forms, std::string_view text, int depth) {
    if (depth < deepest)
        for (const auto& form : forms)
            if (auto out = said_by(form, text, forms, depth)) return *out;
    return std::string(text);
}

}  // namespace

std::optional<std::string> by_form(const Form& form, std::string_view text,
                                   std::span<const Form> inner) {
    return said_by(form, text, inner, 0);
}

std::string in_chinese(std::span<const Form> forms, std::string_view text) {
    return said(forms, text, 0);
}

}  // namespace cs
