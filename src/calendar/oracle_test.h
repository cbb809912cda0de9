// What the tests compare with: every minute of 2019–2026 walked one by one, from the holiday files
// read in the plainest way. It shares no code with the room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cs::calendar::oracle {

/// Text of the shipped data/calendar/YYYY.csv; empty when the file is not there.
std::string shipped_csv(int year);
/// Text of the public holiday-cn file beside the project; empty when it is not there.
std::string public_json(int year);
bool has_data();

inline constexpr int first_year = 2019;
inline constexpr int last_year = 2026;
/// 2019-01-01 00:00 Shanghai in seconds since 1970.
inline constexpr std::int64_t epoch_seconds = 1'546'272'000;

/// By minute since 2019-01-01 00:00 Shanghai: whether it is working time.
const std::vector<char>& working_minutes();
/// By day since 2019-01-01: whether it is a working day.
const std::vector<char>& working_days();

/// The first minute at which `amount` minutes have been counted since `from`; minutes marked in
/// `counts` as 0 do not count. -1 when 2026 ends first.
std::int64_t add(const std::vector<char>& counts, std::int64_t from, std::int64_t amount);
/// Counted minutes in [from, to).
std::int64_t counted(const std::vector<char>& counts, std::int64_t from, std::int64_t to);

}  // namespace cs::calendar::oracle
