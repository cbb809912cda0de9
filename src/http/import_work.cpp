// Files of work: citizens' messages, reports and cases of another realm or system. What this realm
// has itself is known by its number and date; what it has taken over before, by its source.
#include <map>

#include "base/json.h"
#include "http/imports.h"
#include "ingest/exported.h"
#include "ingest/message_report.h"

namespace cs::http {

namespace {

// A sheet has times to the second.
bool is_same_second(Instant at, Instant other) {
    auto between = at > other ? at - other : other - at;
    return between < Duration::seconds(1);
}

// Whether the report is one of ours: a number alone may be that of another node of the same realm.
Result<bool> is_ours(views::Reader& reader, const ingest::ExportedReport& report) {
    auto id = parse_id<ReportId>(report.id);
    if (!id) return false;
    auto row = TRY(reader.report(*id));
    return row && is_same_second(row->reported_at, report.reported_at) &&
           row->channel == report.channel;
}

Result<bool> is_ours(views::Reader& reader, const ingest::Request& subject, Instant now) {
    auto id = TRY(reader.find_number(subject.id));
    if (!id) return false;
    auto detail = TRY(reader.case_detail(*id, now));
    return detail && is_same_second(detail->row.filed_at, subject.filed_at);
}

Result<SubmitReport> command_of(Api& api, const ingest::ExportedReport& report, SubjectId writer) {
    PersonalText words{report.title, report.text, {}, {}, {}};
    SubmitReport out;
    out.channel = report.channel;
    out.subject = writer;
    out.reported_at = report.reported_at;
    out.place = report.place;
    out.source_id = report.source_id;
    out.sealed = TRY(api.vault.seal(writer, json::text_of(words),
                                    sealing_context(out.channel, out.reported_at)));
    return out;
}

std::map<std::string, UnitId> units_in_service(const Api& api) {
    return api.follower.with_registry([](const registry::Registry& registry) {
        std::map<std::string, UnitId> out;
        for (UnitId id : registry.unit_ids()) {
            const auto* unit = registry.unit(id);
            if (unit != nullptr && !unit->retired.value_or(false)) out.emplace(unit->name, id);
        }
        return out;
    });
}

ImportCase command_of(const ingest::Request& subject, UnitId unit) {
    ImportCase out;
    out.system = ingest::exported_cases().system;
    out.source_id = subject.id;
    out.matter_name = ingest::plain_cell(subject.matter_name);
    out.unit = unit;
    out.division = subject.division.value_or(DivisionCode{});
    out.at = subject.at;
    out.filed_at = subject.filed_at;
    out.due = subject.due;
    out.closed_at = subject.closed_at;
    out.status = subject.status;
    return out;
}

}  // namespace

Asked<void> import_messages(Import& import, ingest::TableText table) {
    auto& api = import.api;
    auto file = TRY(of_body(
        ingest::read_messages_in(std::move(table), "messages", api.time.now())));
    std::vector<Import::Row> rows;
    for (const auto& message : file.messages) {
        TRY_VOID(import.go_on());
        // Nothing can be sealed any more for a writer whose data were erased.
        if (TRY(api.vault.is_destroyed(ingest::writer_of(api.realm, message)))) {
            file.bad_rows.push_back({message.line, ingest::RowFault::erased_writer, {}});
            continue;
        }
        auto report = TRY(ingest::report_of(api.vault, api.realm, message));
        rows.push_back({message.line, std::move(report)});
    }
    import.add_bad(file.bad_rows);
    return import.take(std::move(rows));
}

Asked<void> import_reports(Import& import, ingest::TableText table) {
    auto& api = import.api;
    auto file = TRY(of_body(ingest::read_reports(std::move(table), "reports", api.time.now())));
    std::vector<Import::Row> rows;
    auto reader = TRY(api.follower.readers().borrow());
    for (const auto& [line, report] : file.reports) {
        TRY_VOID(import.go_on());
        if (TRY(is_ours(*reader, report))) {
            ++import.out.known;
            continue;
        }
        auto writer = ingest::subject_for(api.realm, "exported " + report.writer);
        if (TRY(api.vault.is_destroyed(writer))) {
            file.bad_rows.push_back({line, ingest::RowFault::erased_writer, {}});
            continue;
        }
        auto command = TRY(command_of(api, report, writer));
        rows.push_back({line, std::move(command)});
    }
    import.add_bad(file.bad_rows);
    return import.take(std::move(rows));
}

Asked<void> import_cases(Import& import, ingest::TableText table) {
    auto& api = import.api;
    auto file = TRY(of_body(ingest::read_cases(std::move(table), "cases")));
    import.add_bad(file.bad_rows);
    auto units = units_in_service(api);
    std::vector<Import::Row> rows;
    auto reader = TRY(api.follower.readers().borrow());
    for (const auto& subject : file.requests) {
        TRY_VOID(import.go_on());
        if (TRY(is_ours(*reader, subject, api.time.now()))) {
            ++import.out.known;
            continue;
        }
        auto name = ingest::plain_cell(subject.unit_name);
        auto unit = units.find(name);
        if (unit == units.end())
            import.add_bad(subject.line, Refusal{RefusalCode::unknown_unit, name, "unit_name"});
        else
            rows.push_back({subject.line, command_of(subject, unit->second)});
    }
    return import.take(std::move(rows));
}

}  // namespace cs::http
