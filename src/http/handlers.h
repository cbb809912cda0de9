// The questions of the API: one function each, one file per resource. They answer what the caller
// may see; what is none of his business is not there for him.
#pragma once

#include "auth/caller.h"
#include "http/answer.h"
#include "http/api.h"
#include "model/report.h"
#include "views/case_view.h"

namespace cs::http {

using auth::Caller;

// cases.cpp
Answer list_cases(Api& api, const Request& request, Caller& caller);
Answer read_case(Api& api, const Request& request, Caller& caller);
Answer list_case_reports(Api& api, const Request& request, Caller& caller);
Answer read_timeline(Api& api, const Request& request, Caller& caller);
Answer list_orders(Api& api, const Request& request, Caller& caller);
// clocks.cpp
Answer list_clocks(Api& api, const Request& request, Caller& caller);
Answer explain_clock(Api& api, const Request& request, Caller& caller);
Answer explain_terms(Api& api, const Request& request, Caller& caller);
// reports.cpp
Answer list_reports(Api& api, const Request& request, Caller& caller);
Answer read_report(Api& api, const Request& request, Caller& caller);
Answer read_reporter(Api& api, const Request& request, Caller& caller);
Answer list_own_reports(Api& api, const Request& request, Caller& caller);
Answer read_receipt(Api& api, const Request& request, Caller& caller);
// evidence.cpp
Answer add_evidence(Api& api, const Request& request, Caller& caller);
Answer list_case_evidence(Api& api, const Request& request, Caller& caller);
Answer read_case_evidence(Api& api, const Request& request, Caller& caller);
Answer list_report_evidence(Api& api, const Request& request, Caller& caller);
Answer read_report_evidence(Api& api, const Request& request, Caller& caller);
// units.cpp
Answer list_units(Api& api, const Request& request, Caller& caller);
Answer read_unit(Api& api, const Request& request, Caller& caller);
Answer read_inbox(Api& api, const Request& request, Caller& caller);
// people.cpp
Answer list_people(Api& api, const Request& request, Caller& caller);
Answer read_person(Api& api, const Request& request, Caller& caller);
// places.cpp
Answer list_divisions(Api& api, const Request& request, Caller& caller);
Answer read_division(Api& api, const Request& request, Caller& caller);
Answer locate(Api& api, const Request& request, Caller& caller);
Answer read_grid(Api& api, const Request& request, Caller& caller);
Answer list_grids(Api& api, const Request& request, Caller& caller);
// tiles.cpp
Answer read_tile(Api& api, const Request& request, Caller& caller);
Answer read_style(Api& api, const Request& request, Caller& caller);
// export_jobs.cpp
Answer start_export(Api& api, const Request& request, Caller& caller);
Answer read_export(Api& api, const Request& request, Caller& caller);
Answer fetch_export(Api& api, const Request& request, Caller& caller);
Answer drop_export(Api& api, const Request& request, Caller& caller);
// imports.cpp
Answer import_rows(Api& api, const Request& request, Caller& caller);
Asked<void> admit_import(Api& api, const Request& request, const Caller& caller);
inline constexpr std::size_t longest_import = 64 * 1024 * 1024;  ///< bytes
// duties.cpp
Answer list_matters(Api& api, const Request& request, Caller& caller);
Answer list_duties(Api& api, const Request& request, Caller& caller);
Answer read_policy(Api& api, const Request& request, Caller& caller);
// kpis.cpp
Answer read_kpis(Api& api, const Request& request, Caller& caller);
// forget.cpp
Answer forget_subject(Api& api, const Request& request, Caller& caller);
// search.cpp
Answer search(Api& api, const Request& request, Caller& caller);
// session.cpp
Answer log_in(Api& api, const Request& request, Caller& caller);
Answer log_out(Api& api, const Request& request, Caller& caller);
Answer change_password(Api& api, const Request& request, Caller& caller);
Answer register_citizen(Api& api, const Request& request, Caller& caller);
Answer read_me(Api& api, const Request& request, Caller& caller);
// sign_in.cpp
Answer begin_sign_in(Api& api, const Request& request, Caller& caller);
Answer finish_sign_in(Api& api, const Request& request, Caller& caller);
// webhooks.cpp
Answer list_webhooks(Api& api, const Request& request, Caller& caller);
Answer add_webhook(Api& api, const Request& request, Caller& caller);
Answer remove_webhook(Api& api, const Request& request, Caller& caller);
Answer list_dead_letters(Api& api, const Request& request, Caller& caller);
Answer resend_dead_letters(Api& api, const Request& request, Caller& caller);
// live.cpp
Answer open_stream(Api& api, const Request& request, Caller& caller);
// openapi.cpp, guide.cpp
Answer read_openapi(Api& api, const Request& request, Caller& caller);
Answer read_guide(Api& api, const Request& request, Caller& caller);

/// What a list of cases is asked for, within the caller's scope.
Asked<views::CaseFilter> case_filter_of(Api& api, const Request& request, const Caller& caller);
Asked<views::CaseOrder> case_order_of(const Request& request);
/// Finds a case in the views that the caller may see, with so many of its reports; not found for
/// any other.
Asked<views::CaseDetail> case_for(Api& api, views::Reader& reader, const Request& request,
                                  const Caller& caller, std::size_t reports = 0);
/// A report that the caller may see, with where it belongs; not found for any other.
struct FoundReport {
    views::ReportRow row;
    Whose where;
};
Asked<FoundReport> report_for(Api& api, ReportId id, const Caller& caller);
Asked<FoundReport> report_for(Api& api, const Request& request, const Caller& caller);
/// One record of the journal, which is another's again at once.
Result<journal::Record> record_at(Api& api, std::uint64_t sequence);
/// All of a case's own, without those of its reports.
Result<std::vector<journal::Record>> own_records(Api& api, views::Reader& reader, CaseId id);
/// The report as the journal has it, what is personal still sealed.
Result<Report> sealed_report(Api& api, const views::ReportRow& row);
/// The names of all units that a case speaks of.
Result<views::UnitNames> names_in(views::Reader& reader, const views::CaseDetail& detail);

}  // namespace cs::http
