#include "http/problems.h"

#include <algorithm>

#include "base/check.h"
#include "http/operation.h"

namespace cs::http {

namespace {

struct FurtherPlace {
    std::string_view code;
    std::string_view from;
};

constexpr FurtherPlace further_places[] = {
#define PROBLEM(code, status, from, english, chinese)
#define ALSO(code, from) {#code, from},
#include "http/problems.def"
#undef PROBLEM
#undef ALSO
};

std::vector<ProblemKind> made() {
    std::vector<ProblemKind> out{
#define REFUSAL(code, status, english, chinese) {#code, status, english, chinese, {"core"}},
#include "model/refusals.def"
#undef REFUSAL
#define REJECTION(code, status, english, chinese) {#code, status, english, chinese, {"file"}},
#include "evidence/rejections.def"
#undef REJECTION
#define PROBLEM(code, status, from, english, chinese) {#code, status, english, chinese, {from}},
#define ALSO(code, from)
#include "http/problems.def"
#undef PROBLEM
#undef ALSO
    };
    for (const auto& [code, from] : further_places) {
        auto kind = std::ranges::find(out, code, &ProblemKind::code);
        CHECK(kind != out.end());
        kind->from.push_back(from);
    }
    std::ranges::stable_sort(out, {}, &ProblemKind::status);
    return out;
}

bool takes_body(const Operation& operation) {
    return operation.body != nullptr || operation.receive != nullptr;
}

bool is_from(const Operation& operation, std::string_view from) {
    if (from == "any") return true;
    if (from == "core")
        return operation.deed != nullptr || !operation.command.empty() ||
               operation.pattern.contains("/imports");
    if (from == "file") return operation.receive != nullptr;
    if (from == "signed_in") return operation.access.signed_in;
    if (from == "write") return operation.method != Method::get;
    if (from == "path") return operation.pattern.contains('{');
    if (from == "body") return takes_body(operation);
    if (from == "json") return takes_json(operation);
    return !from.empty() && operation.pattern.contains(from);
}

}  // namespace

std::span<const ProblemKind> problem_kinds() {
    static const auto kinds = made();
    return kinds;
}

const ProblemKind* problem_kind(std::string_view code) {
    auto kinds = problem_kinds();
    auto found = std::ranges::find(kinds, code, &ProblemKind::code);
    return found == kinds.end() ? nullptr : &*found;
}

bool may_answer(const Operation& operation, const ProblemKind& kind) {
    return std::ranges::any_of(kind.from,
                               [&](std::string_view from) { return is_from(operation, from); });
}

}  // namespace cs::http
