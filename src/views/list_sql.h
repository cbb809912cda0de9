// The SQL of case lists: which index carries a filter, and the conditions with their parameters.
// Every list walks one index in its order and stops when the page is full; nothing is sorted.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "views/reader.h"

namespace cs::views {

using Value = std::variant<std::int64_t, std::string>;

struct Conditions {
    std::string sql;  ///< "a = ? AND b > ?", never empty
    std::vector<Value> values;

    void add(const std::string& condition, std::vector<Value> more = {});
};

/// How a list of reports is walked: by an index that is named, or else by their numbers.
struct ReportWalk {
    const char* index = "";  ///< " INDEXED BY …"
    bool is_newest_first = true;
    bool needs_cases = false;  ///< joined as `c`
};

/// The index that carries the list: the narrowest that the filter can use.
std::string index_for(const CaseFilter& filter, CaseOrder order);
/// All that the filter asks of one row of cases, but for text and source.
Conditions conditions_of(const CaseFilter& filter, CaseOrder order, const LocalIds& ids);
/// Whether one of them is a unit's: units answer for cases.
bool needs_cases(const std::vector<CaseScope>& scopes);
/// Whether report `r` lies in one of the scopes; its case `c` is asked where needs_cases() says so.
/// Without scopes nothing is asked.
void add_report_scopes(Conditions& out, const std::vector<CaseScope>& scopes, const LocalIds& ids);
/// First and last code of a division and all within it.
std::pair<std::int64_t, std::int64_t> code_range(DivisionCode division);
void bind_values(sqlite::Statement& statement, const std::vector<Value>& values);

/// SELECT … FROM cases with names and title joined in; what follows is the caller's.
std::string select_cases(const std::string& index);
/// The same for the one case of an id.
const std::string& select_case();
/// Columns of select_cases after case_columns.
inline constexpr int extra_column = 29;

/// A place in a list as text and back: numbers joined by dots. Refuses what is not one.
std::string cursor_text(std::int64_t first, std::int64_t second);
Result<std::pair<std::int64_t, std::int64_t>> parse_cursor(const std::string& text);
std::unexpected<Error> no_place(const std::string& cursor);
Result<void> check_page(const Page& page);

}  // namespace cs::views
