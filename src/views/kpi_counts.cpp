#include "views/kpi_counts.h"

namespace cs::views {

namespace {

template <class Do>
void for_each_count(Do&& action) {
    boost::mp11::mp_for_each<
        boost::describe::describe_members<KpiCounts, boost::describe::mod_public>>(action);
}

}  // namespace

void count_clock(KpiCounts& counts, ClockKind kind, ClockPhase result) {
    if (result != ClockPhase::met && result != ClockPhase::missed) return;
    bool met = result == ClockPhase::met;
    auto one = [&](std::int64_t& on_time, std::int64_t& late) { ++(met ? on_time : late); };
    switch (kind) {
        case ClockKind::dispatch: return one(counts.dispatch_on_time, counts.dispatch_late);
        case ClockKind::sign: return one(counts.sign_on_time, counts.sign_late);
        case ClockKind::arrive: return one(counts.arrive_on_time, counts.arrive_late);
        case ClockKind::contact: return one(counts.contact_on_time, counts.contact_late);
        case ClockKind::handle: return one(counts.handle_on_time, counts.handle_late);
        case ClockKind::arbitrate: return one(counts.arbitrate_on_time, counts.arbitrate_late);
        case ClockKind::verify: return one(counts.verify_on_time, counts.verify_late);
        case ClockKind::callback: return one(counts.callback_on_time, counts.callback_late);
        case ClockKind::close: return one(counts.close_on_time, counts.close_late);
        case ClockKind::supervise: return one(counts.supervise_on_time, counts.supervise_late);
        case ClockKind::accept: return one(counts.accept_on_time, counts.accept_late);
        case ClockKind::review: return one(counts.review_on_time, counts.review_late);
    }
}

void add(KpiCounts& to, const KpiCounts& from) {
    for_each_count([&](auto member) { to.*member.pointer += from.*member.pointer; });
}

KpiRates rates_of(const KpiCounts& c) {
    auto of = [](std::int64_t yes, std::int64_t no) { return Ratio{yes, yes + no}; };
    KpiRates rates;
    rates.on_time = of(c.dispatch_on_time + c.sign_on_time + c.arrive_on_time + c.contact_on_time +
                           c.handle_on_time + c.arbitrate_on_time + c.verify_on_time +
                           c.callback_on_time + c.close_on_time + c.supervise_on_time +
                           c.accept_on_time + c.review_on_time,
                       c.dispatch_late + c.sign_late + c.arrive_late + c.contact_late +
                           c.handle_late + c.arbitrate_late + c.verify_late + c.callback_late +
                           c.close_late + c.supervise_late + c.accept_late + c.review_late);
    rates.handle_on_time = of(c.handle_on_time, c.handle_late);
    rates.response = {c.contacted_on_time, c.appraised};
    rates.resolution = of(c.solved_yes, c.solved_no);
    rates.satisfaction = of(c.satisfied_yes, c.satisfied_no);
    rates.claimed = {c.claimed_yes, c.appraised};
    rates.verified = {c.verified_yes, c.appraised};
    rates.accepted = {c.accepted_yes, c.appraised};
    rates.returned = {c.returns_requested, c.dispatched};
    rates.reworked = {c.reworks, c.appraised};
    rates.reopened = {c.reopenings, c.closed_solved + c.closed_without_remedy + c.closed_elsewhere};
    return rates;
}

std::string kpi_columns(const std::string& before, const std::string& after) {
    std::string out;
    for_each_count([&](auto member) {
        if (!out.empty()) out += ", ";
        out += before + member.name + after;
    });
    return out;
}

}  // namespace cs::views
