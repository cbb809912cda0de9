// A filing standard 立案标准 as a table: who handles what, when a case is filed, when it is closed,
// and how long there is. One row is one duty. A row whose limit is a word is reported, not guessed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/bad_row.h"
#include "ingest/csv.h"
#include "model/catalogue.h"

namespace cs::ingest {

struct DutiesFile {
    std::vector<Duty> duties;
    std::vector<BadRow> bad_rows;
    Sheets sheets;  ///< of a workbook, for their lines
    /// The file had no fallback matter, so `fallback_duty()` was added at the end.
    bool fallback_added = false;
};

/// What a catalogue owes to those messages that nothing else fits: E9999 其他, the street office,
/// five working days.
Duty fallback_duty();

/// Reads a list of duties as the API exports it (matter, category, name, kind, units, supervisor,
/// filing_condition, closing_condition, budget.amount, budget.unit, budget.calendar), or
/// kind,big_code,big,small_code,small,handling_unit,supervisor,file_condition,
/// close_condition,time_limit in any order; other columns are ignored. The matter's code is P (部件)
/// or E (事件), big_code and small_code; units are split at 、 and the first leads. Refuses a file
/// without a single usable row.
Result<DutiesFile> read_duties(const std::string& path);

/// The same over a table; `name` stands for the file in errors.
Result<DutiesFile> read_duties_in(TableText table, const std::string& name);

}  // namespace cs::ingest
