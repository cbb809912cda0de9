// Questions about cases that lists do not ask: several matters, open or ended, a span of time; and
// how many a list holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/reader.h"

namespace cs::views {

/// Every member that is set narrows the selection.
struct CaseSelection {
    std::vector<std::string> matters;  ///< one of these
    std::optional<bool> open;          ///< neither closed nor merged; or one of the two
    std::optional<DivisionCode> division;
    std::optional<Instant> filed_from;
    std::optional<Instant> filed_to;  ///< without this instant
};

struct CaseIdPage {
    std::vector<CaseId> ids;
    std::optional<std::string> next;
};

/// Newest first.
Result<CaseIdPage> select_cases(Reader& reader, const CaseSelection& selection, const Page& page);
/// How many cases list_cases would give, all pages together. Not for a filter by text.
Result<std::int64_t> count_cases(Reader& reader, const CaseFilter& filter, CaseOrder order);

}  // namespace cs::views
