// The rows an import left out, shown with line and reason: the first ones in full, then a count.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "cli/context.h"
#include "ingest/bad_row.h"

namespace cs::cli {

struct BadRowView {
    std::uint64_t line = 0;
    std::string reason;  ///< the fault's code, for programs
    std::string text;    ///< the sentence
    std::optional<std::string> sheet = {};  ///< of a workbook
    DESCRIBED(BadRowView, line, reason, text, sheet)
};

/// By the file's own numbers of its rows, until in_order() says where they stand for people.
std::vector<BadRowView> views_of(const Context& context,
                                 const std::vector<ingest::BadRow>& bad_rows);
std::vector<BadRowView> in_order(std::vector<BadRowView> rows, const ingest::Sheets& sheets);
/// "7", or of a workbook "Sheet2!7".
std::string place_text(const BadRowView& row);
/// On standard error, nothing when there are none.
void show_bad_rows(const Context& context, const std::string& file,
                   const std::vector<BadRowView>& rows);

/// exit_bad_rows when there are any.
ExitCode exit_for(const std::vector<BadRowView>& rows);

}  // namespace cs::cli
