// Lists over HTTP the other way round: as CSV, XLSX or GeoJSON, in the form of the command line's
// files or of our own exports. The good lines are taken, each bad one is told with its number and
// why.
#include "http/imports.h"

#include <algorithm>
#include <latch>
#include <mutex>

#include "base/json.h"
#include "http/command_answer.h"
#include "http/geojson_rows.h"
#include "http/handlers.h"
#include "http/table_file.h"
#include "ingest/xlsx.h"

namespace cs::http {

namespace {

constexpr std::size_t commands_at_once = 500;
constexpr std::size_t longest_short = 1024 * 1024;  // bytes of a file that needs no place
constexpr auto long_file_retry = Duration::seconds(5);
constexpr std::size_t most_bad_lines = 1'000;  // that are told one by one

// Sends commands together and waits for all of their answers.
std::vector<runtime::Reply> call_all(Api& api, PersonId actor, std::span<Import::Row> rows) {
    std::vector<std::optional<runtime::Reply>> replies(rows.size());
    std::latch answered(static_cast<std::ptrdiff_t>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i)
        api.runtime.submit({actor, {}, std::move(rows[i].command)}, [&, i](runtime::Reply reply) {
            replies[i] = std::move(reply);
            answered.count_down();
        });
    answered.wait();
    std::vector<runtime::Reply> out;
    for (auto& reply : replies) out.push_back(std::move(*reply));
    return out;
}

// A refusal that is about who asks, or about the node, is the whole file's. What his role does not
// reach is a row's: that he has the role was looked at before.
bool is_of_file(const Refusal& refusal) {
    switch (http_status(refusal.code)) {
        case 401:
        case 503:
        case 507: return true;
    }
    return false;
}

// What the file says was there already, or came there from somebody else just now.
bool is_known(const Refusal& refusal) {
    return refusal.code == RefusalCode::duplicate_report ||
           refusal.code == RefusalCode::duplicate_id;
}

// Some hundreds, and all of a line.
std::span<Import::Row> part_of(std::span<Import::Row> rows) {
    auto size = std::min(rows.size(), commands_at_once);
    while (size < rows.size() && rows[size].line == rows[size - 1].line) ++size;
    return rows.first(size);
}

std::string_view type_of(const Command& command) {
    return std::visit([](const auto& one) -> std::string_view { return one.type; }, command);
}

struct Kind {
    std::string_view name;
    RunImport run;
    std::vector<Role> roles;  ///< of the command that it is made of
    bool is_of_realm = false;  ///< they are held for all of it
};

Asked<Kind> kind_of(const Request& request) {
    const std::vector<Role> reporting{Role::agent, Role::grid_worker, Role::unit_officer,
                                      Role::system};
    const std::vector<Role> keeping{Role::data_officer, Role::administrator};
    const Kind kinds[] = {{"messages", import_messages, reporting},
                          {"reports", import_reports, reporting},
                          {"cases", import_cases, keeping},
                          {"duties", import_duties, keeping, true},
                          {"divisions", import_divisions, keeping, true},
                          {"units", import_units, {Role::administrator}},
                          {"people", import_people, {Role::administrator}}};
    auto name = request.parameter("kind");
    for (const auto& one : kinds)
        if (one.name == name) return one;
    return not_found("import of " + std::string(name));
}

Asked<ingest::TableText> table_of(const Request& request) {
    auto type = request.header("content-type").value_or("");
    if (type.starts_with(media_type_of(FileFormat::geojson)))
        return of_body(table_of_geojson(request.body));
    if (type.starts_with(media_type_of(FileFormat::xlsx)))
        return of_body(ingest::table_of_xlsx(request.body, "the body", request.stop));
    return ingest::TableText(request.body);
}

// In the order of the file, each where its sender finds it.
void place(std::vector<BadLine>& lines, const ingest::Sheets& sheets) {
    std::ranges::stable_sort(lines, {}, &BadLine::line);
    for (auto& one : lines) {
        auto place = ingest::place_of(sheets, one.line);
        one.line = place.line;
        one.sheet = std::move(place.sheet);
    }
}

// A place for a long file, of which one is at work at a time, so that a worker is left for others:
// a workbook, which may unpack to much, or what is longer than a usual body.
Asked<std::unique_lock<std::mutex>> place_for(Api& api, const Request& request) {
    auto type = request.header("content-type").value_or("");
    bool is_workbook = type.starts_with(media_type_of(FileFormat::xlsx));
    if (!is_workbook && request.body.size() <= longest_short) return {};
    std::unique_lock place(api.long_import, std::try_to_lock);
    if (place) return place;
    Failure busy(503, "service_unavailable", "too much is waiting; try again shortly",
                 "系统繁忙，请稍后再试",
                 "another long file is being taken over; send this one again shortly");
    busy.retry_after = long_file_retry;
    return std::unexpected(std::move(busy));
}

Asked<void> take_file(Import& import, const Kind& kind, ingest::Sheets& sheets) {
    auto place = TRY(place_for(import.api, import.request));
    auto table = table_of(import.request);
    // A workbook that was not read to its end is not a bad one.
    TRY_VOID(import.go_on());
    if (!table) return std::unexpected(std::move(table.error()));
    sheets = table->sheets;
    if (place && table->csv.size() <= longest_short) place.unlock();
    return kind.run(import, std::move(*table));
}

// What has come of the file until then stands beside the problem.
Response with_members(Response problem, const std::string& members) {
    problem.body.pop_back();
    problem.body += "," + members + "}";
    return problem;
}

Response stopped_at(const Request& request, const Failure& failure, const ImportAnswer& out) {
    return with_members(response_of(request, failure),
                        "\"taken\":" + std::to_string(out.taken) +
                            ",\"known\":" + std::to_string(out.known) +
                            ",\"bad\":" + std::to_string(out.bad));
}

// A file that is taken whole or not at all, and was not: its bad lines stand beside the problem.
Response refused_for(const Request& request, const ImportAnswer& out) {
    auto response = response_of(
        request, Failure(422, "bad_lines", "lines of the file are bad, and nothing was taken",
                         "文件有问题行，未导入任何内容",
                         "mend them, or leave them out with leave_out_bad=true"));
    return with_members(std::move(response), "\"bad\":" + std::to_string(out.bad) +
                                                 ",\"bad_lines\":" + json::text_of(out.bad_lines));
}

}  // namespace

Failure bad_file(const Error& error) {
    return {422, "bad_file", "the file is not usable", "文件不可用", error.text()};
}

Asked<void> Import::go_on() const {
    if (!request.stop.stop_requested()) return {};
    return std::unexpected(Failure(503, "stopping", "the server is stopping", "服务器正在停止",
                                   "send the file again: what was taken is known then"));
}

void Import::add_bad(BadLine line) {
    ++out.bad;
    if (out.bad_lines.size() < most_bad_lines) out.bad_lines.push_back(std::move(line));
}

void Import::add_bad(const std::vector<ingest::BadRow>& rows) {
    for (const auto& row : rows) {
        if (out.bad_lines.size() == most_bad_lines) {
            ++out.bad;
            continue;
        }
        auto text = wants_chinese(request) ? chinese_text(row.fault) : english_text(row.fault);
        BadLine line{row.line, std::string(fault_name(row.fault)), std::string(text), {}};
        if (!row.detail.empty()) line.detail = said_to(request, row.detail);
        add_bad(std::move(line));
    }
}

void Import::add_bad(std::size_t line, const Refusal& refusal) {
    auto text = wants_chinese(request) ? chinese_text(refusal.code) : english_text(refusal.code);
    BadLine bad{line, std::string(code_name(refusal.code)), std::string(text), {}};
    if (!refusal.detail.empty()) bad.detail = said_to(request, refusal.detail);
    add_bad(std::move(bad));
}

Asked<void> Import::take(std::vector<Row> rows) {
    std::span<Row> rest(rows);
    while (!rest.empty()) {
        auto part = part_of(rest);
        rest = rest.subspan(part.size());
        TRY_VOID(take_part(part));
    }
    return {};
}

Asked<void> Import::take_part(std::span<Row> part) {
    TRY_VOID(go_on());
    std::string type(type_of(part.front().command));
    auto replies = call_all(api, actor_, part);
    for (std::size_t i = 0; i < replies.size();) {
        std::optional<Refusal> refused;
        bool is_taken = false;
        for (auto line = part[i].line; i < replies.size() && part[i].line == line; ++i) {
            if (replies[i]) {
                is_taken = true;
                out.sequence = std::max(out.sequence, replies[i]->last_sequence);
            } else if (is_of_file(replies[i].error())) {
                return std::unexpected(failure_of(replies[i].error(), type));
            } else if (!refused && !is_known(replies[i].error())) {
                refused = replies[i].error();
                if (refused->detail.empty()) refused->detail = part[i].about;
            }
        }
        if (refused)
            add_bad(part[i - 1].line, *refused);
        else
            ++(is_taken ? out.taken : out.known);
    }
    return {};
}

Asked<runtime::Accepted> Import::take_whole(Command command, std::size_t rows) {
    TRY_VOID(go_on());
    std::string type(type_of(command));
    auto reply = api.runtime.call({actor_, {}, std::move(command)});
    if (!reply) return std::unexpected(failure_of(reply.error(), type));
    out.sequence = reply->last_sequence;
    out.taken += rows;
    return std::move(*reply);
}

// Before the file is taken. What exactly he may, the core decides as for any other of his commands.
Asked<void> admit_import(Api& api, const Request& request, const Caller& caller) {
    if (!caller.person) return not_yours("only staff imports");
    auto kind = TRY(kind_of(request));
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    auto is_for_it = [&](const Grant& grant) {
        bool is_wide_enough = !kind.is_of_realm || (grant.division == realm && !grant.unit);
        return is_wide_enough && std::ranges::find(kind.roles, grant.role) != kind.roles.end();
    };
    if (std::ranges::none_of(caller.grants, is_for_it))
        return not_yours("none of your roles is for this");
    return {};
}

Answer import_rows(Api& api, const Request& request, Caller& caller) {
    TRY_VOID(admit_import(api, request, caller));
    auto kind = TRY(kind_of(request));
    Import import(api, request, *caller.person);
    ingest::Sheets sheets;
    auto done = take_file(import, kind, sheets);
    auto& out = import.out;
    if (!done && done.error().code == "stopping") return stopped_at(request, done.error(), out);
    TRY_VOID(std::move(done));
    place(out.bad_lines, sheets);
    bool is_nothing_taken = out.taken + out.known == 0;
    if (out.bad > 0 && import.is_whole && is_nothing_taken) return refused_for(request, out);
    api.follower.nudge(out.sequence);
    auto response = Response::json(json::text_of(out));
    response.headers.push_back({"Chengshu-Sequence", std::to_string(out.sequence)});
    return response;
}

}  // namespace cs::http
