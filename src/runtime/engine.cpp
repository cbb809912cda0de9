#include "runtime/engine.h"

#include <cstdio>

#include "base/check.h"
#include "base/json.h"

namespace cs::runtime {

namespace {

constexpr std::size_t fold_batch = 2000;
constexpr std::size_t longest_key = 200;

// Cases an event touches, beyond the one it belongs to.
std::optional<CaseId> second_case(const Event& event) {
    if (const auto* merged = std::get_if<CasesMerged>(&event)) return merged->into;
    if (const auto* split = std::get_if<CaseSplit>(&event)) return split->new_case;
    return std::nullopt;
}

}  // namespace

Engine::Engine(OpenJournal open_journal, OpenStore open_store, journal::Vault* vault,
               Options options)
    : open_journal_(std::move(open_journal)),
      open_store_(std::move(open_store)),
      vault_(vault),
      options_(options) {}

Result<std::unique_ptr<Engine>> Engine::open(OpenJournal open_journal, OpenStore open_store,
                                             journal::Vault* vault, Options options) {
    auto engine = std::unique_ptr<Engine>(
        new Engine(std::move(open_journal), std::move(open_store), vault, options));
    TRY_VOID(engine->reload());
    return engine;
}

Result<void> Engine::reload() {
    journal_.reset();
    store_.reset();
    journal_ = TRY(open_journal_());
    store_ = TRY(open_store_());
    batch_.clear();
    to_erase_.clear();
    touched_cases_.clear();
    touched_reports_.clear();
    touched_sources_.clear();
    registry_touched_ = false;
    keys_ = {};
    last_command_had_key_ = false;
    state_ = std::make_unique<city::State>();
    checkpoint_sequence_ = 0;
    last_at_ = {};
    last_hash_ = {};
    auto position = TRY(store_->position());
    if (position && position->sequence > 0) {
        // A checkpoint of another journal, or ahead of this one, is thrown away.
        auto same = journal_->read(position->sequence, 1);
        if (same && same->size() == 1 && same->front().hash == position->record_hash) {
            auto loaded = TRY(store_->load());
            *state_ = std::move(loaded.state);
            keys_ = std::move(loaded.keys);
            last_at_ = loaded.last_at;
            last_hash_ = position->record_hash;
            checkpoint_sequence_ = position->sequence;
        } else {
            TRY_VOID(store_->clear());
        }
    }
    TRY_VOID(fold_tail());
    storage_problem_.reset();
    return erase_forgotten();
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
    city::apply(*state_, *event, {record.at, record.actor});
    touch(*event);
    if (!record.key.empty()) last_command_had_key_ = false;
    if (auto entry = entry_of_field(record.key, record.sequence)) {
        keys_.add(*entry);
        last_command_had_key_ = true;
    } else if (record.key.empty() && last_command_had_key_) {
        keys_.count_record();
    }
    last_at_ = record.at;
    last_hash_ = record.hash;
    return {};
}

// What the next checkpoint has to write, and what must be erased once the batch is durable.
void Engine::touch(const Event& event) {
    if (auto id = case_of(event)) touched_cases_.insert(*id);
    if (auto id = second_case(event)) touched_cases_.insert(*id);
    if (const auto* e = std::get_if<ReportSubmitted>(&event)) {
        touched_reports_.insert(e->report.id);
        if (e->report.source_id)
            touched_sources_.push_back(
                casework::source_key(e->report.channel, *e->report.source_id));
    } else if (const auto* declined = std::get_if<ReportDeclined>(&event)) {
        touched_reports_.insert(declined->report);
    } else if (const auto* attached = std::get_if<ReportAttached>(&event)) {
        touched_reports_.insert(attached->report);
    } else if (const auto* filed = std::get_if<CaseFiled>(&event)) {
        touched_reports_.insert(filed->reports.begin(), filed->reports.end());
    } else if (!case_of(event)) {
        registry_touched_ = true;
        // A new ladder of escalation moves the points of every running clock.
        if (std::holds_alternative<PolicySet>(event))
            for (CaseId id : state_->cases.cases.ids()) touched_cases_.insert(id);
        if (const auto* forgotten = std::get_if<SubjectForgotten>(&event))
            to_erase_.push_back(forgotten->subject);
    }
}

Result<void> Engine::bring_back(const Event& event) {
    if (std::holds_alternative<CaseFiled>(event)) return {};
    if (auto id = case_of(event)) TRY_VOID(bring_back(*id));
    if (const auto* merged = std::get_if<CasesMerged>(&event)) TRY_VOID(bring_back(merged->into));
    return {};
}

Result<void> Engine::bring_back(CaseId id) {
    if (state_->cases.cases.find(id) != nullptr) return {};
    if (counter_of(id) > state_->cases.last_case) return {};
    if (auto subject = TRY(store_->find_case(id)))
        casework::put_back(state_->cases, std::move(*subject));
    // Back in memory until the next checkpoint lets it go again.
    if (state_->cases.cases.find(id) != nullptr) touched_cases_.insert(id);
    return {};
}

// While the journal cannot be written, every batch first tries to get it back.
bool Engine::journal_works() {
    if (!storage_problem_) return true;
    if (auto again = reload(); !again) {
        storage_problem_ = again.error();
        return false;
    }
    return true;
}

std::vector<Reply> Engine::process(std::span<const Envelope> batch, Instant now) {
    std::vector<Reply> replies;
    replies.reserve(batch.size());
    if (!journal_works()) {
        for (std::size_t i = 0; i < batch.size(); ++i)
            replies.push_back(refuse(RefusalCode::storage_full, storage_problem_->text()));
        return replies;
    }
    now = std::max(now, last_at_);
    batch_.clear();
    for (const auto& envelope : batch) replies.push_back(decide(envelope, now));
    if (batch_.empty()) return replies;
    if (auto durable = make_durable(); !durable) {
        storage_problem_ = durable.error();
        for (auto& reply : replies)
            if (reply) reply = refuse(RefusalCode::storage_full, durable.error().text());
        return replies;
    }
    last_at_ = now;
    if (auto erased = erase_forgotten(); !erased) storage_problem_ = erased.error();
    return replies;
}

Reply Engine::decide(const Envelope& envelope, Instant now) {
    if (!envelope.key.empty()) {
        if (envelope.key.size() > longest_key)
            return refuse(RefusalCode::bad_value, "at most 200 bytes", "key");
        if (const auto* entry = keys_.find(envelope.key)) {
            if (entry->fingerprint != fingerprint(envelope))
                return refuse(RefusalCode::key_conflict, envelope.key, "key");
            return repeat(*entry);
        }
    }
    for (CaseId id : city::cases_named(envelope.command))
        if (auto back = bring_back(id); !back)
            return refuse(RefusalCode::storage_full, back.error().text());
    auto events = city::decide(*state_, envelope.command, envelope.actor, now);
    if (!events) return std::unexpected(std::move(events.error()));
    auto first = batch_.size();
    record(envelope, *events, now);
    return Accepted{batch_[first].sequence, batch_.back().sequence, false, std::move(*events)};
}

// Applies the events and makes their records.
void Engine::record(const Envelope& envelope, const city::Events& events, Instant now) {
    CHECK(!events.empty());
    std::uint64_t sequence = batch_.empty() ? journal_->last_sequence() : batch_.back().sequence;
    for (const auto& event : events) {
        city::apply(*state_, event, {now, envelope.actor});
        touch(event);
        if (options_.check_invariants)
            for (auto id : {case_of(event), second_case(event)})
                if (id && &event == &events.back()) {
                    auto broken = casework::broken_invariant(*state_->cases.cases.find(*id));
                    if (broken) std::fprintf(stderr, "chengshu: %s\n", broken->c_str());
                    CHECK(!broken);
                }
        auto& record = batch_.emplace_back();
        record.realm = state_->registry.realm();
        record.sequence = ++sequence;
        record.at = now;
        record.actor = envelope.actor;
        record.type = event_type(event);
        record.version = event_version(event);
        append_event_json(record.payload, event);
        if (&event == &events.front()) {
            record.key = key_field(envelope);
            if (auto entry = entry_of_field(record.key, sequence)) {
                entry->records = static_cast<std::uint32_t>(events.size());
                keys_.add(*entry);
            }
        }
        record.hash = journal::leaf_hash(hasher_, record);
    }
}

Reply Engine::repeat(const KeyEntry& entry) {
    Accepted out{entry.first_sequence, entry.first_sequence + entry.records - 1, true, {}};
    auto add = [&](const journal::Record& record) -> Result<void> {
        out.events.push_back(TRY(event_from_json(record.type, record.version, record.payload)));
        return {};
    };
    for (const auto& record : batch_)
        if (record.sequence >= out.first_sequence && record.sequence <= out.last_sequence)
            if (auto read = add(record); !read)
                return refuse(RefusalCode::storage_full, read.error().text());
    if (!out.events.empty()) return out;
    auto records = journal_->read(entry.first_sequence, entry.records);
    if (!records) return refuse(RefusalCode::storage_full, records.error().text());
    for (const auto& record : *records)
        if (auto read = add(record); !read)
            return refuse(RefusalCode::storage_full, read.error().text());
    return out;
}

// New keys of the vault first: a durable record must never need a key that is not.
Result<void> Engine::make_durable() {
    if (vault_ != nullptr) TRY_VOID(vault_->flush());
    TRY_VOID(journal_->append(batch_));
    last_hash_ = batch_.back().hash;
    return {};
}

Result<void> Engine::erase_forgotten() {
    if (!to_erase_.empty() && vault_ != nullptr) {
        // Tombstones that exist already cost nothing, so a restart may repeat this.
        TRY(vault_->destroy_all(to_erase_));
    }
    to_erase_.clear();
    return {};
}

std::vector<Envelope> Engine::due_commands(Instant now, std::size_t limit) {
    std::vector<Envelope> out;
    auto system = system_person(state_->registry.realm());
    while (out.size() < limit) {
        // Popped here and armed again by the event; a refused passing stays out until then.
        auto due = state_->cases.due.pop_due(now);
        if (!due) break;
        out.push_back({system, {}, PassClockPoint{due->key.case_id, due->key.ordinal}});
    }
    return out;
}

std::optional<Instant> Engine::next_due() const {
    auto next = city::next_due(*state_);
    return next ? std::optional(next->due) : std::nullopt;
}

std::uint64_t Engine::records_since_checkpoint() const {
    return journal_->last_sequence() - checkpoint_sequence_;
}

bool Engine::checkpoint_is_due() const {
    return !storage_problem_ && records_since_checkpoint() >= options_.records_per_checkpoint;
}

Result<void> Engine::checkpoint() {
    if (storage_problem_) return std::unexpected(*storage_problem_);
    if (records_since_checkpoint() == 0) return {};
    Changes changes;
    for (CaseId id : touched_cases_) changes.cases[id] = state_->cases.cases.find(id);
    for (ReportId id : touched_reports_) changes.waiting[id] = state_->cases.waiting.find(id);
    changes.sources = touched_sources_;
    if (registry_touched_) changes.registry = &state_->registry;
    changes.keys = &keys_;
    changes.last_report = state_->cases.last_report;
    changes.last_case = state_->cases.last_case;
    changes.last_at = last_at_;
    TRY_VOID(store_->write(changes, {journal_->last_sequence(), last_hash_}));
    for (const auto& [id, subject] : changes.cases)
        if (subject != nullptr && !is_open(subject->phase))
            casework::take_out(state_->cases, id);
    touched_cases_.clear();
    touched_reports_.clear();
    touched_sources_.clear();
    registry_touched_ = false;
    checkpoint_sequence_ = journal_->last_sequence();
    return {};
}

Result<std::optional<Case>> Engine::find_case(CaseId id) {
    if (const auto* subject = state_->cases.cases.find(id)) return *subject;
    return store_->find_case(id);
}

Result<Hash256> Engine::state_hash() {
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
