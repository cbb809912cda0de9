// Imports of what the command line imports, over HTTP: the good lines are taken, each bad one is
// told with its number and why.
#include <algorithm>
#include <latch>

#include "base/json.h"
#include "http/api_answers.h"
#include "http/command_answer.h"
#include "http/handlers.h"
#include "http/query.h"
#include "ingest/divisions.h"
#include "ingest/duties.h"
#include "ingest/message_report.h"

namespace cs::http {

namespace {

constexpr std::size_t commands_at_once = 500;
constexpr std::size_t divisions_a_command = 5'000;
constexpr std::size_t most_bad_lines = 1'000;  // that are told one by one

BadLine line_of(const Request& request, const ingest::BadRow& row) {
    BadLine out;
    out.line = row.line;
    out.fault = ingest::fault_name(row.fault);
    out.text = wants_chinese(request) ? ingest::chinese_text(row.fault)
                                      : ingest::english_text(row.fault);
    if (!row.detail.empty()) out.detail = row.detail;
    return out;
}

BadLine line_of(const Request& request, std::size_t line, const Refusal& refusal) {
    BadLine out;
    out.line = line;
    out.fault = code_name(refusal.code);
    out.text = wants_chinese(request) ? chinese_text(refusal.code) : english_text(refusal.code);
    if (!refusal.detail.empty()) out.detail = said_to(request, refusal.detail);
    return out;
}

void add(ImportAnswer& out, BadLine line) {
    ++out.bad;
    if (out.bad_lines.size() < most_bad_lines) out.bad_lines.push_back(std::move(line));
}

void add(ImportAnswer& out, const Request& request, const std::vector<ingest::BadRow>& rows) {
    auto told = std::min(rows.size(), most_bad_lines);
    for (const auto& row : std::span(rows).first(told)) add(out, line_of(request, row));
    out.bad += rows.size() - told;
}

// What is wrong with a file as a whole is said of the body.
template <class T>
Asked<T> of_body(Result<T> read) {
    if (read) return std::move(*read);
    return std::unexpected(Failure(422, "bad_file", "the file is not usable", "文件不可用",
                                   read.error().text()));
}

// Sends commands together and waits for all of their answers.
std::vector<runtime::Reply> call_all(Api& api, std::vector<Envelope> envelopes) {
    std::vector<std::optional<runtime::Reply>> replies(envelopes.size());
    std::latch answered(static_cast<std::ptrdiff_t>(envelopes.size()));
    for (std::size_t i = 0; i < envelopes.size(); ++i)
        api.runtime.submit(std::move(envelopes[i]), [&, i](runtime::Reply reply) {
            replies[i] = std::move(reply);
            answered.count_down();
        });
    answered.wait();
    std::vector<runtime::Reply> out;
    for (auto& reply : replies) out.push_back(std::move(*reply));
    return out;
}

// A refusal that is about who asks, or about the node, is the whole file's.
bool is_of_file(const Refusal& refusal) {
    switch (http_status(refusal.code)) {
        case 401:
        case 403:
        case 503:
        case 507: return true;
    }
    return false;
}

Asked<void> take_messages(Api& api, const Request& request, PersonId actor,
                          std::span<const ingest::Message> messages, ImportAnswer& out) {
    std::vector<Envelope> envelopes;
    for (const auto& message : messages) {
        auto report = TRY(ingest::report_of(api.vault, api.realm, message));
        envelopes.push_back({actor, {}, std::move(report)});
    }
    auto replies = call_all(api, std::move(envelopes));
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (replies[i]) {
            ++out.taken;
            out.sequence = std::max(out.sequence, replies[i]->last_sequence);
        } else if (replies[i].error().code == RefusalCode::duplicate_report) {
            ++out.known;
        } else if (is_of_file(replies[i].error())) {
            return std::unexpected(failure_of(replies[i].error(), SubmitReport::type));
        } else {
            add(out, line_of(request, messages[i].line, replies[i].error()));
        }
    }
    return {};
}

Asked<ImportAnswer> import_messages(Api& api, const Request& request, PersonId actor) {
    auto file = TRY(of_body(ingest::read_messages_in(request.body, "messages", api.time.now())));
    std::vector<ingest::Message> kept;
    for (auto& message : file.messages) {
        // Nothing can be sealed any more for a writer whose data were erased.
        if (!TRY(api.vault.is_destroyed(ingest::writer_of(api.realm, message))))
            kept.push_back(std::move(message));
        else
            file.bad_rows.push_back({message.line, ingest::RowFault::erased_writer, {}});
    }
    ImportAnswer out;
    add(out, request, file.bad_rows);
    std::span<const ingest::Message> rest(kept);
    while (!rest.empty()) {
        auto part = rest.first(std::min(rest.size(), commands_at_once));
        TRY_VOID(take_messages(api, request, actor, part, out));
        rest = rest.subspan(part.size());
    }
    return out;
}

Asked<ImportAnswer> import_duties(Api& api, const Request& request, PersonId actor) {
    auto name = TRY(text_of(request, "name"));
    if (!name) return bad_request("name", "a catalogue has a name");
    auto from = TRY(instant_of(request, "effective_from")).value_or(api.time.now());
    auto reader = TRY(of_body(
        ingest::CsvReader::over(request.body, *name, ingest::duty_columns())));
    auto file = TRY(of_body(ingest::read_duties(std::move(reader), *name)));
    ImportAnswer out;
    out.taken = file.duties.size();
    add(out, request, file.bad_rows);
    auto reply = api.runtime.call(
        {actor, {}, PublishCatalogue{*name, from, std::move(file.duties)}});
    if (!reply) return std::unexpected(failure_of(reply.error(), PublishCatalogue::type));
    out.sequence = reply->last_sequence;
    for (const auto& event : reply->events)
        if (const auto* published = std::get_if<CataloguePublished>(&event))
            out.version = published->catalogue.version;
    return out;
}

Asked<ImportAnswer> import_divisions(Api& api, const Request& request, PersonId actor) {
    DivisionImport file;
    if (auto read = read_divisions(request.body, "divisions", file); !read)
        return std::unexpected(Failure(422, "bad_file", "the file is not usable", "文件不可用",
                                       read.error().text()));
    ImportAnswer out;
    for (const auto& bad : file.bad) {
        BadLine line;
        line.line = bad.line;
        line.fault = "bad_code";
        line.text = bad.reason;
        add(out, std::move(line));
    }
    auto realm = api.follower.with_registry([](const auto& registry) {
        return registry.division();
    });
    auto divisions = file.book.under(realm);
    std::span<const Division> rest(divisions);
    while (!rest.empty()) {
        auto part = rest.first(std::min(rest.size(), divisions_a_command));
        auto reply = api.runtime.call({actor, {}, SetDivisions{{part.begin(), part.end()}}});
        if (!reply) return std::unexpected(failure_of(reply.error(), SetDivisions::type));
        out.sequence = reply->last_sequence;
        out.taken += part.size();
        rest = rest.subspan(part.size());
    }
    return out;
}

struct Import {
    std::string_view kind;
    Asked<ImportAnswer> (*run)(Api&, const Request&, PersonId);
    std::vector<Role> roles;  ///< of the command that it is made of
};

Asked<Import> import_of(const Request& request) {
    const Import imports[] = {
        {"messages", import_messages,
         {Role::agent, Role::grid_worker, Role::unit_officer, Role::system}},
        {"duties", import_duties, {Role::data_officer, Role::administrator}},
        {"divisions", import_divisions, {Role::data_officer, Role::administrator}}};
    auto kind = request.parameter("kind");
    for (const auto& one : imports)
        if (one.kind == kind) return one;
    return not_found("import of " + std::string(kind));
}

}  // namespace

// Before the file is taken. What exactly he may, the core decides as for any other of his commands.
Asked<void> admit_import(Api&, const Request& request, const Caller& caller) {
    if (!caller.person) return not_yours("only staff imports");
    auto import = TRY(import_of(request));
    if (!std::ranges::any_of(import.roles, [&](Role role) { return caller.holds(role); }))
        return not_yours("none of your roles is for this");
    return {};
}

Answer import_rows(Api& api, const Request& request, Caller& caller) {
    TRY_VOID(admit_import(api, request, caller));
    auto import = TRY(import_of(request));
    auto out = TRY(import.run(api, request, *caller.person));
    api.follower.nudge(out.sequence);
    auto response = Response::json(json::text_of(out));
    response.headers.push_back({"Chengshu-Sequence", std::to_string(out.sequence)});
    return response;
}

}  // namespace cs::http
