// KPIs: counts and rates by day, unit, division and matter, within the caller's scope.
#include <algorithm>

#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"

namespace cs::http {

namespace {

constexpr std::string_view parted_by = ",";

bool is_place(views::KpiGroup group) {
    using enum views::KpiGroup;
    return group == division || group == street || group == district;
}

Asked<std::vector<views::KpiGroup>> groups_of(const Request& request) {
    std::vector<views::KpiGroup> out;
    auto list = TRY(text_of(request, "by"));
    std::string_view rest = list ? std::string_view(*list) : std::string_view();
    while (!rest.empty()) {
        auto name = rest.substr(0, rest.find(parted_by));
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        auto group = json::enum_from_name<views::KpiGroup>(name);
        if (!group)
            return bad_request("by", "expected day, unit, division, street, district or matter");
        bool is_again = std::ranges::any_of(out, [&](views::KpiGroup other) {
            return other == *group || (is_place(other) && is_place(*group));
        });
        if (is_again)
            return bad_request("by", "each once, and one of division, street and district");
        out.push_back(*group);
    }
    return out;
}

// Who has one scope and names none is shown his; who names another is refused.
Asked<void> narrow(Api& api, const Caller& caller, views::KpiFilter& filter) {
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    auto scopes = scopes_of(caller, realm);
    if (scopes.empty()) return {};
    if (scopes.size() == 1 && !filter.division && !filter.unit) {
        filter.division = scopes.front().division;
        filter.unit = scopes.front().unit;
        return {};
    }
    for (const auto& scope : scopes) {
        bool is_inside = filter.division && within(*filter.division, scope.division);
        if (!scope.unit && is_inside) return {};
        if (scope.unit && filter.unit == scope.unit) return {};
    }
    return not_yours("name a division or a unit of your own");
}

}  // namespace

Answer read_kpis(Api& api, const Request& request, Caller& caller) {
    views::KpiFilter filter;
    filter.unit = TRY(unit_of(request, "unit"));
    filter.division = TRY(division_of(request, "division"));
    filter.matter = TRY(text_of(request, "matter"));
    auto from = TRY(date_of(request, "from"));
    auto to = TRY(date_of(request, "to"));
    auto groups = TRY(groups_of(request));
    auto page = TRY(page_of(request, views::max_page_rows));
    TRY_VOID(narrow(api, caller, filter));
    auto reader = TRY(api.follower.readers().borrow());
    auto today = local_date(api.time.now());
    auto days = TRY(reader->kpi_days()).value_or(std::pair(today, today));
    filter.from = from.value_or(days.first);
    filter.to = to.value_or(days.second);
    // Where one end is the views' own, the span may be empty, and so is the answer.
    if (from && to && *to < *from) return bad_request("to", "it lies before from");
    auto found = TRY(reader->kpi_page(filter, groups, page));
    KpiAnswer out{filter.from.text(), filter.to.text(), std::move(found.rows),
                  std::move(found.next)};
    return Response::json(whole_text_of(out));
}

}  // namespace cs::http
