// A workbook (XLSX, ISO/IEC 29500-1) as a table: the first row of its first sheet that has a value
// is the head; further sheets with the same head go on with the same table, others are passed over.
// Formulas count as the values that the workbook has for them. Memory is bounded by what an import
// may hold, not by what the file unpacks to.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/table_text.h"

namespace cs::ingest {

inline constexpr std::size_t longest_xlsx = 16 * 1024 * 1024;  ///< bytes, packed

/// Dates are as the sheet shows them, numbers as it keeps them (cell_form.h). The rows of further
/// sheets are numbered on from the last one before (sheets.h). A row with a cell that shows an
/// error is a bad row. Asked to stop, it fails soon.
Result<TableText> table_of_xlsx(std::string_view bytes, const std::string& name,
                                const std::stop_token& stop = {});

/// A file as it lies on a disk: a workbook, told by its first bytes, or else a CSV.
Result<TableText> table_of_file(std::string bytes, const std::string& name);
/// Whether these are the first bytes of a workbook, of the old form too.
bool begins_as_workbook(std::string_view bytes);

}  // namespace cs::ingest
