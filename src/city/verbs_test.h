// What the people of a scenario can do: one verb for each command, read from a line.
#pragma once

#include "base/result.h"
#include "city/city.h"
#include "city/words_test.h"

namespace cs::city {

/// Reads "c3" or "r2" as an id of the test city, "c3/2" as a case and one of its orders.
Result<CaseId> read_case(std::string_view word);
Result<ReportId> read_report(std::string_view word);
struct CaseOrder {
    CaseId case_id{};
    std::uint16_t order = 0;
};
Result<CaseOrder> read_order(std::string_view word);

/// The command of "water signs c1/1": the line's second word is the verb. The state is needed for
/// `changes policy`, which names only what differs from the policy in force.
Result<Command> read_command(const Line& line, const State& state, Instant now);

}  // namespace cs::city
