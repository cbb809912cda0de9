#include "model/mask.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/utf8.h"

namespace cs {

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

// The first `count` characters, then three stars if there was more.
std::string masked_behind(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < count && end < text.size(); ++i) utf8::next(text, end);
    std::string out(text.substr(0, end));
    return end < text.size() ? out + "***" : out;
}

// What people wrote in their own words; all other members are ids, codes, times and counts.
constexpr std::string_view free_texts[] = {"reason", "basis", "remark", "text", "title"};

void mask_texts(boost::json::value& value) {
    if (auto* list = value.if_array())
        for (auto& item : *list) mask_texts(item);
    auto* object = value.if_object();
    if (object == nullptr) return;
    for (auto& [key, member] : *object) {
        auto* text = member.if_string();
        bool is_free = std::ranges::find(free_texts, std::string_view(key)) != std::end(free_texts);
        if (text != nullptr && is_free)
            *text = masked({text->data(), text->size()});
        else
            mask_texts(member);
    }
}

}  // namespace

std::string masked_payload(const std::string& json) {
    boost::system::error_code error;
    auto tree = boost::json::parse(json, error);
    if (error) return masked(json);
    mask_texts(tree);
    return boost::json::serialize(tree);
}

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

std::string masked_name(std::string_view name) {
    std::size_t end = 0;
    if (!name.empty()) utf8::next(name, end);
    return std::string(name.substr(0, end)) + "**";
}

std::string masked_contact(std::string_view contact) {
    auto numbers = masked_numbers(contact);
    return numbers == contact ? masked_behind(contact, 1) : numbers;
}

std::string masked_address(std::string_view address) { return masked_behind(address, 6); }

std::string masked_place(std::string_view degrees) {
    constexpr int decimals = 3;
    std::string out;
    int left = -1;  // decimals still to be kept; negative before the point
    for (char c : degrees) {
        if (c == ',') left = -1;
        if (left != 0) out += c;
        if (c == '.') left = decimals;
        else if (left > 0) --left;
    }
    return out;
}

}  // namespace cs
