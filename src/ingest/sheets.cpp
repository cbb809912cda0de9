#include "ingest/sheets.h"

#include <algorithm>

namespace cs::ingest {

RowPlace place_of(const Sheets& sheets, std::size_t number) {
    auto behind = std::ranges::lower_bound(sheets, number, {}, &SheetRows::before);
    if (behind == sheets.begin()) return {number, {}};
    const auto& sheet = *std::prev(behind);
    return {number - sheet.before, sheet.name};
}

}  // namespace cs::ingest
