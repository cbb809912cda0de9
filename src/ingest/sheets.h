// The sheets of a workbook that make one table. Inside, its rows are counted on from one sheet to
// the next; whoever sent it is told the sheet and the row in it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cs::ingest {

struct SheetRows {
    std::string name;        ///< as on its tab
    std::size_t before = 0;  ///< the last row's number before its first
};
/// In the order of their rows; none of a CSV or of GeoJSON.
using Sheets = std::vector<SheetRows>;

/// Where its sender finds a row.
struct RowPlace {
    std::size_t line = 0;              ///< in the sheet, where there is one
    std::optional<std::string> sheet;
};
RowPlace place_of(const Sheets& sheets, std::size_t number);

}  // namespace cs::ingest
