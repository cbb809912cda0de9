// The state as a fold: the last checkpoint and the journal's tail, at the start and after a failed
// write; and cases brought back from the archive before anything names them.
#include "base/json.h"
#include "runtime/engine_checkpoint.h"

namespace cs::runtime {

namespace {

constexpr std::size_t fold_batch = 2000;

}  // namespace

Result<void> Engine::reload() {
    // Closed before they are opened again: what a failed write left behind is settled by opening.
    journal_.reset();
    store_.reset();
    checkpoint_.reset();
    closed_.clear();
    to_erase_.clear();
    touched_cases_.clear();
    touched_reports_.clear();
    touched_sources_.clear();
    registry_touched_ = store_in_doubt_ = false;
    keys_ = {};
    last_command_had_key_ = false;
    state_ = std::make_unique<city::State>();
    checkpoint_sequence_ = 0;
    stored_reports_ = 0;
    last_at_ = {};
    durable_hash_ = {};
    journal_ = TRY(open_journal_());
    store_ = TRY(open_store_());
    TRY_VOID(load_checkpoint());
    TRY_VOID(fold_tail());
    durable_sequence_ = decided_sequence_ = journal_->last_sequence();
    next_checkpoint_at_ = checkpoint_sequence_ + options_.records_per_checkpoint;
    return erase(std::exchange(to_erase_, {}));
}

Result<void> Engine::recover() {
    must_recover_ = true;
    auto folded = reload();
    must_recover_ = !folded;
    storage_problem_ = folded ? std::nullopt : std::optional(folded.error());
    return folded;
}

Result<void> Engine::load_checkpoint() {
    auto position = TRY(store_->position());
    if (!position || position->sequence == 0) return {};
    // A checkpoint of another journal, or ahead of this one, is thrown away.
    auto same = journal_->read(position->sequence, 1);
    if (!same || same->size() != 1 || same->front().hash != position->record_hash)
        return store_->clear();
    auto loaded = TRY(store_->load());
    *state_ = std::move(loaded.state);
    keys_ = std::move(loaded.keys);
    last_at_ = loaded.last_at;
    stored_reports_ = state_->cases.last_report;
    durable_hash_ = position->record_hash;
    checkpoint_sequence_ = position->sequence;
    return {};
}

Result<void> Engine::fold_tail() {
    std::uint64_t next = checkpoint_sequence_ + 1;
    while (next <= journal_->last_sequence()) {
        auto records = TRY(journal_->read(next, fold_batch));
        if (records.empty()) return fail("the journal ends early", std::to_string(next));
        for (const auto& record : records) TRY_VOID(fold(record));
        next += records.size();
    }
    return {};
}

Result<void> Engine::fold(const journal::Record& record) {
    auto event = event_from_json(record.type, record.version, record.payload);
    if (!event) {
        auto error = event.error();
        error.where = "journal record " + std::to_string(record.sequence) + " (" + record.type +
                      (error.where.empty() ? ")" : ") " + error.where);
        return std::unexpected(std::move(error));
    }
    TRY_VOID(bring_back(*event));
    touch(*event);
    city::apply(*state_, *event, {record.at, record.actor});
    auto entry = entry_of_field(record.key, record.sequence);
    if (entry)
        keys_.add(*entry);
    else if (record.key.empty() && last_command_had_key_)
        keys_.count_record();
    if (!record.key.empty()) last_command_had_key_ = entry.has_value();
    last_at_ = record.at;
    durable_hash_ = record.hash;
    return {};
}

Result<void> Engine::bring_back(const Event& event) {
    if (std::holds_alternative<CaseFiled>(event)) return {};
    if (auto id = case_of(event)) TRY_VOID(bring_back(*id));
    if (const auto* merged = std::get_if<CasesMerged>(&event)) TRY_VOID(bring_back(merged->into));
    return {};
}

Result<void> Engine::bring_back(CaseId id) {
    if (state_->cases.cases.find(id) != nullptr) return {};
    if (counter_of(id) == 0 || counter_of(id) > state_->cases.last_case) return {};
    auto subject = TRY(store_->find_case(id));
    if (!subject) return {};
    casework::put_back(state_->cases, std::move(*subject));
    // Back in memory until the next checkpoint lets it go again.
    touched_cases_.insert(id);
    return {};
}

Result<Hash256> Engine::state_hash() {
    if (must_recover_) return std::unexpected(*storage_problem_);
    Sha256 hasher;
    hasher.add(json::text_of(state_->registry.image()));
    for (ReportId id : state_->cases.waiting.ids())
        hasher.add(json::text_of(*state_->cases.waiting.find(id)));
    for (std::uint64_t n = 1; n <= state_->cases.last_case; ++n) {
        auto subject = TRY(find_case(make_id<CaseId>(state_->registry.realm(), n)));
        if (subject) hasher.add(json::text_of(*subject));
    }
    hasher.add(std::to_string(state_->cases.last_report));
    hasher.add(json::text_of(state_->cases.sources.sorted()));
    return hasher.finish();
}

}  // namespace cs::runtime
