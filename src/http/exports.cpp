#include "http/exports.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "auth/secret.h"
#include "http/export_shapes.h"
#include "http/operation.h"

namespace cs::http {

namespace {

using boost::json::value;
namespace fs = std::filesystem;

constexpr std::size_t most_of_one = 2;       // not yet done
constexpr std::size_t most_done_of_one = 8;  // files, with the one that is begun
constexpr std::size_t most_of_all = 1'000;   // not yet done
constexpr std::uintmax_t longest_file = std::uintmax_t{4} << 30;
constexpr auto kept_for = std::chrono::hours(1);
constexpr const char* rows_a_page = "1000";

bool is_over(const ExportAnswer& answer) {
    return answer.state == ExportState::done || answer.state == ExportState::failed;
}

void set(std::vector<Pair>& query, const std::string& name, const std::string& text) {
    std::erase_if(query, [&](const Pair& pair) { return pair.name == name; });
    query.push_back({name, text});
}

std::vector<Column> columns_for(const Operation& operation) {
    json::Schemas schemas;
    auto answer = operation.answer(schemas);
    auto components = schemas.components();
    return columns_of(components, row_schema_of(components, answer));
}

std::string sentence_for(const Request& asked, const Failure& failure) {
    auto out = title_for(asked, failure);
    return failure.detail.empty() ? out : out + ": " + said_to(asked, failure.detail);
}

// Where the file lies is for the operator.
std::unexpected<Failure> not_written(const Error& error) {
    std::fprintf(stderr, "chengshu: %s\n", error.text().c_str());
    return std::unexpected(
        Failure(507, "not_written", "the file cannot be written", "文件无法写入"));
}

bool is_personal(ExportList list) {
    switch (list) {
        case ExportList::cases:
        case ExportList::reports:
        case ExportList::inbox:
        case ExportList::search:
        case ExportList::case_reports:
        case ExportList::timeline:
        case ExportList::orders:
        case ExportList::clocks:
        case ExportList::case_evidence:
        case ExportList::report_evidence: return true;
        case ExportList::units:
        case ExportList::people:
        case ExportList::divisions:
        case ExportList::grids:
        case ExportList::matters:
        case ExportList::duties:
        case ExportList::kpis:
        case ExportList::webhooks:
        case ExportList::dead_letters: return false;
    }
    return true;
}

// Whether somebody is who he was, with all the roles that he had, by no lesser token.
bool is_still(const auth::Caller& now, const auth::Caller& then) {
    bool has_all = std::ranges::all_of(then.grants, [&](const Grant& grant) {
        return std::ranges::find(now.grants, grant) != now.grants.end();
    });
    bool reads_as_much = now.may(auth::Scope::personal) || !then.may(auth::Scope::personal);
    return now.name == then.name && has_all && reads_as_much;
}

std::uint64_t percent_of(const ExportAnswer& answer) {
    return *answer.total == 0 ? 99 : std::min<std::uint64_t>(99, answer.rows * 100 / *answer.total);
}

}  // namespace

Exports::Exports(Api& api, std::string directory)
    : api_(api), directory_(std::move(directory)) {
    std::error_code error;
    fs::create_directories(directory_, error);
    fs::permissions(directory_, fs::perms::owner_all, error);
    for (const auto& left : fs::directory_iterator(directory_, error))
        fs::remove(left.path(), error);
    writer_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

Exports::~Exports() {
    writer_.request_stop();
    changed_.notify_all();
    writer_.join();
    std::error_code error;
    for (const auto& job : jobs_) fs::remove(path_of(job), error);
}

std::string Exports::path_of(const Job& job) const {
    return directory_ + "/" + job.answer.id + "." +
           std::string(json::enum_name(job.plan.what.format));
}

std::optional<ExportAnswer> Exports::start(Plan plan, const auth::Caller& caller) {
    std::unique_lock lock(mutex_);
    drop_old();
    std::size_t waiting = 0, own = 0;
    for (const auto& job : jobs_) {
        if (is_over(job.answer)) continue;
        ++waiting;
        own += job.caller.name == caller.name ? 1 : 0;
    }
    if (own >= most_of_one || waiting >= most_of_all) return std::nullopt;
    drop_oldest_of(caller);
    auto& job = jobs_.emplace_back();
    job.caller = caller;
    job.begun = Clock::now();
    job.answer.id = auth::random_secret().substr(0, 32);
    job.answer.list = plan.what.list;
    job.answer.format = plan.what.format;
    job.answer.total = plan.total;
    job.plan = std::move(plan);
    changed_.notify_all();
    return job.answer;
}

Exports::Jobs::iterator Exports::find_job(std::string_view id, const auth::Caller& caller) {
    return std::ranges::find_if(jobs_, [&](const Job& job) {
        return job.answer.id == id && is_still(caller, job.caller) && !job.is_dropped &&
               check_scope(*job.plan.operation, caller);
    });
}

std::optional<ExportAnswer> Exports::find(const Request& asked, std::string_view id,
                                          const auth::Caller& caller) {
    std::unique_lock lock(mutex_);
    drop_old();
    auto job = find_job(id, caller);
    if (job == jobs_.end()) return std::nullopt;
    auto out = job->answer;
    if (job->problem) out.problem = sentence_for(asked, *job->problem);
    return out;
}

std::optional<std::string> Exports::file(std::string_view id, const auth::Caller& caller) {
    std::unique_lock lock(mutex_);
    drop_old();
    auto job = find_job(id, caller);
    if (job == jobs_.end() || job->answer.state != ExportState::done) return std::nullopt;
    return path_of(*job);
}

bool Exports::remove(std::string_view id, const auth::Caller& caller) {
    std::unique_lock lock(mutex_);
    auto job = find_job(id, caller);
    if (job == jobs_.end()) return false;
    job->is_dropped = true;
    drop_old();
    return true;
}

std::size_t Exports::drop_personal() {
    std::unique_lock lock(mutex_);
    std::size_t dropped = 0;
    for (auto& job : jobs_) {
        if (job.is_dropped || !is_personal(job.plan.what.list)) continue;
        job.is_dropped = true;
        ++dropped;
    }
    drop_old();
    return dropped;
}

// One that is being written is dropped by its writer, who looks at every page.
void Exports::drop_old() {
    std::error_code error;
    for (auto job = jobs_.begin(); job != jobs_.end();) {
        bool is_old = job->is_dropped || Clock::now() - job->begun > kept_for;
        if (!is_old || job->answer.state == ExportState::running) {
            ++job;
            continue;
        }
        fs::remove(path_of(*job), error);
        job = jobs_.erase(job);
    }
}

void Exports::drop_oldest_of(const auth::Caller& caller) {
    auto is_done = [&](const Job& job) {
        return job.caller.name == caller.name && is_over(job.answer) && !job.is_dropped;
    };
    auto done = static_cast<std::size_t>(std::ranges::count_if(jobs_, is_done));
    for (auto job = jobs_.begin(); job != jobs_.end() && done >= most_done_of_one; ++job)
        if (is_done(*job)) {
            job->is_dropped = true;
            --done;
        }
    drop_old();
}

void Exports::work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        auto next = std::ranges::find_if(jobs_, [](const Job& job) {
            return job.answer.state == ExportState::waiting && !job.is_dropped;
        });
        if (next == jobs_.end()) {
            changed_.wait(lock, stop, [&] {
                return std::ranges::any_of(jobs_, [](const Job& job) {
                    return job.answer.state == ExportState::waiting && !job.is_dropped;
                });
            });
            continue;
        }
        next->answer.state = ExportState::running;
        lock.unlock();
        auto written = write(*next, stop);
        lock.lock();
        finish(*next, std::move(written));
        drop_old();
    }
}

void Exports::finish(Job& job, Asked<void> written) {
    std::error_code error;
    auto bytes = fs::file_size(path_of(job), error);
    job.begun = Clock::now();
    if (!written) {
        fs::remove(path_of(job), error);
        job.answer.state = ExportState::failed;
        job.answer.percent.reset();
        job.problem = std::move(written.error());
        return;
    }
    job.answer.state = ExportState::done;
    job.answer.bytes = bytes;
    job.answer.percent = 100;
    job.answer.file = "/api/v1/exports/" + job.answer.id + "/file";
}

// Only this thread changes a job that runs.
Asked<void> Exports::write(Job& job, const std::stop_token& stop) {
    auto path = path_of(job);
    std::string name(json::enum_name(job.plan.what.list));
    auto file = open_table(job.plan.what.format, path, directory_, name,
                           columns_for(*job.plan.operation));
    if (!file) return not_written(file.error());
    Request request;
    request.query = job.plan.query;
    request.parameters = job.plan.parameters;
    request.id = job.answer.id;
    set(request.query, "limit", rows_a_page);
    ExportShapes shapes(api_, job.caller, job.plan.what);
    for (;;) {
        auto page = TRY(job.plan.operation->ask(api_, request, job.caller));
        auto tree = TRY(json::parse(page.body));
        const auto& rows = tree.as_object()["rows"].as_array();
        for (const auto& row : rows) {
            auto added = (*file)->add(row.as_object(), shapes.shape_of(row.as_object()));
            if (!added) return not_written(added.error());
        }
        {
            std::unique_lock lock(mutex_);
            job.answer.rows += rows.size();
            if (job.answer.total) job.answer.percent = percent_of(job.answer);
            if (job.is_dropped || stop.stop_requested())
                return std::unexpected(
                    Failure(503, "stopping", "the server is stopping", "服务器正在停止"));
        }
        std::error_code error;
        if (fs::file_size(path, error) > longest_file && !error)
            return std::unexpected(Failure(413, "export_too_long", "it is longer than 4 GiB",
                                           "导出文件超过 4 GiB"));
        const auto* next = tree.as_object().if_contains("next");
        if (next == nullptr || next->is_null()) break;
        set(request.query, "after", std::string(next->as_string()));
    }
    if (auto finished = (*file)->finish(); !finished) return not_written(finished.error());
    return {};
}

}  // namespace cs::http
