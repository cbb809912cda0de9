#include "model/mask.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "model/number_mask.h"
#include "model/written.h"

namespace cs {

namespace {

constexpr std::size_t fewest_letters_of_account = 5;
constexpr int most_characters_of_name = 4;
constexpr std::string_view introductions[] = {"我叫",     "姓名：",   "姓名:",    "姓名 ",
                                              "姓名是",   "联系人：", "联系人:", "联系人 ",
                                              "联系人是"};
constexpr std::string_view before_name[] = {" ", "　", "\u00A0", "：", ":"};
// In small letters, which stand for capital and full-width ones too.
constexpr std::string_view messengers[] = {"微信", "微 信",  "qq",   "vx",
                                           "v信",  "wechat", "扣扣", "加v"};
constexpr std::string_view before_account[] = {"号码", "号", "同号", "id", "是",
                                               "为",   "：", ":",    " "};

/// Where one of some characters may begin: asked of each, for texts are long, and what is masked in
/// them is rare.
class Beginnings {
public:
    constexpr void add(char32_t c) { bits_[index(c) / 64] |= std::uint64_t{1} << (index(c) % 64); }
    constexpr void add(char32_t first, char32_t count) {
        for (char32_t c = first; c < first + count; ++c) add(c);
    }
    // Of a word's first character all forms that begins_with() takes.
    constexpr void add(std::string_view word) {
        auto c = character(word, 0);
        add(c);
        if (c < 'a' || c > 'z') return;
        for (char32_t form : {c - 'a' + U'A', c - 'a' + U'ａ', c - 'a' + U'Ａ'}) add(form);
    }
    constexpr bool at(std::string_view text, std::size_t at) const {
        auto i = index(character(text, at));
        return (bits_[i / 64] >> (i % 64) & 1) != 0;
    }

private:
    static constexpr std::size_t index(char32_t c) { return c & 0xFFFF; }
    // As utf8::next() reads it, of a text that may be cut.
    static constexpr char32_t character(std::string_view text, std::size_t at) {
        auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
        char32_t lead = byte(0);
        if (lead < 0x80) return lead;
        auto left = text.size() - at;
        if (lead >= 0xE0 && lead < 0xF0 && left > 2)
            return (lead & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
        if (lead < 0xE0 && left > 1) return (lead & 0x1Fu) << 6 | (byte(1) & 0x3Fu);
        if (left < 4) return 0;
        return (lead & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 |
               (byte(3) & 0x3Fu);
    }
    std::array<std::uint64_t, 1024> bits_{};
};

template <std::size_t count>
constexpr Beginnings beginnings_of(const std::string_view (&words)[count]) {
    Beginnings out;
    for (auto word : words) out.add(word);
    return out;
}
constexpr auto messenger_begins = beginnings_of(messengers);
constexpr auto introduction_begins = beginnings_of(introductions);
// Of a house too: A座, 十二单元.
constexpr auto number_begins = [] {
    Beginnings out;
#define DIGITS(first, value, count, meaning) out.add(first, count);
#include "model/digits.def"
#undef DIGITS
    for (char letter = 'a'; letter <= 'z'; ++letter) out.add(std::string_view(&letter, 1));
    for (std::string_view tens : {"十", "百"}) out.add(tens);
    return out;
}();
constexpr auto begins = [] {
    Beginnings out = number_begins;
    for (auto word : messengers) out.add(word);
    for (auto word : introductions) out.add(word);
    return out;
}();

std::size_t behind_character(std::string_view text, std::size_t at) {
    auto lead = static_cast<unsigned char>(text[at]);
    std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(at + length, text.size());
}

char small(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// How much of the text the word takes, in capital or full-width letters too; 0 if it is not here.
std::size_t begins_with(std::string_view text, std::size_t at, std::string_view word) {
    auto begin = at;
    for (std::size_t i = 0; i < word.size();) {
        auto next = behind_character(word, i);
        auto letters = word.substr(i, next - i);
        auto c = written_at(text, at);
        bool is_here = text.substr(at).starts_with(letters) ||
                       (letters.size() == 1 && c.plain != 0 && small(c.plain) == letters[0]);
        if (!is_here) return 0;
        at = c.end;
        i = next;
    }
    return at - begin;
}

template <std::size_t count>
std::size_t begins_with_any(std::string_view text, std::size_t at,
                            const std::string_view (&words)[count]) {
    for (auto word : words)
        if (auto length = begins_with(text, at, word)) return length;
    return 0;
}

bool is_chinese(char32_t c) {
    return c >= 0x4E00 && c <= 0x9FFF;
}

bool is_of_account(char c) {
    return c == '_' || c == '-' || std::isalnum(c) != 0;
}
bool is_of_mail(char c) {
    return is_of_account(c) || c == '.' || c == '+' || c == '%';
}

std::size_t behind_account(std::string_view text, std::size_t at) {
    for (auto c = written_at(text, at); is_of_account(c.plain); c = written_at(text, at))
        at = c.end;
    return at;
}

// Each of these says what is shown instead of what begins at `at`, and moves `at` behind it; or
// leaves `at` where it is.

// Behind the name of a messenger: "微信号：wxm1990" leaves w***.
std::string masked_account(std::string_view text, std::size_t& at) {
    auto begin = at + begins_with_any(text, at, messengers);
    if (begin == at) return {};
    for (auto word : before_account) begin += begins_with(text, begin, word);
    auto end = behind_account(text, begin);
    // A short one may be the beginning of a number: QQ 1234 567890.
    bool is_short = utf8::length(text.substr(begin, end - begin)) < fewest_letters_of_account;
    auto from = std::exchange(at, is_short ? begin : end);
    if (is_short) return std::string(text.substr(from, begin - from));
    return std::string(text.substr(from, behind_character(text, begin) - from)) + "***";
}

// The name that somebody introduces himself by keeps its first character.
std::string masked_introduction(std::string_view text, std::size_t& at) {
    auto begin = at + begins_with_any(text, at, introductions);
    if (begin == at) return {};
    for (bool is_more = true; is_more;) {
        auto length = begins_with_any(text, begin, before_name);
        is_more = length > 0;
        begin += length;
    }
    auto is_name_at = [&](std::size_t i) {
        return i < text.size() && is_chinese(utf8::next(text, i));
    };
    auto from = std::exchange(at, begin);
    if (!is_name_at(begin)) return std::string(text.substr(from, begin - from));
    at = behind_character(text, begin);
    std::string out(text.substr(from, at - from));
    for (int i = 1; i < most_characters_of_name && is_name_at(at); ++i) {
        at = behind_character(text, at);
        out += '*';
    }
    return out;
}

std::string masked_number(std::string_view text, std::size_t& at) {
    auto number = number_at(text, at);
    auto from = std::exchange(at, number.reaches_somebody() ? number.end : number.first_end);
    if (number.reaches_somebody()) return number.masked();
    return std::string(text.substr(from, at - from));
}

// Appends the text without mail addresses, masked.
void append_masked(std::string& out, std::string_view text) {
    std::size_t house_end = std::string_view::npos;
    auto shown_at = [&](std::size_t& at) -> std::string {
        auto begin = at;
        std::string shown;
        if (messenger_begins.at(text, at)) shown = masked_account(text, at);
        if (at == begin && introduction_begins.at(text, at)) shown = masked_introduction(text, at);
        if (at > begin || !number_begins.at(text, at)) return shown;
        if (auto end = ordinary_number_at(text, at)) {
            at = *end;
            return std::string(text.substr(begin, at - begin));
        }
        if (auto house = house_at(text, at, at == house_end)) {
            at = house_end = house->end;
            return "*" + std::string(text.substr(house->number_end, at - house->number_end));
        }
        return written_at(text, at).is_digit() ? masked_number(text, at) : shown;
    };
    for (std::size_t at = 0;;) {
        auto before = at;
        while (at < text.size() && !begins.at(text, at)) at = behind_character(text, at);
        out.append(text.substr(before, at - before));
        if (at == text.size()) return;
        before = at;
        out += shown_at(at);
        if (at > before) continue;
        at = behind_character(text, at);
        out.append(text.substr(before, at - before));
    }
}

struct Span {
    std::size_t begin, end;
};

// Where the part of a mail address begins that ends at `end`.
std::size_t begin_of_mail(std::string_view text, std::size_t from, std::size_t end) {
    constexpr std::size_t wide = std::string_view("ａ").size();
    while (end > from) {
        bool is_wide = end >= from + wide && text[end - wide] == '\xEF';
        auto begin = is_wide ? end - wide : end - 1;
        auto is_plain = static_cast<unsigned char>(text[begin]) < 0x80;
        if (!(is_wide || is_plain) || !is_of_mail(written_at(text, begin).plain)) return end;
        end = begin;
    }
    return end;
}

bool has_mail_sign(std::string_view text) {
    return text.contains('@') || text.contains("＠");
}

// The first mail address from here on.
std::optional<Span> mail_from(std::string_view text, std::size_t from) {
    for (auto sign = from; sign < text.size(); ++sign) {
        if (text[sign] != '@' && !text.substr(sign).starts_with("＠")) continue;
        auto begin = begin_of_mail(text, from, sign), behind_sign = behind_character(text, sign);
        auto end = behind_sign;
        while (is_of_mail(written_at(text, end).plain)) end = written_at(text, end).end;
        if (begin < sign && end > behind_sign) return Span{begin, end};
    }
    return std::nullopt;
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
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    auto mail = has_mail_sign(text) ? mail_from(text, 0) : std::nullopt;
    for (; mail; mail = mail_from(text, at)) {
        append_masked(out, text.substr(at, mail->begin - at));
        out.append(text.substr(mail->begin, behind_character(text, mail->begin) - mail->begin));
        out += "***";
        at = mail->end;
    }
    append_masked(out, text.substr(at));
    return out;
}

std::string masked_name(std::string_view name) {
    std::size_t end = 0;
    if (!name.empty()) utf8::next(name, end);
    return std::string(name.substr(0, end)) + "**";
}

std::string masked_contact(std::string_view contact) {
    // Nothing that stands beside a number is shown, be it a name, a mail address or stars.
    std::string out;
    for (std::size_t at = 0; at < contact.size();) {
        if (!written_at(contact, at).is_digit()) {
            at = behind_character(contact, at);
            continue;
        }
        auto number = number_at(contact, at);
        if (number.reaches_somebody()) out += (out.empty() ? "" : " ") + number.masked();
        at = number.reaches_somebody() ? number.end : number.first_end;
    }
    return out.empty() ? masked_behind(contact, 1) : out;
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
