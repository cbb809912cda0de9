// Reports: what waits, one of them, how to reach its reporter, and what a receipt tells.
#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"
#include "model/events.h"

namespace cs::http {

namespace {

// A report belongs where it happened; without a place it is the whole realm's.
Whose whose(Api& api, views::Reader& reader, const views::ReportRow& row, Instant now,
            Result<void>& problem) {
    if (row.case_id) {
        auto detail = reader.case_detail(*row.case_id, now, 0);
        if (!detail) problem = std::unexpected(detail.error());
        if (detail && *detail) return http::whose(**detail);
    }
    if (row.place) return {row.place->division, {}};
    return {api.follower.with_registry([](const auto& r) { return r.division(); }), {}};
}

Result<std::optional<PersonalText>> unsealed(Api& api, const views::ReportRow& row) {
    auto report = TRY(sealed_report(api, row));
    auto text = TRY(api.vault.open_sealed(report.subject, report.sealed,
                                              sealing_context(report.channel, report.reported_at)));
    if (!text) return std::nullopt;
    return TRY(json::from_text<PersonalText>(*text));
}

}  // namespace

Asked<FoundReport> report_for(Api& api, ReportId id, const Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto row = TRY(reader->report(id));
    if (!row) return not_found("report " + id_text(id));
    Result<void> problem;
    auto where = whose(api, *reader, *row, api.time.now(), problem);
    TRY_VOID(problem);
    bool is_own = caller.subject && row->subject == *caller.subject;
    if (!is_own && !reaches(caller, where.jurisdiction()))
        return not_found("report " + id_text(id));
    return FoundReport{std::move(*row), std::move(where)};
}

Asked<FoundReport> report_for(Api& api, const Request& request, const Caller& caller) {
    return report_for(api, TRY(report_in_path(request)), caller);
}

Result<journal::Record> record_at(Api& api, std::uint64_t sequence) {
    std::unique_lock lock(api.journal_mutex);
    auto records = TRY(api.journal->read(sequence, 1));
    lock.unlock();
    if (records.empty())
        return fail("record " + std::to_string(sequence) + " is missing", "the journal",
                    "run chengshu journal verify");
    return std::move(records.front());
}

Result<Report> sealed_report(Api& api, const views::ReportRow& row) {
    auto record = TRY(record_at(api, row.sequence));
    auto event = TRY(event_from_json(record.type, record.version, record.payload));
    auto* submitted = std::get_if<ReportSubmitted>(&event);
    if (submitted == nullptr)
        return fail("the report's record is of another kind", "report " + id_text(row.id));
    return std::move(submitted->report);
}

namespace {

Asked<views::ReportPhase> state_of(const Request& request) {
    auto text = TRY(text_of(request, "state"));
    if (!text) return views::ReportPhase::waiting;
    auto state = json::enum_from_name<views::ReportPhase>(*text);
    if (!state) return bad_request("state", "expected waiting, filed or declined");
    return *state;
}

Asked<views::ReportFilter> report_filter_of(Api& api, const Request& request,
                                            const Caller& caller) {
    views::ReportFilter filter;
    filter.phase = TRY(state_of(request));
    auto span = TRY(span_of(request, "from", "to"));
    filter.from = span.first;
    filter.to = span.second;
    filter.division = TRY(division_of(request, "division"));
    filter.channel = TRY(channel_of(request));
    if (auto order = TRY(text_of(request, "order"))) {
        filter.order = json::enum_from_name<views::ReportOrder>(*order);
        if (!filter.order) return bad_request("order", "expected newest or oldest");
    }
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    filter.scopes = scopes_of(caller, realm);
    return filter;
}

// What anybody may know of it; nothing when its case is not shown yet.
Result<std::optional<PublicReport>> public_report(Api& api, views::Reader& reader,
                                                  const views::ReportRow& row) {
    PublicReport out;
    out.phase = row.phase;
    out.submitted_at = row.submitted_at;
    if (!row.case_id) return out;
    auto detail = TRY(reader.case_detail(*row.case_id, api.time.now(), 0));
    if (!detail) return std::nullopt;
    const auto& subject = detail->row;
    out.case_number = subject.number;
    out.case_phase = subject.phase;
    out.matter_name = subject.matter_name;
    out.unit_name = subject.unit_name;
    out.handle_due_at = subject.handle_due_at;
    out.closed_at = subject.closed_at;
    out.claimed = subject.claimed;
    out.verified = subject.verified;
    out.accepted = subject.accepted;
    out.closing = subject.closing;
    return out;
}

}  // namespace

Answer list_reports(Api& api, const Request& request, Caller& caller) {
    auto filter = TRY(report_filter_of(api, request, caller));
    auto page = TRY(page_of(request));
    auto reader = TRY(api.follower.readers().borrow());
    auto found = TRY(reader->list_reports(filter, page));
    Disclosure disclosure(api, caller);
    ReportListAnswer out{{}, found.next};
    for (auto& row : found.rows) {
        Result<void> problem;
        auto where = whose(api, *reader, row, api.time.now(), problem);
        TRY_VOID(problem);
        disclosure.show(row, where);
        out.rows.push_back(std::move(row));
    }
    TRY_VOID(disclosure.record());
    return Response::json(whole_text_of(out));
}

Answer read_report(Api& api, const Request& request, Caller& caller) {
    auto found = TRY(report_for(api, request, caller));
    Disclosure disclosure(api, caller);
    disclosure.show(found.row, found.where);
    TRY_VOID(disclosure.record());
    return Response::json(json::text_of(found.row));
}

Answer read_reporter(Api& api, const Request& request, Caller& caller) {
    auto found = TRY(report_for(api, request, caller));
    auto personal = TRY(unsealed(api, found.row));
    ReporterAnswer out{found.row.id, found.row.subject, !personal, {}, {}, {}};
    Disclosure disclosure(api, caller);
    if (personal) {
        auto what = "reporter of report " + id_text(found.row.id);
        out.contact = std::move(personal->contact);
        out.identity = std::move(personal->identity);
        out.address = std::move(personal->address);
        disclosure.show(auth::Field::report_contact, out.contact, found.where, what);
        disclosure.show(auth::Field::report_identity, out.identity, found.where, what);
        disclosure.show(auth::Field::report_address, out.address, found.where, what);
    }
    TRY_VOID(disclosure.record());
    return Response::json(json::text_of(out));
}

// His own words need no purpose: he wrote them, under a subject that is his alone.
Answer list_own_reports(Api& api, const Request& request, Caller& caller) {
    if (!caller.subject) return not_yours("only a citizen's account has reports of its own");
    auto page = TRY(page_of(request));
    auto reader = TRY(api.follower.readers().borrow());
    auto found = TRY(reader->reports_of(*caller.subject, page));
    OwnReportListAnswer out{{}, found.next};
    for (auto& row : found.rows) {
        OwnReport own;
        own.report = row.id;
        own.receipt = api.receipts.code_for(row.id);
        own.title = std::move(row.title);
        own.text = std::move(row.text);
        if (auto state = TRY(public_report(api, *reader, row))) own.state = std::move(*state);
        out.rows.push_back(std::move(own));
    }
    return Response::json(whole_text_of(out));
}

Answer read_receipt(Api& api, const Request& request, Caller&) {
    auto code = request.parameter("receipt");
    auto id = api.receipts.report_of(code);
    if (!id) return not_found("receipt " + std::string(code));
    auto reader = TRY(api.follower.readers().borrow());
    auto row = TRY(reader->report(*id));
    if (!row) return not_found("receipt " + std::string(code));
    auto out = TRY(public_report(api, *reader, *row));
    if (!out) return not_found("case of receipt " + std::string(code));
    return Response::json(json::text_of(*out));
}

}  // namespace cs::http
