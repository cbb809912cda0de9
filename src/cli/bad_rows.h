// The rows an import left out, shown with line and reason: the first ones in full, then a count.
#pragma once

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
    DESCRIBED(BadRowView, line, reason, text)
};

std::vector<BadRowView> views_of(const Context& context,
                                 const std::vector<ingest::BadRow>& bad_rows);
/// On standard error, nothing when there are none.
void show_bad_rows(const Context& context, const std::string& file,
                   const std::vector<BadRowView>& rows);

/// exit_bad_rows when there are any.
ExitCode exit_for(const std::vector<BadRowView>& rows);

}  // namespace cs::cli
