#include "base/forms.h"

#include <array>

namespace cs {

namespace {

bool is_placeholder(std::string_view form) {
    return form.size() >= 3 && form[0] == '{' && form[2] == '}' && form[1] >= '0' &&
           form[1] <= '9';
}

using Found = std::array<std::string_view, 10>;

// The shortest text that lets the rest of the form match stands for each placeholder.
bool match(std::string_view form, std::string_view text, Found& found) {
    while (!form.empty() && !is_placeholder(form)) {
        if (text.empty() || text.front() != form.front()) return false;
        form.remove_prefix(1);
        text.remove_prefix(1);
    }
    if (form.empty()) return text.empty();
    auto index = static_cast<std::size_t>(form[1] - '0');
    for (std::size_t length = 1; length <= text.size(); ++length) {
        found[index] = text.substr(0, length);
        if (match(form.substr(3), text.substr(length), found)) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> by_form(const Form& form, std::string_view text,
                                   std::span<const Form> inner) {
    Found found{};
    if (!match(form.english, text, found)) return std::nullopt;
    std::string out;
    auto rest = form.chinese;
    while (!rest.empty()) {
        if (is_placeholder(rest)) {
            // What stands inside a sentence has forms of its own: what the system says, reasons.
            // What stands in quotes is somebody's value.
            auto part = found[static_cast<std::size_t>(rest[1] - '0')];
            out += out.ends_with("“") ? std::string(part) : in_chinese(inner, part);
            rest.remove_prefix(3);
        } else {
            out += rest.front();
            rest.remove_prefix(1);
        }
    }
    return out;
}

std::string in_chinese(std::span<const Form> forms, std::string_view text) {
    for (const auto& form : forms)
        if (auto out = by_form(form, text, forms)) return *out;
    return std::string(text);
}

}  // namespace cs
