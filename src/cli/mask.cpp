#include "cli/mask.h"

#include <algorithm>

#include "base/utf8.h"

namespace cs::cli {

namespace {

constexpr std::size_t fewest_digits = 7;
constexpr std::string_view introductions[] = {"我叫", "姓名：", "姓名:", "联系人：", "联系人:"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_chinese(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

std::string masked_numbers(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        auto end = i;
        while (end < text.size() && is_digit(text[end])) ++end;
        auto size = end - i;
        if (size >= fewest_digits) {
            out.append(text.substr(i, 3)).append("****").append(text.substr(end - 4, 4));
        } else {
            out.append(text.substr(i, size));
        }
        i = end;
        if (i < text.size()) out += text[i++];
    }
    return out;
}

// Up to two more Chinese characters after the first of a name.
std::string masked_name_at(std::string_view text, std::size_t& at) {
    auto begin = at;
    if (at == text.size() || !is_chinese(utf8::next(text, at))) {
        at = begin;
        return {};
    }
    std::string out(text.substr(begin, at - begin));
    for (int i = 0; i < 2 && at < text.size(); ++i) {
        auto after = at;
        if (!is_chinese(utf8::next(text, after))) break;
        at = after;
        out += '*';
    }
    return out;
}

}  // namespace

std::string masked(std::string_view text) {
    auto numbers = masked_numbers(text);
    std::string_view rest = numbers;
    std::string out;
    for (std::size_t i = 0; i < rest.size();) {
        auto found = std::ranges::find_if(
            introductions, [&](auto form) { return rest.substr(i).starts_with(form); });
        if (found == std::end(introductions)) {
            out += rest[i++];
            continue;
        }
        out.append(*found);
        i += found->size();
        out += masked_name_at(rest, i);
    }
    return out;
}

}  // namespace cs::cli
