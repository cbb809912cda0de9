// Cases: lists with every filter of the views, one case, its orders and its history.
#include <algorithm>

#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"

namespace cs::http {

Asked<views::CaseFilter> case_filter_of(Api& api, const Request& request,
                                        const Caller& caller) {
    views::CaseFilter filter;
    filter.now = api.time.now();
    if (auto phase = TRY(text_of(request, "phase"))) {
        filter.phase = json::enum_from_name<Phase>(*phase);
        if (!filter.phase) return bad_request("phase", "there is no phase " + *phase);
    }
    filter.channel = TRY(channel_of(request));
    filter.open = TRY(flag_of(request, "open"));
    filter.overdue = TRY(flag_of(request, "overdue"));
    filter.unit = TRY(unit_of(request, "unit"));
    filter.division = TRY(division_of(request, "division"));
    filter.matter = TRY(text_of(request, "matter"));
    filter.source_id = TRY(text_of(request, "source_id"));
    auto filed = TRY(span_of(request, "filed_from", "filed_to"));
    filter.filed_from = filed.first;
    filter.filed_to = filed.second;
    filter.text = TRY(text_of(request, "text"));
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    if (filter.text) TRY_VOID(may_look_for(api, caller, *filter.text));
    filter.words = words_for(caller);
    filter.scopes = scopes_of(filter.text ? reader_of_words(caller) : caller, realm);
    // One scope can be carried by an index, where the caller asks for no narrower one.
    if (filter.scopes.size() == 1 && !filter.unit && !filter.division) {
        filter.division = filter.scopes.front().division;
        filter.unit = filter.scopes.front().unit;
    }
    return filter;
}

Asked<views::CaseOrder> case_order_of(const Request& request) {
    auto text = TRY(text_of(request, "order"));
    if (!text) return views::CaseOrder::newest;
    auto order = json::enum_from_name<views::CaseOrder>(*text);
    if (!order) return bad_request("order", "expected newest or due");
    return *order;
}

namespace {

// The entry's payload is JSON already: it is put into the answer as it is.
void append_entry(std::string& out, views::TimelineEntry entry) {
    auto payload = std::exchange(entry.payload, {});
    TimelineItem item{entry.sequence, entry.at,    entry.actor, entry.type,
                      entry.version,  entry.title, entry.erased};
    auto head = json::text_of(item);
    head.pop_back();
    out += head + ",\"payload\":" + payload + "}";
}

}  // namespace

Asked<views::CaseDetail> case_for(Api& api, views::Reader& reader, const Request& request,
                                  const Caller& caller, std::size_t reports) {
    auto name = request.parameter("case");
    auto id = parse_id<CaseId>(name).value_or(CaseId{});
    if (id == CaseId{}) id = TRY(reader.find_number(std::string(name))).value_or(CaseId{});
    auto detail = TRY(reader.case_detail(id, api.time.now(), reports));
    if (!detail || !reaches(caller, whose(*detail).jurisdiction()))
        return not_found("case " + std::string(name));
    return std::move(*detail);
}

Result<std::vector<journal::Record>> own_records(Api& api, views::Reader& reader, CaseId id) {
    std::vector<journal::Record> out;
    for (const auto& place : TRY(reader.timeline_places(id)))
        if (!place.report) out.push_back(TRY(record_at(api, place.sequence)));
    return out;
}

Result<views::UnitNames> names_in(views::Reader& reader, const views::CaseDetail& detail) {
    views::UnitNames out;
    auto add = [&](UnitId unit) -> Result<void> {
        if (out.contains(unit)) return {};
        if (auto name = TRY(reader.unit_name(unit))) out[unit] = *name;
        return {};
    };
    for (const auto& order : detail.orders) TRY_VOID(add(order.unit));
    for (const auto& clock : detail.clocks) TRY_VOID(add(clock.unit));
    return out;
}

Answer list_cases(Api& api, const Request& request, Caller& caller) {
    auto filter = TRY(case_filter_of(api, request, caller));
    auto page = TRY(page_of(request));
    auto order = TRY(case_order_of(request));
    auto reader = TRY(api.follower.readers().borrow());
    auto cases = TRY(reader->list_cases(filter, page, order));
    Disclosure disclosure(api, caller);
    for (auto& row : cases.rows) disclosure.show(row, whose(row));
    TRY_VOID(disclosure.record());
    CaseListAnswer out{std::move(cases.rows), std::move(cases.next)};
    return Response::json(whole_text_of(out));
}

Answer read_case(Api& api, const Request& request, Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller, views::case_reports_shown));
    Disclosure disclosure(api, caller);
    auto where = whose(detail);
    disclosure.show(detail.row, where);
    for (auto& report : detail.reports) disclosure.show(report, where);
    if (detail.imported_from)
        disclosure.show(auth::Field::imported_source_id, detail.imported_from->source_id, where,
                        "case " + id_text(detail.row.id));
    TRY_VOID(disclosure.record());
    auto names = TRY(names_in(*reader, detail));
    return Response::json(json::text_of(views::view_of(std::move(detail), names)));
}

Answer list_orders(Api& api, const Request& request, Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    auto names = TRY(names_in(*reader, detail));
    OrderListAnswer out{views::view_of(std::move(detail), names).orders};
    return Response::json(whole_text_of(out));
}

Answer list_case_reports(Api& api, const Request& request, Caller& caller) {
    auto page = TRY(page_of(request));
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    auto found = TRY(reader->reports_of(detail.row.id, page));
    Disclosure disclosure(api, caller);
    auto where = whose(detail);
    for (auto& report : found.rows) disclosure.show(report, where);
    TRY_VOID(disclosure.record());
    return Response::json(
        whole_text_of(ReportListAnswer{std::move(found.rows), std::move(found.next)}));
}

Answer read_timeline(Api& api, const Request& request, Caller& caller) {
    auto page = TRY(page_of(request, views::max_page_rows));
    auto after = TRY(number_of(request, "after", INT64_MAX)).value_or(0);
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    auto places = TRY(reader->timeline_places(detail.row.id));
    auto at = std::ranges::upper_bound(places, after, {}, &views::TimelinePlace::sequence);
    auto end = at + std::min<std::ptrdiff_t>(places.end() - at,
                                             static_cast<std::ptrdiff_t>(page.limit));
    // What officers wrote may be about a reporter who is forgotten: nobody gets it in clear.
    auto reads_as = caller;
    if (TRY(reader->tells_of_forgotten(detail.row.id))) reads_as.purpose.clear();
    Disclosure disclosure(api, reads_as);
    auto where = whose(detail);
    auto what = "history of case " + id_text(detail.row.id);
    std::string out = "{\"rows\":[";
    for (; at != end; ++at) {
        auto record = TRY(record_at(api, at->sequence));
        auto entry = TRY(reader->timeline_entry(*at, std::move(record)));
        std::optional<std::string> payload = std::move(entry.payload);
        disclosure.show(auth::Field::timeline_payload, payload, where, what);
        disclosure.show(auth::Field::timeline_title, entry.title, where, what);
        entry.payload = payload.value_or("{}");
        if (!out.ends_with('[')) out += ',';
        append_entry(out, std::move(entry));
    }
    TRY_VOID(disclosure.record());
    out += ']';
    if (end != places.end())
        out += ",\"next\":\"" + std::to_string(std::prev(end)->sequence) + '"';
    return Response::json(out + '}');
}

}  // namespace cs::http
