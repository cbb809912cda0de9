// Exports as they are asked for: which list with which filters, how far it is, and the file.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/check.h"
#include "base/json_exact.h"
#include "http/gate.h"
#include "http/handlers.h"
#include "http/operation.h"
#include "http/target.h"
#include "views/case_selection.h"

namespace cs::http {

namespace {

std::string_view operation_of(ExportList list) {
    switch (list) {
        case ExportList::cases: return "listCases";
        case ExportList::reports: return "listReports";
        case ExportList::inbox: return "readInbox";
        case ExportList::units: return "listUnits";
        case ExportList::people: return "listPeople";
        case ExportList::divisions: return "listDivisions";
        case ExportList::grids: return "listGrids";
        case ExportList::matters: return "listMatters";
        case ExportList::duties: return "listDuties";
        case ExportList::kpis: return "readKpis";
        case ExportList::search: return "search";
        case ExportList::case_reports: return "listCaseReports";
        case ExportList::timeline: return "readTimeline";
        case ExportList::orders: return "listOrders";
        case ExportList::clocks: return "listClocks";
        case ExportList::case_evidence: return "listCaseEvidence";
        case ExportList::report_evidence: return "listReportEvidence";
        case ExportList::webhooks: return "listWebhooks";
        case ExportList::dead_letters: return "listDeadLetters";
    }
    return {};
}

const Operation& operation_named(std::string_view name) {
    auto found = std::ranges::find(operations(), name, &Operation::name);
    CHECK(found != operations().end());
    return *found;
}

// A path's parameter, such as the unit of an inbox, is given among the others.
Asked<void> take_parameters(Exports::Plan& plan) {
    const auto& pattern = plan.operation->pattern;
    for (auto open = pattern.find('{'); open != std::string::npos;
         open = pattern.find('{', open + 1)) {
        auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
        auto given = std::ranges::find(plan.query, name, &Pair::name);
        if (given == plan.query.end())
            return bad_request("query", "this list needs " + name, 422);
        plan.parameters.push_back(*given);
        plan.query.erase(given);
    }
    for (const auto& known : plan.operation->query)
        if (known.required && std::ranges::find(plan.query, known.name, &Pair::name) ==
                                  plan.query.end())
            return bad_request("query", "this list needs " + std::string(known.name), 422);
    return {};
}

// Cases can be counted before; other lists are short, or end where they end.
Asked<std::optional<std::uint64_t>> total_of(Api& api, const Exports::Plan& plan,
                                             const Caller& caller) {
    if (plan.what.list != ExportList::cases) return std::nullopt;
    Request request;
    request.query = plan.query;
    auto filter = TRY(case_filter_of(api, request, caller));
    auto order = TRY(case_order_of(request));
    if (filter.text || filter.source_id) return std::nullopt;
    auto reader = TRY(api.follower.readers().borrow());
    return static_cast<std::uint64_t>(TRY(views::count_cases(*reader, filter, order)));
}

Asked<Exports::Plan> plan_of(Api& api, const Request& request, const Caller& caller) {
    Exports::Plan plan;
    plan.what = TRY(json::from_exact_text<NewExport>(request.body));
    plan.operation = &operation_named(operation_of(plan.what.list));
    TRY_VOID(check_access(plan.operation->access, caller));
    TRY_VOID(check_scope(*plan.operation, caller));
    auto query = query_pairs(plan.what.query.value_or(""));
    if (!query) return bad_request("query", query.error().what, 422);
    plan.query = std::move(*query);
    std::erase_if(plan.query, [](const Pair& pair) {
        return pair.name == "limit" || pair.name == "after";
    });
    for (const auto& pair : plan.query) {
        if (std::ranges::count(plan.query, pair.name, &Pair::name) > 1)
            return bad_request("query", "this list takes " + pair.name + " once", 422);
        auto is_it = [&](const QueryParameter& known) { return known.name == pair.name; };
        bool is_of_path = plan.operation->pattern.contains("{" + pair.name + "}");
        if (!is_of_path && std::ranges::none_of(plan.operation->query, is_it))
            return bad_request("query", "this list has no " + pair.name, 422);
    }
    TRY_VOID(take_parameters(plan));
    plan.total = TRY(total_of(api, plan, caller));
    return plan;
}

Asked<Exports*> exports_of(Api& api) {
    if (api.exports) return api.exports.get();
    return std::unexpected(Failure(503, "stopping", "the server is stopping", "服务器正在停止"));
}

std::unexpected<Failure> no_export(const Request& request) {
    return not_found("export " + std::string(request.parameter("export")));
}

class FileStream final : public Stream {
public:
    explicit FileStream(int file) : file_(file) {}
    ~FileStream() override { ::close(file_); }
    FileStream(const FileStream&) = delete;
    FileStream& operator=(const FileStream&) = delete;

    Next fill(std::string& out, std::size_t room) override {
        auto before = out.size();
        out.resize(before + room);
        auto got = ::read(file_, out.data() + before, room);
        out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return got > 0 ? Next::more : Next::ended;
    }

private:
    int file_;
};

}  // namespace

Answer start_export(Api& api, const Request& request, Caller& caller) {
    auto* exports = TRY(exports_of(api));
    auto plan = TRY(plan_of(api, request, caller));
    auto job = exports->start(std::move(plan), caller);
    if (!job)
        return std::unexpected(Failure(429, "too_many_exports",
                                       "too many exports wait already; fetch or drop some",
                                       "导出任务过多，请先下载或删除"));
    auto response = Response::json(json::text_of(*job), 202);
    response.headers.push_back({"Location", "/api/v1/exports/" + job->id});
    return response;
}

Answer read_export(Api& api, const Request& request, Caller& caller) {
    auto* exports = TRY(exports_of(api));
    auto job = exports->find(request, request.parameter("export"), caller);
    if (!job) return no_export(request);
    return Response::json(json::text_of(*job));
}

Answer fetch_export(Api& api, const Request& request, Caller& caller) {
    auto* exports = TRY(exports_of(api));
    auto job = exports->find(request, request.parameter("export"), caller);
    auto path = exports->file(request.parameter("export"), caller);
    if (!job || !path) return no_export(request);
    int file = ::open(path->c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return no_export(request);
    Response response;
    response.content_type = media_type_of(job->format);
    response.stream = std::make_unique<FileStream>(file);
    response.headers.push_back(
        {"Content-Disposition", "attachment; filename=\"" +
                                    std::string(json::enum_name(job->list)) + "." +
                                    std::string(json::enum_name(job->format)) + "\""});
    return response;
}

Answer drop_export(Api& api, const Request& request, Caller& caller) {
    auto* exports = TRY(exports_of(api));
    if (!exports->remove(request.parameter("export"), caller)) return no_export(request);
    return Response::nothing();
}

}  // namespace cs::http
