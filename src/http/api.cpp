#include "http/api.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace cs::http {

std::vector<views::CaseScope> scopes_of(const auth::Caller& caller, DivisionCode realm) {
    std::vector<views::CaseScope> out;
    for (const auto& grant : caller.grants) {
        if (grant.role == Role::citizen) continue;
        if (within(realm, grant.division) && !grant.unit) return {};
        views::CaseScope scope{grant.division, grant.unit};
        if (std::ranges::find(out, scope) == out.end()) out.push_back(scope);
    }
    return out;
}

std::vector<Grant> grants_of(const registry::Registry& registry, PersonId person) {
    std::vector<Grant> out;
    const auto* who = registry.person(person);
    if (who == nullptr || who->retired.value_or(false)) return out;
    for (const auto& held : registry.grants(person))
        if (held.until == Instant::never()) out.push_back(held.grant);
    return out;
}

bool reaches(const auth::Caller& caller, const auth::Jurisdiction& where) {
    return std::ranges::any_of(caller.grants, [&](const Grant& grant) {
        return grant.role != Role::citizen && auth::covers(grant, where);
    });
}

Whose whose(const views::CaseRow& row) { return {row.division, {row.unit}}; }

Whose whose(const views::CaseDetail& detail) {
    auto out = whose(detail.row);
    for (const auto& order : detail.orders) out.units.push_back(order.unit);
    return out;
}

std::optional<LonLat> shown_place(const auth::Caller& caller, LonLat at, const Whose& where) {
    std::array<char, 48> text;
    std::snprintf(text.data(), text.size(), "%.7f,%.7f", at.lon_e7 / 1e7, at.lat_e7 / 1e7);
    auto shown = caller.shown(auth::Field::case_place, text.data(), where.jurisdiction());
    auto comma = shown ? shown->find(',') : std::string::npos;
    if (comma == std::string::npos) return std::nullopt;
    double lon = 0, lat = 0;
    std::from_chars(shown->data(), shown->data() + comma, lon);
    std::from_chars(shown->data() + comma + 1, shown->data() + shown->size(), lat);
    return LonLat{static_cast<std::int32_t>(std::lround(lon * 1e7)),
                  static_cast<std::int32_t>(std::lround(lat * 1e7))};
}

void Disclosure::show(auth::Field field, std::optional<std::string>& text, const Whose& where,
                      const std::string& what) {
    if (!text) return;
    auto where_it_is = where.jurisdiction();
    auto field_class = auth::row_of(field).field_class;
    text = caller_.shown(field, *text, where_it_is);
    bool is_personal = field_class >= auth::FieldClass::L3;
    if (!is_personal || !caller_.reads_clear(field_class, where_it_is)) return;
    if (seen_.empty() || seen_.back() != what) seen_.push_back(what);
}

void Disclosure::show(views::CaseRow& row, const Whose& where) {
    show(auth::Field::case_title, row.title, where, "case " + id_text(row.id));
}

// Once its reporter is forgotten, what officers wrote of it is masked, whatever the purpose.
void Disclosure::show(views::ReportRow& row, const Whose& where) {
    if (row.erased && !caller_.purpose.empty()) {
        auto without_purpose = caller_;
        without_purpose.purpose.clear();
        return Disclosure(api_, without_purpose).show(row, where);
    }
    auto what = "report " + id_text(row.id);
    show(auth::Field::report_title, row.title, where, what);
    show(auth::Field::report_text, row.text, where, what);
    show(auth::Field::report_reason, row.reason, where, what);
    show(auth::Field::report_basis, row.basis, where, what);
    show(auth::Field::report_source_id, row.source_id, where, what);
}

Result<void> Disclosure::record() {
    return api_.accounts.record_read(caller_, seen_);
}

}  // namespace cs::http
