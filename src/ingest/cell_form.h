// How a number of a sheet is shown (ISO/IEC 29500-1, 18.8.30): as a number, as a date, or as a code
// with so many digits. Sheets know dates only as numbers that a form shows as dates.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cs::ingest {

struct CellForm {
    bool is_date = false;
    std::size_t digits = 0;  ///< at least so many, of a code such as 001
};

/// Of a form by its number alone, as programs have them built in.
CellForm built_in_form(int number);
/// Of a form that the workbook describes: "yyyy-mm-dd hh:mm", "000".
CellForm described_form(std::string_view code);

/// The day from which a workbook counts.
enum class Epoch { of_1900, of_1904 };

/// A number in full: 410105 and not 4.10105E5, a fraction to 15 digits as the programs show it; a
/// date as UTC, its clock being the realm's. What is no number stays as it is. Nothing for a whole
/// number of more than 15 digits that is kept as a power of ten: its last ones are lost already.
std::optional<std::string> shown_number(std::string_view stored, CellForm form, Epoch epoch);

/// A text in which _x000D_ stands for a character that XML does not hold (22.9.2.19).
std::string unescaped(std::string text);

}  // namespace cs::ingest
