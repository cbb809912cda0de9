// Lists as files: a job asks a list of the API page after page as its caller would, so that scope,
// masks and the audit of what was read in clear are the list's own, and writes the rows to a file
// that only he can fetch, for an hour and as long as he may all that he might when he asked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "auth/caller.h"
#include "base/json.h"
#include "http/answer.h"
#include "http/message.h"
#include "http/table_file.h"

namespace cs::http {

struct Api;
struct Operation;

enum class ExportList : std::uint8_t {
    cases,
    reports,
    inbox,
    units,
    people,
    divisions,
    grids,
    matters,
    duties,
    kpis,
    search,
    case_reports,
    timeline,
    orders,
    clocks,
    case_evidence,
    report_evidence,
    webhooks,
    dead_letters,
};
DESCRIBED_ENUM(ExportList, cases, reports, inbox, units, people, divisions, grids, matters, duties,
               kpis, search, case_reports, timeline, orders, clocks, case_evidence, report_evidence,
               webhooks, dead_letters)

/// waiting: others are written first. failed: `problem` says why.
enum class ExportState : std::uint8_t { waiting, running, done, failed };
DESCRIBED_ENUM(ExportState, waiting, running, done, failed)

/// `query` is what the list itself is asked with: "open=true&unit=410100000-2"; also what stands in
/// its path: "case=410100000-7".
struct NewExport {
    ExportList list = ExportList::cases;
    FileFormat format = FileFormat::csv;
    std::optional<std::string> query;
    DESCRIBED(NewExport, list, format, query)
};

/// `total` and `percent` are there where the rows could be counted before; `file` once it is done.
struct ExportAnswer {
    std::string id;
    ExportList list = ExportList::cases;
    FileFormat format = FileFormat::csv;
    ExportState state = ExportState::waiting;
    std::uint64_t rows = 0;
    std::optional<std::uint64_t> total;
    std::optional<std::uint64_t> percent;
    std::uint64_t bytes = 0;
    std::optional<std::string> file;
    std::optional<std::string> problem;
    DESCRIBED(ExportAnswer, id, list, format, state, rows, total, percent, bytes, file, problem)
};

/// Safe to use from many threads. `api` outlives it.
class Exports {
public:
    /// `directory` is its own: made when needed, emptied of what an earlier process left.
    Exports(Api& api, std::string directory);
    /// Stops what is being written and removes every file.
    ~Exports();

    /// What a job needs that was found to be in order.
    struct Plan {
        NewExport what;
        const Operation* operation = nullptr;
        std::vector<Pair> query;
        std::vector<Pair> parameters;
        std::optional<std::uint64_t> total;
    };
    /// Nothing when too many wait already, of this caller or of all. He keeps the newest few files:
    /// the oldest go when he starts another.
    std::optional<ExportAnswer> start(Plan plan, const auth::Caller& caller);
    /// Nothing when there is none, or it is another's. `asked` says in which language a problem is
    /// told.
    std::optional<ExportAnswer> find(const Request& asked, std::string_view id,
                                     const auth::Caller& caller);
    /// The path of a finished file.
    std::optional<std::string> file(std::string_view id, const auth::Caller& caller);
    bool remove(std::string_view id, const auth::Caller& caller);
    /// Drops every file that may hold what a reporter wrote, also one that is being written; how
    /// many there were.
    std::size_t drop_personal();

private:
    using Clock = std::chrono::steady_clock;
    struct Job {
        Plan plan;
        auth::Caller caller;
        ExportAnswer answer;
        std::optional<Failure> problem;
        Clock::time_point begun;
        bool is_dropped = false;
    };
    using Jobs = std::list<Job>;
    Jobs::iterator find_job(std::string_view id, const auth::Caller& caller);
    void drop_old();
    void drop_oldest_of(const auth::Caller& caller);
    std::string path_of(const Job& job) const;
    void work(const std::stop_token& stop);
    void finish(Job& job, Asked<void> written);
    Asked<void> write(Job& job, const std::stop_token& stop);

    Api& api_;
    std::string directory_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    Jobs jobs_;
    std::jthread writer_;  ///< last: it uses all of the above
};

}  // namespace cs::http
