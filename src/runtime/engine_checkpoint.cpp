// Checkpoints in steps small enough for ordinary service to go on between them: begin, copy (slice
// by slice, and each case before it changes), write (on any thread), finish, release.
#include "runtime/engine_checkpoint.h"

#include "base/check.h"
#include "casework/importing.h"

namespace cs::runtime {

std::optional<CaseId> second_case(const Event& event) {
    if (const auto* merged = std::get_if<CasesMerged>(&event)) return merged->into;
    if (const auto* split = std::get_if<CaseSplit>(&event)) return split->new_case;
    return std::nullopt;
}

// What the next checkpoint has to write, and what must be erased once the batch is durable. Before
// the event is applied, so that a checkpoint on its way can still copy what was.
void Engine::touch(const Event& event) {
    if (auto id = case_of(event)) touch(*id);
    if (auto id = second_case(event)) touch(*id);
    auto waits_no_more = [&](ReportId id) {
        // One that came and went since the last checkpoint was never written.
        if (counter_of(id) > stored_reports_ && !store_in_doubt_)
            touched_reports_.erase(id);
        else
            touched_reports_[id] = std::nullopt;
    };
    auto waits = [&](ReportId id) { touched_reports_[id].emplace(); };
    if (const auto* e = std::get_if<ReportSubmitted>(&event)) {
        const auto& report = e->report;
        waits(report.id);
        if (report.source_id)
            touched_sources_.push_back(casework::source_key(report.channel, *report.source_id));
    } else if (const auto* imported = std::get_if<CaseImported>(&event)) {
        touched_sources_.push_back(casework::source_key(
            Channel::transfer, casework::outside_id(imported->system, imported->source_id)));
    } else if (const auto* passed = std::get_if<ReportPointPassed>(&event)) {
        waits(passed->report);
    } else if (const auto* declined = std::get_if<ReportDeclined>(&event)) {
        waits_no_more(declined->report);
    } else if (const auto* attached = std::get_if<ReportAttached>(&event)) {
        waits_no_more(attached->report);
    } else if (const auto* filed = std::get_if<CaseFiled>(&event)) {
        for (ReportId id : filed->reports) waits_no_more(id);
    } else if (!case_of(event)) {
        registry_touched_ = true;
        // A new ladder of escalation moves the points of every running clock.
        if (std::holds_alternative<PolicySet>(event)) {
            for (CaseId id : state_->cases.cases.ids()) touch(id);
            for (ReportId id : state_->cases.waiting.ids()) waits(id);
        }
        if (const auto* forgotten = std::get_if<SubjectForgotten>(&event))
            to_erase_.push_back(forgotten->subject);
    }
}

void Engine::touch(CaseId id) {
    touched_cases_.insert(id);
    if (checkpoint_ != nullptr) copy_before_change(id);
}

void Engine::copy_before_change(CaseId id) {
    if (checkpoint_->to_copy.erase(id) == 0) return;
    const auto* subject = state_->cases.cases.find(id);
    CHECK(subject != nullptr);
    if (!is_open(subject->phase)) checkpoint_->closed.push_back(id);
    checkpoint_->changes.cases.push_back(*subject);
}

std::uint64_t Engine::records_since_checkpoint() const {
    return durable_sequence_ - checkpoint_sequence_;
}

bool Engine::checkpoint_is_due() const {
    return !storage_problem_ && checkpoint_ == nullptr && durable_sequence_ >= next_checkpoint_at_;
}

bool Engine::begin_checkpoint() {
    if (storage_problem_ || records_since_checkpoint() == 0) return false;
    CHECK(checkpoint_ == nullptr && decided_sequence_ == durable_sequence_);
    checkpoint_ = std::make_unique<Checkpoint>();
    auto& changes = checkpoint_->changes;
    checkpoint_->position = {durable_sequence_, durable_hash_};
    checkpoint_->touched.assign(touched_cases_.begin(), touched_cases_.end());
    changes.cases.reserve(touched_cases_.size());
    checkpoint_->to_copy.swap(touched_cases_);
    for (auto& [id, report] : touched_reports_)
        if (report) report = *state_->cases.waiting.find(id);
    changes.waiting.swap(touched_reports_);
    stored_reports_ = state_->cases.last_report;
    changes.sources.swap(touched_sources_);
    checkpoint_->has_registry = std::exchange(registry_touched_, false);
    if (checkpoint_->has_registry) changes.registry = state_->registry.image();
    changes.keys = std::move(spare_keys_);
    keys_.copy_to(changes.keys);
    changes.last_report = state_->cases.last_report;
    changes.last_case = state_->cases.last_case;
    changes.last_at = last_at_;
    return true;
}

bool Engine::copy_for_checkpoint(std::size_t cases) {
    const auto& touched = checkpoint_->touched;
    for (; cases > 0 && checkpoint_->looked_at < touched.size(); --cases)
        copy_before_change(touched[checkpoint_->looked_at++]);
    return checkpoint_->looked_at == touched.size();
}

Result<void> Engine::write_checkpoint(const StateStore::Rest& rest) {
    auto written = store_->write(checkpoint_->changes, checkpoint_->position, rest);
    checkpoint_->changes.cases = {};  // freed here, not on the thread that decides
    return written;
}

void Engine::finish_checkpoint(const Result<void>& written) {
    auto done = std::move(checkpoint_);
    spare_keys_ = std::move(done->changes.keys);
    store_in_doubt_ = !written;
    if (written) {
        checkpoint_sequence_ = done->position.sequence;
        next_checkpoint_at_ = checkpoint_sequence_ + options_.records_per_checkpoint;
        closed_ = std::move(done->closed);
        return;
    }
    // It all has to be written another time, after a while.
    touched_cases_.insert(done->touched.begin(), done->touched.end());
    for (auto& [id, report] : done->changes.waiting)
        touched_reports_.try_emplace(id, std::move(report));
    const auto& sources = done->changes.sources;
    touched_sources_.insert(touched_sources_.end(), sources.begin(), sources.end());
    registry_touched_ = registry_touched_ || done->has_registry;
    next_checkpoint_at_ = durable_sequence_ + options_.records_per_checkpoint / 4;
}

bool Engine::release_closed(std::size_t cases) {
    for (; cases > 0 && !closed_.empty(); --cases) {
        auto id = closed_.back();
        closed_.pop_back();
        // One that was named since then stays until the checkpoint after it.
        const auto* subject = state_->cases.cases.find(id);
        if (subject != nullptr && !is_open(subject->phase) && !touched_cases_.contains(id))
            casework::take_out(state_->cases, id);
    }
    return closed_.empty();
}

Result<void> Engine::checkpoint() {
    if (storage_problem_) return std::unexpected(*storage_problem_);
    if (checkpoint_ == nullptr && !begin_checkpoint()) return {};
    copy_for_checkpoint(SIZE_MAX);
    auto written = write_checkpoint();
    finish_checkpoint(written);
    release_closed(SIZE_MAX);
    return written;
}

}  // namespace cs::runtime
