#include "city/state_text_test.h"

#include "base/json.h"
#include "casework/accepting.h"

namespace cs::city {

namespace {

struct Lists {
    std::vector<casework::SourceKey> sources;
    std::vector<casework::WaitingReport> waiting;
    std::vector<Case> cases;
    std::uint64_t last_report = 0;
    std::uint64_t last_case = 0;
    DESCRIBED(Lists, sources, waiting, cases, last_report, last_case)
};

}  // namespace

std::string text_of(const State& state) {
    const auto& cases = state.cases;
    Lists lists;
    lists.sources = cases.sources.sorted();
    for (ReportId id : cases.waiting.ids()) lists.waiting.push_back(*cases.waiting.find(id));
    for (CaseId id : cases.cases.ids()) lists.cases.push_back(*cases.cases.find(id));
    lists.last_report = cases.last_report;
    lists.last_case = cases.last_case;
    return json::text_of(state.registry.image()) + "\n" + json::text_of(lists);
}

Result<State> state_of_text(std::string_view text) {
    auto end = text.find('\n');
    if (end == std::string_view::npos) return fail("there is no second line");
    State state;
    state.registry =
        registry::Registry::restore(TRY(json::from_text<registry::Image>(text.substr(0, end))));
    auto lists = TRY(json::from_text<Lists>(text.substr(end + 1)));
    state.cases.last_report = lists.last_report;
    state.cases.last_case = lists.last_case;
    for (const auto& key : lists.sources) state.cases.sources.insert(key);
    for (auto& report : lists.waiting) casework::add_waiting(state.cases, std::move(report));
    for (auto& subject : lists.cases) {
        if (auto broken = casework::broken_invariant(subject)) return fail(*broken);
        casework::put_back(state.cases, std::move(subject));
    }
    return state;
}

}  // namespace cs::city
