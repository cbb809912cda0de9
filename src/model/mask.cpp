#include "model/mask.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/utf8.h"

namespace cs {

namespace {

constexpr std::size_t fewest_digits = 7;
constexpr std::size_t telephone_digits = 11;
constexpr int most_separators = 3;
constexpr std::size_t fewest_letters_of_account = 5;
constexpr std::string_view introductions[] = {"我叫",     "姓名：",   "姓名:",    "姓名 ",
                                              "姓名是",   "联系人：", "联系人:", "联系人 ",
                                              "联系人是"};
constexpr std::string_view messengers[] = {"微信", "微 信", "QQ",   "qq",   "Qq",     "VX",
                                           "vx",   "Vx",    "V信",  "v信",  "wechat", "WeChat",
                                           "Wechat", "扣扣", "加v", "加V"};
constexpr std::string_view counted_houses[] = {"号", "单元", "室", "栋", "幢", "楼"};

constexpr std::string_view plain_digits[] = {"0",  "1",  "2",  "3",  "4",  "5",  "6",
                                             "7",  "8",  "9",  "０", "１", "２", "３",
                                             "４", "５", "６", "７", "８", "９"};
constexpr std::string_view worded_digits[] = {"〇", "零", "一", "二", "三", "四", "五",
                                              "六", "七", "八", "九", "幺", "①", "②",
                                              "③",  "④",  "⑤",  "⑥",  "⑦",  "⑧",  "⑨"};
constexpr std::string_view meant_digits = "001234567891123456789";

/// Where one of some words may begin, by its first character, which UTF-8 has in one byte or three.
class Beginnings {
public:
    constexpr void add(std::string_view word) {
        auto c = character(word, 0);
        bits_[c / 64] |= std::uint64_t{1} << (c % 64);
    }
    constexpr bool at(std::string_view text, std::size_t at) const {
        auto c = character(text, at);
        return (bits_[c / 64] >> (c % 64) & 1) != 0;
    }

private:
    // 0 for what is neither, or no beginning of a character.
    static constexpr std::size_t character(std::string_view text, std::size_t at) {
        auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
        if (byte(0) < 0x80) return byte(0);
        if (byte(0) < 0xE0 || byte(0) > 0xEF || at + 2 >= text.size()) return 0;
        return (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    }
    std::array<std::uint64_t, 1024> bits_{};
};

template <std::size_t... counts>
constexpr Beginnings beginnings_of(const std::string_view (&... words)[counts]) {
    Beginnings out;
    auto add = [&](const auto& list) {
        for (auto word : list) out.add(word);
    };
    (add(words), ...);
    return out;
}
constexpr auto plain_number_begins = beginnings_of(plain_digits);
constexpr auto number_begins = beginnings_of(plain_digits, worded_digits);
constexpr auto messenger_begins = beginnings_of(messengers);
constexpr auto introduction_begins = beginnings_of(introductions);

// Mostly the first byte says no, and costs no call.
bool begins_with(std::string_view text, std::string_view word) {
    return !text.empty() && text.front() == word.front() && text.starts_with(word);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_chinese(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

bool is_of_account(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

// What stands here, as a digit: one of ours or a full-width one; 0 bytes for anything else.
std::size_t digit_at(std::string_view text, std::size_t at, char& digit) {
    if (at < text.size() && is_digit(text[at])) {
        digit = text[at];
        return 1;
    }
    // U+FF10 … U+FF19
    bool is_wide = at + 2 < text.size() && text[at] == '\xEF' && text[at + 1] == '\xBC' &&
                   text[at + 2] >= '\x90' && text[at + 2] <= '\x99';
    if (!is_wide) return 0;
    digit = static_cast<char>('0' + (text[at + 2] - '\x90'));
    return 3;
}

// The same, also in words or in a circle.
std::size_t any_digit_at(std::string_view text, std::size_t at, char& digit) {
    if (auto length = digit_at(text, at, digit)) return length;
    if (at >= text.size() || !number_begins.at(text, at)) return 0;
    for (std::size_t i = 0; i < std::size(worded_digits); ++i)
        if (text.substr(at).starts_with(worded_digits[i])) {
            digit = meant_digits[i];
            return worded_digits[i].size();
        }
    return 0;
}

// What people put between the parts of a number, to be seen or not; nothing else may stand there.
std::size_t separator_at(std::string_view text, std::size_t at) {
    for (std::string_view mark :
         {"-", " ", ".", ",", "/", "(", ")", "_", "\n", "\r", "\t", "－", "　", "·", "—", "–",
          "．", "、", "（", "）", "／", "\u00AD", "\u200B", "\u200C", "\u200D", "\uFEFF"})
        if (text.substr(at).starts_with(mark)) return mark.size();
    return 0;
}

struct Number {
    std::string digits;
    std::size_t end = 0;
};

// The digits from here on; of a number that may be a telephone's in every form, and with a few
// separators between them.
Number number_at(std::string_view text, std::size_t at, bool in_every_form) {
    auto read = in_every_form ? any_digit_at : digit_at;
    Number out{{}, at};
    for (auto next = at; next < text.size();) {
        char digit = 0;
        auto length = read(text, next, digit);
        if (length == 0 && in_every_form && next == out.end) {
            for (int i = 0; i < most_separators; ++i) next += separator_at(text, next);
            length = read(text, next, digit);
        }
        if (length == 0) break;
        out.digits += digit;
        next += length;
        out.end = next;
    }
    return out;
}

std::string masked_digits(const std::string& digits) {
    auto out = digits.substr(0, 3) + "****";
    return digits.size() < telephone_digits ? out : out + digits.substr(digits.size() - 4);
}

// Copies the text, but for what `masked_at` masks: it says what stands there instead and moves `at`
// behind it, or leaves `at` where it was. Asked only where one of `begins` may stand: texts are
// long, and what is masked is rare.
template <class MaskedAt>
std::string masked_where(std::string_view text, const Beginnings& begins, MaskedAt masked_at) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0;;) {
        auto before = at;
        while (at < text.size() && !begins.at(text, at)) ++at;
        out.append(text.substr(before, at - before));
        if (at == text.size()) return out;
        before = at;
        auto shown = masked_at(at);
        if (at == before)
            out += text[at++];
        else
            out += shown;
    }
}

std::string masked_numbers(std::string_view text) {
    return masked_where(text, number_begins, [&](std::size_t& at) -> std::string {
        char digit = 0;
        if (any_digit_at(text, at, digit) == 0) return {};
        auto number = number_at(text, at, true);
        if (number.digits.size() < fewest_digits) {
            auto from = std::exchange(at, number.end);
            return std::string(text.substr(from, at - from));
        }
        at = number.end;
        return masked_digits(number.digits);
    });
}

// "12号", "３单元", and the bare number of a flat right behind one: "2单元1501".
std::string masked_houses(std::string_view text) {
    std::size_t house_ended = std::string_view::npos;
    return masked_where(text, plain_number_begins, [&](std::size_t& at) -> std::string {
        char digit = 0;
        if (digit_at(text, at, digit) == 0) return {};
        auto from = at;
        auto number = number_at(text, at, false);
        at = number.end;
        for (auto word : counted_houses) {
            if (!text.substr(at).starts_with(word)) continue;
            at += word.size();
            if (word == "号" && text.substr(at).starts_with("楼")) at += word.size();
            house_ended = at;
            return "*" + std::string(text.substr(number.end, at - number.end));
        }
        if (from == house_ended) return "*";
        return std::string(text.substr(from, at - from));
    });
}

std::string masked_mail(std::string_view text) {
    std::string out;
    std::size_t kept = 0;  // text before this is in `out`
    for (auto sign = text.find('@'); sign != std::string_view::npos;
         sign = text.find('@', sign + 1)) {
        auto is_part = [](char c) { return is_of_account(c) || c == '.' || c == '+' || c == '%'; };
        auto begin = sign, end = sign + 1;
        while (begin > kept && is_part(text[begin - 1])) --begin;
        while (end < text.size() && is_part(text[end])) ++end;
        if (begin == sign || end == sign + 1) continue;
        out.append(text.substr(kept, begin + 1 - kept)).append("***");
        kept = end;
        sign = end - 1;
    }
    return out.append(text.substr(kept));
}

// A wide @ is read as a plain one.
std::string with_plain_signs(std::string_view text) {
    constexpr std::string_view wide = "＠";
    std::string out(text);
    for (auto at = out.find(wide); at != std::string::npos; at = out.find(wide, at))
        out.replace(at, wide.size(), "@");
    return out;
}

// Behind the name of a messenger: "微信号：wxm1990" leaves w***.
std::string masked_accounts(std::string_view text) {
    return masked_where(text, messenger_begins, [&](std::size_t& at) -> std::string {
        auto is_here = [&](std::string_view word) { return begins_with(text.substr(at), word); };
        auto found = std::ranges::find_if(messengers, is_here);
        if (found == std::end(messengers)) return {};
        auto from = at;
        at += found->size();
        for (std::string_view word : {"号码", "号", "同号", "ID", "id", "是", "为", "：", ":", " "})
            if (is_here(word)) at += word.size();
        auto begin = at;
        while (at < text.size() && is_of_account(text[at])) ++at;
        auto shown = std::string(text.substr(from, begin - from));
        if (at - begin < fewest_letters_of_account)
            return shown.append(text.substr(begin, at - begin));
        return shown + text[begin] + "***";
    });
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

bool is_free_text(const boost::json::key_value_pair& member) {
    return member.value().is_string() &&
           std::ranges::find(free_texts, std::string_view(member.key())) != std::end(free_texts);
}

void mask_text(boost::json::string& text) { text = masked({text.data(), text.size()}); }

template <class Change>
void change_objects(boost::json::value& value, Change change) {
    if (auto* list = value.if_array())
        for (auto& item : *list) change_objects(item, change);
    auto* object = value.if_object();
    if (object == nullptr) return;
    change(*object);
    for (auto& member : *object) change_objects(member.value(), change);
}

// A name that somebody introduces himself by.
std::string masked_introductions(std::string_view text) {
    return masked_where(text, introduction_begins, [&](std::size_t& at) -> std::string {
        auto is_here = [&](std::string_view form) { return begins_with(text.substr(at), form); };
        auto found = std::ranges::find_if(introductions, is_here);
        if (found == std::end(introductions)) return {};
        at += found->size();
        return std::string(*found) + masked_name_at(text, at);
    });
}

}  // namespace

std::string masked_payload(const std::string& json) {
    boost::system::error_code error;
    auto tree = boost::json::parse(json, error);
    if (error) return masked(json);
    change_objects(tree, [](boost::json::object& object) {
        for (auto& member : object)
            if (is_free_text(member)) mask_text(member.value().as_string());
    });
    return boost::json::serialize(tree);
}

std::string wordless_payload(const std::string& json) {
    boost::system::error_code error;
    auto tree = boost::json::parse(json, error);
    if (error) return "{}";
    change_objects(tree, [](boost::json::object& object) {
        for (auto key : free_texts)
            if (auto* found = object.if_contains({key.data(), key.size()});
                found != nullptr && found->is_string())
                object.erase({key.data(), key.size()});
    });
    return boost::json::serialize(tree);
}

std::string masked(std::string_view text) {
    auto out = masked_accounts(masked_mail(with_plain_signs(text)));
    return masked_introductions(masked_houses(masked_numbers(out)));
}

std::string masked_name(std::string_view name) {
    std::size_t end = 0;
    if (!name.empty()) utf8::next(name, end);
    return std::string(name.substr(0, end)) + "**";
}

std::string masked_contact(std::string_view contact) {
    constexpr std::string_view of_numbers = "0123456789*+-";
    auto numbers = masked_numbers(contact);
    if (numbers == contact) return masked_behind(contact, 1);
    // A name or an address of mail beside the number is left out.
    std::string out;
    for (std::size_t at = 0; at < numbers.size();) {
        auto end = std::min(numbers.find_first_not_of(of_numbers, at), numbers.size());
        auto run = numbers.substr(at, end - at);
        if (run.contains('*')) out += (out.empty() ? "" : " ") + run;
        at = std::max(end, at + 1);
    }
    return out;
}

std::string masked_address(std::string_view address) {
    auto text = masked(address);
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++characters) utf8::next(text, at);
    return masked_behind(text, characters > 6 ? 6 : (characters + 1) / 3);
}

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
