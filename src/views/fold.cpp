#include "views/fold.h"

#include <algorithm>

#include "base/json.h"
#include "views/visitor.h"

namespace cs::views {

Result<void> Fold::add(const journal::Record& record, Opener& personal) {
    record_ = &record;
    personal_ = &personal;
    if (!is_ignored(record.type)) {
        auto at_record = [&](Error error) {
            error.where = "record " + std::to_string(record.sequence) +
                          (error.where.empty() ? "" : ", " + error.where);
            return std::unexpected(std::move(error));
        };
        auto event = event_from_json(record.type, record.version, record.payload);
        if (!event) return at_record(std::move(event).error());
        auto done = std::visit(Visitor{*this, record}, *event);
        if (!done) return at_record(std::move(done).error());
    }
    position_ = {record.sequence, record.hash, record.at};
    return {};
}

Result<void> Fold::flush() {
    std::vector<ReportState*> reports;
    for (auto& [id, state] : reports_) reports.push_back(state.get());
    std::ranges::sort(reports, {}, [](const ReportState* r) { return r->sequence; });
    for (auto* report : reports) TRY_VOID(store_.write_report(*report));
    std::ranges::sort(changed_);
    for (auto id : changed_) TRY_VOID(store_.write_case(*cases_.at(id).state));
    for (const auto& [key, sums] : kpi_) TRY_VOID(store_.add_kpi(key, sums));
    return store_.set_position(position_);
}

void Fold::batch_is_durable() {
    for (auto id : changed_) {
        auto it = cases_.find(id);
        if (is_open(it->second.state->subject.phase))
            it->second.is_changed = false;
        else
            cases_.erase(it);
    }
    if (cases_.size() > kept_cases_) cases_.clear();
    changed_.clear();
    reports_.clear();
    kpi_.clear();
    has_erased_ = false;
}

void Fold::forget_batch() {
    cases_.clear();
    changed_.clear();
    reports_.clear();
    kpi_.clear();
    store_.forget_batch();
    has_erased_ = false;
}

Result<CaseState*> Fold::find_case(CaseId id) {
    if (auto it = cases_.find(id); it != cases_.end()) return it->second.state.get();
    auto loaded = TRY(store_.load_case(id));
    if (!loaded) return fail("case " + id_text(id) + " is not known", {}, "rebuild the views");
    auto* state = loaded.get();
    cases_.emplace(id, Kept{std::move(loaded), false});
    return state;
}

Result<CaseState*> Fold::change(CaseId id) {
    auto* state = TRY(find_case(id));
    auto& kept = cases_.at(id);
    if (!kept.is_changed) changed_.push_back(id);
    kept.is_changed = true;
    if (state->sequences.empty() || state->sequences.back() != record_->sequence)
        state->sequences.push_back(record_->sequence);
    return state;
}

Result<ReportState*> Fold::find_report(ReportId id) {
    if (auto it = reports_.find(id); it != reports_.end()) return it->second.get();
    auto loaded = TRY(store_.load_report(id));
    if (!loaded) return fail("report " + id_text(id) + " is not known", {}, "rebuild the views");
    return reports_.emplace(id, std::move(loaded)).first->second.get();
}

CaseState& Fold::add_case(CaseId id, std::string number) {
    auto state = std::make_unique<CaseState>();
    state->subject.id = id;
    state->subject.filed_at = record_->at;
    state->number = std::move(number);
    state->sequences.push_back(record_->sequence);
    changed_.push_back(id);
    auto& kept = cases_[id];
    kept = {std::move(state), true};
    return *kept.state;
}

Result<void> Fold::give_reports(CaseState& state, const std::vector<ReportId>& reports) {
    for (ReportId id : reports) {
        auto* report = TRY(find_report(id));
        report->phase = ReportPhase::filed;
        report->case_id = state.subject.id;
        report->area = state.subject.division;
        report->is_changed = true;
        auto& all = state.subject.reports;
        if (std::ranges::find(all, id) == all.end()) all.push_back(id);
    }
    if (state.subject.reports.empty()) return {};
    auto* first = TRY(find_report(state.subject.reports.front()));
    state.first_text = first->sequence;
    state.channel = first->report.channel;
    return {};
}

void Fold::count_ended(const CaseState& state, const ClockStopped& ended) {
    if (ended.result != ClockPhase::cancelled)
        count_clock(counts(state, ended.unit), ended.kind, ended.result);
}

KpiCounts& Fold::counts(const CaseState& state, UnitId unit) {
    return counts(state, unit, record_->at);
}

KpiCounts& Fold::counts(const CaseState& state, UnitId unit, Instant at) {
    const auto& subject = state.subject;
    return kpi_[{local_day_number(at), unit, subject.division, subject.matter}];
}

}  // namespace cs::views
