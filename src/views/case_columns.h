// The columns of the table `cases`, in one order for reading and writing, so that a column is added
// in one place.
#pragma once

#include <string_view>

#include "journal/sqlite.h"
#include "views/case_state.h"
#include "views/local_ids.h"

namespace cs::views {

/// Everything but the detail, as read by read_case_columns: columns 0 … case_column_count - 1.
extern const char* const case_columns;
inline constexpr int case_column_count = 29;

/// Parameters 1–23 change in a case's life (23 is the detail), 24–32 are set when it is filed.
extern const char* const insert_case_sql;
extern const char* const update_case_sql;

void read_case_columns(const sqlite::Statement& row, const LocalIds& ids, CaseState& state);
/// `detail` must outlive the run.
void bind_changing_columns(sqlite::Statement& statement, const LocalIds& ids,
                           const CaseState& state, std::string_view detail);
void bind_lasting_columns(sqlite::Statement& statement, const CaseState& state);

}  // namespace cs::views
