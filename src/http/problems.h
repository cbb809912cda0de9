// Every word with which the server says no: the core's refusals, what is not taken as evidence and
// http's own (problems.def), each with its one status, its one sentence in both languages, and
// which operations may answer so.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cs::http {

struct Operation;

struct ProblemKind {
    std::string_view code;
    int status = 500;
    std::string_view english;
    std::string_view chinese;
    std::vector<std::string_view> from;  ///< as problems.def has it

    std::string_view title(bool is_chinese) const { return is_chinese ? chinese : english; }
};

/// By status, then as they stand in their tables.
std::span<const ProblemKind> problem_kinds();
/// Null where there is none.
const ProblemKind* problem_kind(std::string_view code);
bool may_answer(const Operation& operation, const ProblemKind& kind);

}  // namespace cs::http
