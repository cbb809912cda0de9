// Numbers in free text that reach somebody, and the numbers of houses and flats that tell where he
// lives. Dates, times of day and sums of money are neither, and end a number that stands before
// them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cs {

/// Digits in any form, with whatever is neither letter nor digit between them. A numeral and a
/// digit belong together only side by side: 周一 138… are two.
struct Number {
    std::string digits;
    std::size_t end = 0;        ///< behind the last digit
    std::size_t first_end = 0;  ///< behind those that stand side by side at its beginning

    /// Long enough for a telephone.
    bool reaches_somebody() const;
    /// The first three digits, and of a telephone's eleven or more the last four: 138****1234.
    std::string masked() const;
};

/// The number that begins with the digit at `at`.
Number number_at(std::string_view text, std::size_t at);

/// Behind what begins here and is no such number: a date (2026-03-02), a time of day (14:30), a sum
/// (1,234,567元), a government's hotline (12345).
std::optional<std::size_t> ordinary_number_at(std::string_view text, std::size_t at);

/// "12号", "A座", "三单元", 12-3-501: what is masked of it, and where it ends with its word.
struct House {
    std::size_t number_end = 0;
    std::size_t end = 0;
};
/// Right behind another house a bare number is that of a flat: 2单元1501.
std::optional<House> house_at(std::string_view text, std::size_t at, bool is_behind_another);

}  // namespace cs
