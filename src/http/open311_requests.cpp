// Service requests: lists with the standard's filters, single ones, and what became of a token.
#include <algorithm>

#include "base/json.h"
#include "http/evidence.h"
#include "http/open311.h"
#include "http/query.h"
#include "views/case_selection.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;

constexpr Duration longest_span = Duration::days(90);
constexpr std::size_t most_values = 100;        // of one filter
constexpr std::uint64_t furthest_row = 10'000;  // reached by `page`; `after` goes on

Asked<std::vector<std::string>> list_of(const Request& request, std::string_view name) {
    std::vector<std::string> out;
    for (const auto& pair : request.query) {
        if (pair.name != name) continue;
        std::string_view rest = pair.value;
        while (!rest.empty()) {
            auto end = std::min(rest.find(','), rest.size());
            auto piece = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (piece.starts_with(' ')) piece.remove_prefix(1);
            while (piece.ends_with(' ')) piece.remove_suffix(1);
            if (!piece.empty()) out.emplace_back(piece);
        }
    }
    if (out.size() > most_values)
        return bad_request(std::string(name), "no more than " + std::to_string(most_values));
    return out;
}

// The span asked for: at most ninety days, the last ones where nothing is said.
Asked<void> set_span(Api& api, const Request& request, views::CaseSelection& selection) {
    auto from = TRY(instant_of(request, "start_date"));
    auto to = TRY(instant_of(request, "end_date"));
    if (!to) to = from ? std::min(*from + longest_span, api.time.now()) : api.time.now();
    if (!from) from = *to - longest_span;
    if (*to < *from) return bad_request("end_date", "it lies before start_date");
    if (*to - *from > longest_span)
        return bad_request("end_date", "a span is no longer than 90 days");
    selection.filed_from = *from;
    selection.filed_to = *to + Duration{1};
    return {};
}

Asked<void> set_status(const Request& request, views::CaseSelection& selection) {
    bool open = false, closed = false;
    for (const auto& word : TRY(list_of(request, "status"))) {
        if (word != "open" && word != "closed")
            return bad_request("status", "expected open or closed");
        (word == "open" ? open : closed) = true;
    }
    if (open != closed) selection.open = open;
    return {};
}

Asked<views::CaseSelection> selection_of(Api& api, const Request& request) {
    views::CaseSelection out;
    out.division = TRY(jurisdiction_of(api, request));
    out.matters = TRY(list_of(request, "service_code"));
    TRY_VOID(set_status(request, out));
    TRY_VOID(set_span(api, request, out));
    return out;
}

// The page asked for: `after` continues exactly; `page` counts from the newest, as others do it.
Asked<views::CaseIdPage> page_of(views::Reader& reader, const Request& request,
                                 const views::CaseSelection& selection) {
    views::Page page;
    page.limit = views::max_page_rows;
    page.after = TRY(text_of(request, "after"));
    if (auto size = TRY(number_of(request, "page_size", views::max_page_rows, 1)))
        page.limit = *size;
    auto number = TRY(number_of(request, "page", furthest_row, 1)).value_or(1);
    if (number * page.limit > furthest_row)
        return bad_request("page", "so far back only `after` leads, or a narrower span");
    auto out = TRY(views::select_cases(reader, selection, page));
    for (; number > 1; --number) {
        if (!out.next) return views::CaseIdPage{};
        page.after = out.next;
        out = TRY(views::select_cases(reader, selection, page));
    }
    return out;
}

Asked<views::CaseIdPage> page_selected(Api& api, views::Reader& reader, const Request& request) {
    return page_of(reader, request, TRY(selection_of(api, request)));
}

Asked<views::CaseIdPage> ids_named(views::Reader& reader, const std::vector<std::string>& names) {
    views::CaseIdPage out;
    for (const auto& name : names)
        if (auto id = case_of_request(reader, name)) out.ids.push_back(*id);
    return out;
}

void append_encoded(std::string& out, std::string_view text) {
    constexpr char digits[] = "0123456789ABCDEF";
    for (unsigned char c : text) {
        if (std::isalnum(c) || c == '-' || c == '.' || c == '_') out += static_cast<char>(c);
        else out.append({'%', digits[c >> 4], digits[c & 15]});
    }
}

}  // namespace

std::string next_link(const Request& request, const std::string& after) {
    std::string out = request.path + "?";
    for (const auto& [name, value] : request.query) {
        if (name == "after" || name == "page" || name == "api_key") continue;
        append_encoded(out, name);
        out += '=';
        append_encoded(out, value);
        out += '&';
    }
    return "<" + out + "after=" + after + ">; rel=\"next\"";
}

namespace {

Asked<array> service_requests(Api& api, const Request& request, const Caller& caller,
                              const std::vector<CaseId>& ids) {
    Disclosure disclosure(api, caller);
    array out;
    for (auto id : ids) {
        auto reader = TRY(api.follower.readers().borrow());
        auto detail = TRY(reader->case_detail(id, api.time.now()));
        if (detail)
            out.push_back(TRY(service_request_of(api, *detail, request, caller, disclosure)));
    }
    TRY_VOID(disclosure.record());
    return out;
}

}  // namespace

Asked<DivisionCode> jurisdiction_of(Api& api, const Request& request) {
    auto realm = api.follower.with_registry([](const auto& registry) {
        return registry.division();
    });
    auto text = form_value(request, "jurisdiction_id");
    if (!text || text->empty()) return realm;
    auto code = parse_division_code(*text);
    bool is_here = code && within(*code, realm) &&
                   api.follower.with_registry([&](const registry::Registry& registry) {
                       return registry.division_name(*code) != nullptr;
                   });
    if (!is_here) return not_found("jurisdiction_id " + *text);
    return *code;
}

Asked<CaseId> case_of_request(views::Reader& reader, std::string_view id) {
    if (auto found = TRY(reader.find_number(std::string(id)))) return *found;
    if (auto plain = parse_id<CaseId>(id)) return *plain;
    return not_found("service_request_id " + std::string(id));
}

Answer open311_list(Api& api, const Request& request, Caller& caller) {
    auto names = TRY(list_of(request, "service_request_id"));
    auto reader = TRY(api.follower.readers().borrow());
    TRY(jurisdiction_of(api, request));
    // By name nothing else counts.
    auto page = names.empty() ? TRY(page_selected(api, *reader, request))
                              : TRY(ids_named(*reader, names));
    auto rows = TRY(service_requests(api, request, caller, page.ids));
    auto response = open311_answer(request, "service_requests", rows);
    if (page.next) response.headers.push_back({"Link", next_link(request, *page.next)});
    return response;
}

Answer open311_read(Api& api, const Request& request, Caller& caller) {
    TRY(jurisdiction_of(api, request));
    auto name = named_in_path(request, "service_request_id");
    auto reader = TRY(api.follower.readers().borrow());
    auto id = TRY(case_of_request(*reader, name));
    auto rows = TRY(service_requests(api, request, caller, {id}));
    if (rows.empty()) return not_found("service_request_id " + name);
    return open311_answer(request, "service_requests", rows);
}

// A report that waits has a token and no request yet; one that was declined never will.
Answer open311_token(Api& api, const Request& request, Caller&) {
    TRY(jurisdiction_of(api, request));
    auto token = named_in_path(request, "token");
    auto reader = TRY(api.follower.readers().borrow());
    auto id = api.receipts.report_of(token);
    auto row = id ? TRY(reader->report(*id)) : std::nullopt;
    if (!row) return not_found("token " + token);
    object out{{"token", token}};
    if (row->case_id)
        if (auto detail = TRY(reader->case_detail(*row->case_id, api.time.now(), 0)))
            out["service_request_id"] = detail->row.number;
    if (wants_extensions(request)) {
        out["state"] = json::enum_name(row->phase);
        auto photo = row->case_id ? TRY(first_photo(api, *row)) : std::nullopt;
        if (photo) out["media_url"] = photo_link(api, request, *row->case_id, *photo);
    }
    return open311_answer(request, "service_requests", array{std::move(out)});
}

}  // namespace cs::http
