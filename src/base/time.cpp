#include "base/time.h"

#include <charconv>

namespace cs {

namespace {

constexpr std::int64_t us_per_day = 86'400'000'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    std::int64_t q = a / b;
    return (a % b != 0 && (a % b < 0) != (b < 0)) ? q - 1 : q;
}

void append_padded(std::string& out, std::int64_t value, int width) {
    char digits[24];
    auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
    static_cast<void>(ec);
    for (auto have = end - digits; have < width; ++have) out += '0';
    out.append(digits, end);
}

void put_digits(char* to, std::int64_t value, int width) {
    for (int i = width - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
}

void append_date(std::string& out, Date date) {
    append_padded(out, date.year, 4);
    out += '-';
    append_padded(out, date.month, 2);
    out += '-';
    append_padded(out, date.day, 2);
}

// Appends "hh:mm" or "hh:mm:ss" of microseconds since midnight.
void append_clock(std::string& out, std::int64_t us, bool with_seconds) {
    append_padded(out, us / 3'600'000'000, 2);
    out += ':';
    append_padded(out, us / 60'000'000 % 60, 2);
    if (!with_seconds) return;
    out += ':';
    append_padded(out, us / 1'000'000 % 60, 2);
}

// A cursor over the text of one time.
struct Reader {
    std::string_view rest;

    bool number(int max_digits, std::int64_t& out) {
        std::size_t n = 0;
        while (n < rest.size() && n < static_cast<std::size_t>(max_digits) && rest[n] >= '0' &&
               rest[n] <= '9')
            ++n;
        if (n == 0) return false;
        std::from_chars(rest.data(), rest.data() + n, out);
        rest.remove_prefix(n);
        return true;
    }
    bool literal(char c) {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    bool date(Date& out) {
        std::int64_t y = 0, m = 0, d = 0;
        if (!number(4, y)) return false;
        char separator = rest.empty() ? '\0' : rest.front();
        if (separator != '-' && separator != '/') return false;
        rest.remove_prefix(1);
        if (!number(2, m) || !literal(separator) || !number(2, d)) return false;
        out = {static_cast<int>(y), static_cast<int>(m), static_cast<int>(d)};
        return out.valid();
    }
    // Microseconds since midnight of "hh:mm[:ss[.ffffff]]".
    bool clock(std::int64_t& out) {
        std::int64_t h = 0, m = 0, s = 0, fraction = 0;
        if (!number(2, h) || !literal(':') || !number(2, m)) return false;
        if (literal(':')) {
            if (!number(2, s)) return false;
            if (literal('.')) {
                auto before = rest.size();
                if (!number(6, fraction)) return false;
                for (auto n = before - rest.size(); n < 6; ++n) fraction *= 10;
            }
        }
        if (h > 23 || m > 59 || s > 59) return false;
        out = ((h * 60 + m) * 60 + s) * 1'000'000 + fraction;
        return true;
    }
    // Offset from UTC in microseconds; Shanghai's when none is written.
    bool offset(std::int64_t& out) {
        out = shanghai_offset.us;
        if (rest.empty()) return true;
        if (literal('Z')) {
            out = 0;
            return true;
        }
        std::int64_t sign = rest.front() == '-' ? -1 : 1;
        if (!literal('+') && !literal('-')) return false;
        std::int64_t h = 0, m = 0;
        if (!number(2, h) || (literal(':'), !number(2, m)) || h > 14 || m > 59) return false;
        out = sign * (h * 60 + m) * 60'000'000;
        return true;
    }
};

}  // namespace

bool Date::valid() const {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           from_day_number(day_number()) == *this;
}

std::int64_t Date::day_number() const {
    std::int64_t y = month <= 2 ? year - 1 : year;
    std::int64_t era = floor_div(y, 400);
    std::int64_t yoe = y - era * 400;
    std::int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

Date Date::from_day_number(std::int64_t days) {
    days += 719468;
    std::int64_t era = floor_div(days, 146097);
    std::int64_t doe = days - era * 146097;
    std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    std::int64_t mp = (5 * doy + 2) / 153;
    int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    return {static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0)), month,
            static_cast<int>(doy - (153 * mp + 2) / 5 + 1)};
}

int Date::weekday() const {
    // 1970-01-01 was a Thursday.
    return static_cast<int>(((day_number() + 3) % 7 + 7) % 7);
}

std::string Date::text() const {
    std::string out;
    append_date(out, *this);
    return out;
}

std::int64_t local_day_number(Instant at) {
    return floor_div(at.us + shanghai_offset.us, us_per_day);
}

Date local_date(Instant at) { return Date::from_day_number(local_day_number(at)); }

Instant start_of_local_day_number(std::int64_t day_number) {
    return {day_number * us_per_day - shanghai_offset.us};
}

Instant start_of_local_day(Date date) { return start_of_local_day_number(date.day_number()); }

void append_utc_text(std::string& out, Instant at) {
    if (at == Instant::never()) {
        out += "never";
        return;
    }
    std::int64_t day = floor_div(at.us, us_per_day);
    std::int64_t us = at.us - day * us_per_day;
    auto date = Date::from_day_number(day);
    if (date.year < 0 || date.year > 9999) {
        append_date(out, date);
    } else {
        char text[] = "0000-00-00";
        put_digits(text, date.year, 4);
        put_digits(text + 5, date.month, 2);
        put_digits(text + 8, date.day, 2);
        out.append(text, 10);
    }
    // A record of the journal holds some ten of these: written whole, not digit by digit.
    char text[] = "T00:00:00.000000Z";
    put_digits(text + 1, us / 3'600'000'000, 2);
    put_digits(text + 4, us / 60'000'000 % 60, 2);
    put_digits(text + 7, us / 1'000'000 % 60, 2);
    if (us % 1'000'000 == 0) {
        out.append(text, 9).append(1, 'Z');
    } else {
        put_digits(text + 10, us % 1'000'000, 6);
        out.append(text, 17);
    }
}

std::string utc_text(Instant at) {
    std::string out;
    append_utc_text(out, at);
    return out;
}

std::string local_text(Instant at) {
    std::string out = local_date(at).text();
    out += 'T';
    append_clock(out, (at - start_of_local_day(local_date(at))).us, true);
    return out + "+08:00";
}

std::string local_minute_text(Instant at) {
    std::string out = local_date(at).text();
    out += ' ';
    append_clock(out, (at - start_of_local_day(local_date(at))).us, false);
    return out;
}

Result<Instant> parse_instant(std::string_view text) {
    Reader reader{text};
    Date date;
    std::int64_t clock = 0, offset = shanghai_offset.us;
    bool good = reader.date(date);
    if (good && !reader.rest.empty()) {
        good = (reader.literal('T') || reader.literal(' ')) && reader.clock(clock) &&
               reader.offset(offset) && reader.rest.empty();
    }
    if (!good)
        return fail("\"" + std::string(text) + "\" is not a time", {},
                    "write it like 2026-02-13 16:00 or 2026-02-13T16:00:00+08:00");
    return Instant{date.day_number() * us_per_day + clock - offset};
}

Result<Date> parse_date(std::string_view text) {
    Reader reader{text};
    Date date;
    if (!reader.date(date) || !reader.rest.empty())
        return fail("\"" + std::string(text) + "\" is not a date", {}, "write it like 2026-02-13");
    return date;
}

Result<Duration> parse_duration(std::string_view text) {
    Reader reader{text};
    std::int64_t amount = 0;
    if (reader.number(9, amount) && reader.rest.size() == 1) {
        switch (reader.rest.front()) {
            case 's': return Duration::seconds(amount);
            case 'm': return Duration::minutes(amount);
            case 'h': return Duration::hours(amount);
            case 'd': return Duration::days(amount);
            default: break;
        }
    }
    return fail("\"" + std::string(text) + "\" is not a duration", {}, "write it like 90s or 8h");
}

}  // namespace cs
