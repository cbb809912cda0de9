#include "model/number_mask.h"

#include <algorithm>
#include <cctype>
#include <span>

#include "model/written.h"

namespace cs {

namespace {

constexpr std::size_t fewest_digits = 7;
constexpr std::size_t telephone_digits = 11;
constexpr std::size_t most_digits_of_house = 6;
constexpr std::size_t fewest_numerals_of_flat = 3;

constexpr std::string_view words_behind_digits[] = {"号楼", "号", "单元", "室", "栋", "幢", "楼"};
constexpr std::string_view words_behind_letter[] = {"座", "单元", "栋", "幢"};
constexpr std::string_view words_behind_numerals[] = {"单元", "号楼", "号院"};
constexpr std::string_view words_of_money[] = {"元", "块", "万", "亿"};
constexpr std::string_view signs_of_money[] = {"¥", "￥"};
constexpr std::string_view tens[] = {"十", "百"};

// How long the word is that stands here, of these; 0 if none does.
std::size_t word_at(std::string_view text, std::size_t at,
                    std::span<const std::string_view> words) {
    if (at > text.size()) return 0;
    auto here = text.substr(at);
    auto stands = [&](std::string_view word) { return here.starts_with(word); };
    auto found = std::ranges::find_if(words, stands);
    return found == words.end() ? 0 : found->size();
}

bool has_sign(std::string_view text, std::size_t at, std::string_view signs) {
    auto c = written_at(text, at);
    return c.meaning == Meaning::sign && c.plain != 0 && signs.contains(c.plain);
}

struct Figure {
    int value = 0;
    std::size_t digits = 0;
    std::size_t end = 0;
};

// Digits side by side, numerals not among them.
Figure figure_at(std::string_view text, std::size_t at) {
    constexpr int most = 100'000;  // larger ones are all the same to whoever asks
    Figure out{0, 0, at};
    for (auto c = written_at(text, at); c.meaning == Meaning::digit; c = written_at(text, c.end)) {
        if (out.value < most) out.value = out.value * 10 + (c.plain - '0');
        ++out.digits;
        out.end = c.end;
    }
    return out;
}

// What follows a sign, of a date, a time, a sum or a flat.
Figure figure_behind(std::string_view text, std::size_t at, std::string_view signs) {
    if (!has_sign(text, at, signs)) return {0, 0, at};
    return figure_at(text, written_at(text, at).end);
}

bool goes_on(std::string_view text, std::size_t at, std::string_view signs) {
    return figure_behind(text, at, signs).digits > 0;
}

std::optional<std::size_t> date_at(std::string_view text, const Figure& year) {
    if (year.digits != 4 || year.value < 2000 || year.value > 2099) return std::nullopt;
    for (std::string_view sign : {"-", "/", "."}) {
        auto month = figure_behind(text, year.end, sign);
        auto day = figure_behind(text, month.end, sign);
        bool is_date = month.digits <= 2 && month.value >= 1 && month.value <= 12 &&
                       day.digits <= 2 && day.value >= 1 && day.value <= 31;
        if (is_date && !goes_on(text, day.end, sign)) return day.end;
    }
    return std::nullopt;
}

std::optional<std::size_t> time_at(std::string_view text, const Figure& hour) {
    if (hour.digits > 2 || hour.value > 24) return std::nullopt;
    auto minute = figure_behind(text, hour.end, ":");
    if (minute.digits != 2 || minute.value > 59) return std::nullopt;
    auto second = figure_behind(text, minute.end, ":");
    if (second.digits == 0) return minute.end;
    bool is_time = second.digits == 2 && second.value <= 59 && !goes_on(text, second.end, ":");
    return is_time ? std::optional(second.end) : std::nullopt;
}

std::optional<std::size_t> sum_at(std::string_view text, std::size_t at, const Figure& first) {
    auto end = first.end, digits = first.digits;
    while (first.digits <= 3 && digits < telephone_digits) {
        auto next = figure_behind(text, end, ",");
        if (next.digits != 3) break;
        end = next.end;
        digits += next.digits;
    }
    auto fraction = figure_behind(text, end, ".");
    bool has_fraction = fraction.digits > 0 && fraction.digits <= 2;
    if (has_fraction) end = fraction.end;
    bool behind_sign = std::ranges::any_of(
        signs_of_money, [&](std::string_view sign) { return text.substr(0, at).ends_with(sign); });
    if (digits >= telephone_digits || written_at(text, end).is_digit()) return std::nullopt;
    // 65666666 万女士 is no sum: so many digits are one in groups, with a fraction or a sign.
    if (first.digits >= fewest_digits && !behind_sign && !has_fraction) return std::nullopt;
    auto unit = has_sign(text, end, " ") ? end + 1 : end;
    if (behind_sign || word_at(text, unit, words_of_money) > 0) return end;
    return std::nullopt;
}

std::optional<std::size_t> moment_at(std::string_view text, std::size_t at) {
    auto figure = figure_at(text, at);
    if (figure.digits == 0) return std::nullopt;
    if (auto end = date_at(text, figure)) return end;
    return time_at(text, figure);
}

std::optional<std::size_t> moment_or_sum_at(std::string_view text, std::size_t at) {
    if (auto end = moment_at(text, at)) return end;
    auto figure = figure_at(text, at);
    return figure.digits == 0 ? std::nullopt : sum_at(text, at, figure);
}

// Digits from here on, of one kind or, side by side, of both.
Number digits_from(std::string_view text, std::size_t at, bool may_mix) {
    Number out{{}, at, at};
    auto before = written_at(text, at);
    for (auto c = before; c.meaning != Meaning::nothing && c.meaning != Meaning::letter;
         c = written_at(text, at)) {
        bool is_apart = at != out.end;
        if (c.is_digit()) {
            bool is_same = c.meaning == before.meaning || (may_mix && !is_apart);
            bool is_other = is_apart && (moment_at(text, at) || house_at(text, at, false));
            if (is_apart && out.digits.size() >= telephone_digits)
                is_other = is_other || moment_or_sum_at(text, at);
            if (!is_same || is_other)
                break;
            out.digits += c.plain;
            if (out.first_end == out.end && !is_apart && c.meaning == before.meaning)
                out.first_end = c.end;
            out.end = c.end;
            before = c;
        }
        at = c.end;
    }
    return out;
}

std::optional<House> flat_at(std::string_view text, const Figure& building) {
    auto unit = figure_behind(text, building.end, "-");
    auto flat = figure_behind(text, unit.end, "-");
    bool is_flat = building.digits <= 3 && unit.digits >= 1 && unit.digits <= 2 &&
                   flat.digits >= 3 && flat.digits <= 4 && !goes_on(text, flat.end, "-");
    return is_flat ? std::optional(House{flat.end, flat.end}) : std::nullopt;
}

std::optional<House> house_in_digits(std::string_view text, std::size_t at,
                                     bool is_behind_another) {
    auto figure = figure_at(text, at);
    if (figure.digits > most_digits_of_house) return std::nullopt;
    auto word_begin =
        has_sign(text, figure.end, "#") ? written_at(text, figure.end).end : figure.end;
    auto word = word_at(text, word_begin, words_behind_digits);
    if (word > 0) return House{figure.end, word_begin + word};
    if (is_behind_another) return House{figure.end, figure.end};
    return flat_at(text, figure);
}

std::optional<House> house_in_numerals(std::string_view text, std::size_t at,
                                       bool is_behind_another) {
    std::size_t count = 0;
    for (; count <= most_digits_of_house; ++count) {
        auto c = written_at(text, at);
        auto ten = word_at(text, at, tens);
        if (c.meaning != Meaning::numeral && ten == 0) break;
        at = ten > 0 ? at + ten : c.end;
    }
    if (count == 0 || count > most_digits_of_house) return std::nullopt;
    if (auto word = word_at(text, at, words_behind_numerals)) return House{at, at + word};
    if (count < fewest_numerals_of_flat) return std::nullopt;
    if (text.substr(at).starts_with("室")) return House{at, at + std::string_view("室").size()};
    return is_behind_another ? std::optional(House{at, at}) : std::nullopt;
}

}  // namespace

bool Number::reaches_somebody() const {
    return digits.size() >= fewest_digits;
}

std::string Number::masked() const {
    auto out = digits.substr(0, 3) + "****";
    return digits.size() < telephone_digits ? out : out + digits.substr(digits.size() - 4);
}

Number number_at(std::string_view text, std::size_t at) {
    auto number = digits_from(text, at, false);
    bool is_mixed = written_at(text, number.end).is_digit();
    if (number.reaches_somebody() || !is_mixed) return number;
    // A word before a number that is long enough without it: 张三13812345678.
    if (digits_from(text, number.end, false).reaches_somebody()) return number;
    return digits_from(text, at, true);
}

std::optional<std::size_t> ordinary_number_at(std::string_view text, std::size_t at) {
    // Of five digits; nothing else in the country begins with 123.
    auto figure = figure_at(text, at);
    if (figure.digits == 5 && figure.value / 100 == 123) return figure.end;
    return moment_or_sum_at(text, at);
}

std::optional<House> house_at(std::string_view text, std::size_t at, bool is_behind_another) {
    auto c = written_at(text, at);
    if (c.meaning == Meaning::digit) return house_in_digits(text, at, is_behind_another);
    if (c.meaning != Meaning::letter || c.plain == 0)
        return house_in_numerals(text, at, is_behind_another);
    bool is_in_word = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
    if (is_in_word) return std::nullopt;
    auto word = word_at(text, c.end, words_behind_letter);
    return word > 0 ? std::optional(House{c.end, c.end + word}) : std::nullopt;
}

}  // namespace cs
