#include "city/snapshot.h"

#include "base/json.h"
#include "casework/accepting.h"

namespace cs::city {

namespace {

constexpr std::string_view format_name = "chengshu state";

struct Head {
    std::string format;
    std::uint32_t version = 0;
    std::uint64_t last_report = 0;
    std::uint64_t last_case = 0;
    std::uint64_t waiting = 0;
    std::uint64_t cases = 0;
    DESCRIBED(Head, format, version, last_report, last_case, waiting, cases)
};

template <class T>
void append_line(std::string& out, const T& value) {
    json::append(out, value);
    out += '\n';
}

// Takes a snapshot apart line by line and names the line in every error.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    template <class T>
    Result<T> next() {
        ++number_;
        auto end = rest_.find('\n');
        if (end == std::string_view::npos) return bad("the snapshot ends too early");
        auto line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        auto read = json::from_text<T>(line);
        if (!read) return bad(read.error().text());
        return read;
    }
    bool at_end() const { return rest_.empty(); }
    std::unexpected<Error> bad(std::string what) const {
        return fail(std::move(what), "snapshot line " + std::to_string(number_),
                    "delete the snapshot; the journal gives the state again");
    }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

}  // namespace

void append_snapshot(std::string& out, const State& state) {
    const auto& cases = state.cases;
    append_line(out, Head{std::string(format_name), snapshot_version, cases.last_report,
                          cases.last_case, cases.waiting.size(), cases.cases.size()});
    append_line(out, state.registry.image());
    append_line(out, cases.sources.sorted());
    for (ReportId id : cases.waiting.ids()) append_line(out, *cases.waiting.find(id));
    for (CaseId id : cases.cases.ids()) append_line(out, *cases.cases.find(id));
}

std::string write_snapshot(const State& state) {
    std::string out;
    append_snapshot(out, state);
    return out;
}

Result<State> read_snapshot(std::string_view text) {
    Lines lines(text);
    auto head = TRY(lines.next<Head>());
    if (head.format != format_name) return lines.bad("this is not a snapshot");
    if (head.version > snapshot_version)
        return lines.bad("version " + std::to_string(head.version) + " is newer than this program");
    State state;
    state.registry = registry::Registry::restore(TRY(lines.next<registry::Image>()));
    for (const auto& key : TRY(lines.next<std::vector<casework::SourceKey>>()))
        state.cases.sources.insert(key);
    state.cases.last_report = head.last_report;
    state.cases.last_case = head.last_case;
    for (std::uint64_t i = 0; i < head.waiting; ++i) {
        auto report = TRY(lines.next<casework::WaitingReport>());
        if (state.cases.waiting.find(report.id) != nullptr) return lines.bad("a report twice");
        casework::add_waiting(state.cases, std::move(report));
    }
    for (std::uint64_t i = 0; i < head.cases; ++i) {
        auto subject = TRY(lines.next<Case>());
        if (state.cases.cases.find(subject.id) != nullptr) return lines.bad("a case twice");
        if (auto broken = casework::broken_invariant(subject)) return lines.bad(*broken);
        casework::put_back(state.cases, std::move(subject));
    }
    if (!lines.at_end()) return lines.bad("there is more than the head announces");
    return state;
}

Hash256 state_hash(const State& state) { return sha256(write_snapshot(state)); }

}  // namespace cs::city
