// A line that an import left out, with its number and the reason. Bad input never loses the good
// input beside it, so this is data beside the rows and not an error. The reasons: row_faults.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/sheets.h"

namespace cs::ingest {

enum class RowFault : std::uint8_t {
#define ROW_FAULT(code, english, chinese) code,
#include "ingest/row_faults.def"
#undef ROW_FAULT
};

struct BadRow {
    std::size_t line = 0;  ///< the physical line at which the row begins, from 1; or as in Sheets
    RowFault fault{};
    std::string detail = {};  ///< what exactly: a column and its value; may be empty
};

/// A file with more of them is refused as a whole: it is not what its sender meant.
inline constexpr std::size_t most_bad_rows = 100'000;

std::string_view fault_name(RowFault fault);
std::string_view english_text(RowFault fault);
std::string_view chinese_text(RowFault fault);
/// "the first bad row is line 3: …", where nothing of a file is usable. Precondition: not empty.
std::string about_the_first(const std::vector<BadRow>& rows, const Sheets& sheets);

}  // namespace cs::ingest
