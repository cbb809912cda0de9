#include "ingest/bad_row.h"

namespace cs::ingest {

namespace {

struct Texts {
    std::string_view name;
    std::string_view english;
    std::string_view chinese;
};

constexpr Texts rows[] = {
#define ROW_FAULT(code, english, chinese) {#code, english, chinese},
#include "ingest/row_faults.def"
#undef ROW_FAULT
};

const Texts& texts(RowFault fault) { return rows[static_cast<std::size_t>(fault)]; }

}  // namespace

std::string_view fault_name(RowFault fault) { return texts(fault).name; }
std::string_view english_text(RowFault fault) { return texts(fault).english; }
std::string_view chinese_text(RowFault fault) { return texts(fault).chinese; }

std::string about_the_first(const std::vector<BadRow>& rows, const Sheets& sheets) {
    const auto& first = rows.front();
    auto place = place_of(sheets, first.line);
    auto sheet = place.sheet ? " of the sheet " + *place.sheet : "";
    return "the first bad row is line " + std::to_string(place.line) + sheet + ": " +
           std::string(english_text(first.fault));
}

}  // namespace cs::ingest
