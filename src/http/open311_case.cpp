// A case as a service request. The standard knows open and closed; what really is the case stands
// in status_notes for people and, for clients that ask, in extended_attributes.
#include <algorithm>

#include "base/json.h"
#include "http/evidence.h"
#include "http/open311.h"
#include "http/query.h"
#include "views/case_points.h"

namespace cs::http {

namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t longest_description = 4'000;  // characters; the standard's

struct Words {
    std::string_view english;
    std::string_view chinese;
};

Words words_of(Phase phase) {
    switch (phase) {
        case Phase::filed: return {"filed, not yet given to a unit", "已立案，待派遣"};
        case Phase::dispatched: return {"given to the unit", "已派遣"};
        case Phase::handling: return {"the unit is working on it", "处置中"};
        case Phase::claimed: return {"the unit says it is done; to be verified", "已反馈，待核查"};
        case Phase::verified: return {"verified on site; to be asked back", "已核查，待回访"};
        case Phase::called_back: return {"verified and asked back; to be closed", "已回访，待结案"};
        case Phase::closed: return {"closed", "已结案"};
        case Phase::merged: return {"gone into another request on the same problem", "已并案"};
    }
    return {};
}

Words words_of(Closing closing) {
    switch (closing) {
        case Closing::solved: return {"closed: solved", "已结案：已解决"};
        case Closing::without_remedy: return {"closed without remedy", "已结案：未能解决"};
        case Closing::elsewhere: return {"closed in another system", "已在其他系统办结"};
    }
    return {};
}

std::string status_notes(const views::CaseRow& row, bool is_chinese) {
    auto words = row.closing ? words_of(*row.closing) : words_of(row.phase);
    std::string out(is_chinese ? words.chinese : words.english);
    if (row.suspended) out += is_chinese ? "；已挂账" : "; on hold";
    return out;
}

// From the smallest to the largest, as the standard wants an address.
std::string address_of(Api& api, DivisionCode division) {
    return api.follower.with_registry([&](const registry::Registry& registry) {
        std::string out;
        std::optional<DivisionCode> last;
        for (auto level : {DivisionLevel::community, DivisionLevel::street,
                           DivisionLevel::district, DivisionLevel::city}) {
            auto code = ancestor_at(division, level);
            const auto* name = code == last ? nullptr : registry.division_name(code);
            if (name != nullptr) out += (out.empty() ? "" : ", ") + *name;
            last = code;
        }
        return out;
    });
}

void put_place(object& out, const std::optional<LonLat>& at) {
    out["lat"] = at ? value(at->lat_e7 / 1e7) : value(nullptr);
    out["long"] = at ? value(at->lon_e7 / 1e7) : value(nullptr);
}

value or_null(const std::optional<std::string>& text) {
    return text ? value(*text) : value(nullptr);
}

std::optional<std::string> cut(std::optional<std::string> text) {
    if (!text) return text;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text->size(); ++i) {
        bool begins = (static_cast<unsigned char>((*text)[i]) & 0xC0) != 0x80;
        if (begins && ++characters > longest_description) return text->substr(0, i);
    }
    return text;
}

Asked<value> media_url_of(Api& api, const views::CaseDetail& detail, const Request& request,
                          const Caller& caller, const Whose& where) {
    if (!may_see_photos(caller, where)) return nullptr;
    for (const auto& report : detail.reports)
        if (auto photo = TRY(first_photo(api, report)))
            return value(photo_link(api, request, detail.row.id, *photo));
    return nullptr;
}

object extended_attributes(const views::CaseDetail& detail) {
    const auto& row = detail.row;
    object out{{"phase", json::enum_name(row.phase)},
               {"suspended", row.suspended},
               {"claimed", json::enum_name(row.claimed)},
               {"verified", json::enum_name(row.verified)},
               {"accepted", json::enum_name(row.accepted)},
               {"closing", row.closing ? value(json::enum_name(*row.closing)) : value(nullptr)},
               {"reports", detail.report_count},
               {"reopenings", row.reopenings},
               {"division", id_text(row.division)},
               {"merged_into", row.merged_into ? value(id_text(*row.merged_into)) : nullptr}};
    return out;
}

}  // namespace

bool wants_extensions(const Request& request) {
    return request.query_value("extensions").value_or("") == "true";
}

Instant updated_at(const views::CaseDetail& detail) {
    auto last = std::max(detail.row.filed_at, detail.row.closed_at.value_or(Instant{}));
    for (const auto& order : detail.orders) last = std::max(last, order.issued_at);
    for (const auto& clock : detail.clocks)
        last = std::max({last, clock.started_at, clock.stopped_at});
    for (const auto& report : detail.reports) last = std::max(last, report.submitted_at);
    return detail.row.phase == Phase::closed ? detail.row.closed_at.value_or(last) : last;
}

Asked<object> service_request_of(Api& api, const views::CaseDetail& detail, const Request& request,
                                 const Caller& caller, Disclosure& disclosure) {
    const auto& row = detail.row;
    auto where = whose(detail);
    std::optional<std::string> description;
    std::optional<LonLat> place;
    if (!detail.reports.empty()) description = detail.reports.front().text;
    disclosure.show(auth::Field::report_text, description, where, "case " + id_text(row.id));
    auto reader = TRY(api.follower.readers().borrow());
    if (auto at = TRY(views::point_of(*reader, row.id)))
        place = shown_place(caller, *at, where);
    object out{{"service_request_id", row.number},
               {"status", is_open(row.phase) ? "open" : "closed"},
               {"status_notes", status_notes(row, wants_chinese(request))},
               {"service_name", or_null(row.matter_name)},
               {"service_code", row.matter},
               {"description", or_null(cut(std::move(description)))},
               {"agency_responsible", or_null(row.unit_name)},
               {"service_notice", nullptr},
               {"requested_datetime", local_text(row.filed_at)},
               {"updated_datetime", local_text(updated_at(detail))}};
    out["expected_datetime"] =
        row.handle_due_at ? value(local_text(*row.handle_due_at)) : value(nullptr);
    out["address"] = address_of(api, row.division);
    out["address_id"] = row.grid ? id_text(*row.grid) : id_text(row.division);
    out["zipcode"] = nullptr;
    put_place(out, place);
    out["media_url"] = TRY(media_url_of(api, detail, request, caller, where));
    if (wants_extensions(request)) out["extended_attributes"] = extended_attributes(detail);
    return out;
}

}  // namespace cs::http
