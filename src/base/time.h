// Instants are UTC microseconds since 1970; durations are microseconds. No zone table is needed:
// the face of every time is Asia/Shanghai, UTC+8 without daylight saving since 1992.
// Civil-date arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs {

struct Duration {
    std::int64_t us = 0;

    static constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
    static constexpr Duration minutes(std::int64_t n) { return {n * 60'000'000}; }
    static constexpr Duration hours(std::int64_t n) { return {n * 3'600'000'000}; }
    static constexpr Duration days(std::int64_t n) { return {n * 86'400'000'000}; }

    auto operator<=>(const Duration&) const = default;
    constexpr Duration operator+(Duration o) const { return {us + o.us}; }
    constexpr Duration operator-(Duration o) const { return {us - o.us}; }
    constexpr Duration operator-() const { return {-us}; }
};

struct Instant {
    std::int64_t us = 0;

    auto operator<=>(const Instant&) const = default;
    constexpr Instant operator+(Duration d) const { return {us + d.us}; }
    constexpr Instant operator-(Duration d) const { return {us - d.us}; }
    constexpr Duration operator-(Instant o) const { return {us - o.us}; }

    static constexpr Instant never() { return {INT64_MAX}; }
};

/// Offset of Asia/Shanghai from UTC.
inline constexpr Duration shanghai_offset = Duration::hours(8);

/// A civil date; valid() says whether the day exists in the Gregorian calendar.
struct Date {
    int year = 1970;
    int month = 1;
    int day = 1;

    auto operator<=>(const Date&) const = default;
    bool valid() const;
    /// Days since 1970-01-01.
    std::int64_t day_number() const;
    static Date from_day_number(std::int64_t days);
    /// 0 = Monday … 6 = Sunday.
    int weekday() const;
    /// "2026-02-13"
    std::string text() const;
};

/// The Shanghai day that holds the instant, as days since 1970-01-01.
std::int64_t local_day_number(Instant at);
Date local_date(Instant at);
/// The instant at which the Shanghai day begins.
Instant start_of_local_day(Date date);
Instant start_of_local_day_number(std::int64_t day_number);

/// "2026-02-13T08:00:00Z", with six decimals when there are microseconds. The journal's form.
std::string utc_text(Instant at);
void append_utc_text(std::string& out, Instant at);
/// "2026-02-13T16:00:00+08:00", to the second: the form of APIs and of `--json`.
std::string local_text(Instant at);
/// "2026-02-13 16:00", to the minute: the form of tables for people.
std::string local_minute_text(Instant at);

/// Reads "2026-02-13T16:00:00Z", "…+08:00", "2026-02-13 16:00[:05]", "2026/2/13 16:00[:05]" and a
/// bare date; a time without an offset is Shanghai time. Refuses days and hours that do not exist.
Result<Instant> parse_instant(std::string_view text);
Result<Date> parse_date(std::string_view text);

/// "90s" "30m" "8h" "2d" (continuous, 24 h a day); for waiting times, not for working-time budgets.
Result<Duration> parse_duration(std::string_view text);

}  // namespace cs
