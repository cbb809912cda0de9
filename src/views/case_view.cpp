#include "views/case_view.h"

namespace cs::views {

namespace {

std::optional<std::string> name_in(const UnitNames& units, UnitId id) {
    auto found = units.find(id);
    if (found == units.end()) return {};
    return found->second;
}

OrderView view_of(const Order& order, std::uint64_t number, const UnitNames& units) {
    OrderView out{number, order.unit, name_in(units, order.unit), order.lead, order.phase,
                  order.extension_pending, order.is_signed, order.returns, order.issued_at, {}};
    if (order.proposed_unit != UnitId{}) out.proposed_unit = order.proposed_unit;
    return out;
}

ClockView view_of(const Clock& clock, const UnitNames& units) {
    ClockView out{clock.kind, clock.phase, clock.calendar, clock.points_passed, {}, clock.unit,
                  name_in(units, clock.unit), clock.started_at,
                  clock.total.us / Duration::seconds(1).us, clock.due, {}, {}};
    if (clock.order != 0) out.order = clock.order;
    if (clock.next_point != Instant::never()) out.next_point = clock.next_point;
    if (clock.phase != ClockPhase::running) out.stopped_at = clock.stopped_at;
    return out;
}

}  // namespace

CaseView view_of(CaseDetail detail, const UnitNames& units) {
    CaseView out{std::move(detail.row),     {}, {}, detail.report_count, std::move(detail.reports),
                 std::move(detail.imported_from)};
    for (const auto& order : detail.orders)
        out.orders.push_back(view_of(order, out.orders.size() + 1, units));
    for (const auto& clock : detail.clocks) out.clocks.push_back(view_of(clock, units));
    return out;
}

}  // namespace cs::views
