#include "runtime/engine.h"

#include <cstdio>

#include "base/check.h"
#include "base/utf8.h"
#include "runtime/engine_checkpoint.h"

namespace cs::runtime {

namespace {

constexpr std::size_t longest_key = 200;

}  // namespace

Engine::Engine(OpenJournal open_journal, OpenStore open_store, journal::Vault* vault,
               Options options)
    : open_journal_(std::move(open_journal)),
      open_store_(std::move(open_store)),
      vault_(vault),
      options_(options) {}

Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(OpenJournal open_journal, OpenStore open_store,
                                             journal::Vault* vault, Options options) {
    auto engine = std::unique_ptr<Engine>(
        new Engine(std::move(open_journal), std::move(open_store), vault, options));
    TRY_VOID(engine->reload());
    return engine;
}

std::vector<Reply> Engine::process(std::span<const Envelope> commands, Instant now) {
    auto batch = decide(commands, now);
    prepare(batch);
    write(batch);
    auto replies = settle(std::move(batch));
    if (journal_wants_folding()) fold_journal();
    return replies;
}

Batch Engine::decide(std::span<const Envelope> commands, Instant now) {
    Batch batch;
    batch.replies.reserve(commands.size());
    if (must_recover_ && !recover()) {
        for (std::size_t i = 0; i < commands.size(); ++i)
            batch.replies.push_back(refuse(RefusalCode::storage_full, storage_problem_->text()));
        batch.era = era_;
        return batch;
    }
    batch.records.reserve(commands.size() * 2);
    batch.era = era_;
    batch.at = std::max(now, last_at_);
    for (const auto& envelope : commands) batch.replies.push_back(decide_one(batch, envelope));
    batch.to_erase = std::exchange(to_erase_, {});
    if (!batch.records.empty()) last_at_ = batch.at;
    return batch;
}

Reply Engine::decide_one(Batch& batch, const Envelope& envelope) {
    if (!envelope.key.empty()) {
        if (envelope.key.size() > longest_key)
            return refuse(RefusalCode::bad_value, "at most 200 bytes", "key");
        if (utf8::first_invalid(envelope.key))
            return refuse(RefusalCode::bad_value, "not valid UTF-8", "key");
        if (const auto* entry = keys_.find(envelope.key)) {
            if (!is_same_command(entry->fingerprint, envelope))
                return refuse(RefusalCode::key_conflict, envelope.key, "key");
            batch.repeats.push_back({batch.replies.size(), *entry});
            return Accepted{};
        }
    }
    for (CaseId id : city::cases_named(envelope.command))
        if (auto back = bring_back(id); !back)
            return refuse(RefusalCode::storage_full, back.error().text());
    auto events = city::decide(*state_, envelope.command, envelope.actor, batch.at);
    if (!events) return std::unexpected(std::move(events.error()));
    auto first = decided_sequence_ + 1;
    apply(batch, envelope, *events);
    return Accepted{first, decided_sequence_, false, std::move(*events)};
}

void Engine::apply(Batch& batch, const Envelope& envelope, const city::Events& events) {
    CHECK(!events.empty());
    auto first = decided_sequence_ + 1;
    for (const auto& event : events) {
        touch(event);
        city::apply(*state_, event, {batch.at, envelope.actor});
    }
    if (options_.check_invariants) check_cases_of(events.back());
    auto mark = envelope.key.empty() ? 0 : fingerprint(envelope);
    if (!envelope.key.empty())
        keys_.add({RecentKeys::hash_of(envelope.key), mark,
                   static_cast<std::uint32_t>(events.size()), first});
    auto key = key_field(envelope.key, mark);
    for (std::size_t i = 0; i < events.size(); ++i) {
        auto& record = batch.records.emplace_back();
        record.realm = state_->registry.realm();
        record.sequence = ++decided_sequence_;
        record.at = batch.at;
        record.actor = envelope.actor;
        record.key = std::exchange(key, {});
    }
}

void Engine::check_cases_of(const Event& event) const {
    for (auto id : {case_of(event), second_case(event)}) {
        if (!id) continue;
        auto broken = casework::broken_invariant(*state_->cases.cases.find(*id));
        if (broken) std::fprintf(stderr, "chengshu: %s\n", broken->c_str());
        CHECK(!broken);
    }
}

void Engine::prepare(Batch& batch) {
    if (batch.records.empty()) return;
    auto record = batch.records.begin();
    for (const auto& reply : batch.replies) {
        if (!reply) continue;
        for (const auto& event : reply->events) encode(event, *record++);
    }
    CHECK(record == batch.records.end());
    if (vault_ == nullptr) return;
    if (auto kept = vault_->flush(); !kept) batch.error = kept.error();
}

void Engine::encode(const Event& event, journal::Record& record) {
    record.type = event_type(event);
    record.version = event_version(event);
    payload_.clear();
    append_event_json(payload_, event);
    record.payload = payload_;
    record.hash = journal::leaf_hash(hasher_, record);
}

void Engine::write(Batch& batch) {
    if (batch.era != era_)
        batch.error = storage_problem_.value_or(Error{"an earlier write failed"});
    if (batch.error || batch.records.empty()) return;
    if (auto durable = journal_->append(batch.records); !durable) batch.error = durable.error();
}

std::vector<Reply> Engine::settle(Batch batch) {
    if (batch.error) {
        // Refusals too: they were decided on a state that never came to be.
        for (auto& reply : batch.replies)
            reply = refuse(RefusalCode::storage_full, batch.error->text());
        if (batch.era == era_) {
            ++era_;
            storage_problem_ = std::move(batch.error);
            must_recover_ = true;
        }
        return std::move(batch.replies);
    }
    if (!batch.records.empty()) {
        durable_sequence_ = batch.records.back().sequence;
        durable_hash_ = batch.records.back().hash;
        storage_problem_.reset();
        if (auto erased = erase(std::move(batch.to_erase)); !erased) {
            ++era_;
            storage_problem_ = erased.error();
            must_recover_ = true;  // folding the tail finds what is owed, and tries again
        }
    }
    for (const auto& again : batch.repeats) batch.replies[again.reply] = repeat(again.entry);
    return std::move(batch.replies);
}

Reply Engine::repeat(const KeyEntry& entry) {
    Accepted out{entry.first_sequence, entry.first_sequence + entry.records - 1, true, {}};
    auto records = journal_->read(entry.first_sequence, entry.records);
    if (!records) return refuse(RefusalCode::storage_full, records.error().text());
    for (const auto& record : *records) {
        auto event = event_from_json(record.type, record.version, record.payload);
        if (!event) return refuse(RefusalCode::storage_full, event.error().text());
        out.events.push_back(std::move(*event));
    }
    return out;
}

Result<void> Engine::erase(std::vector<SubjectId> subjects) {
    // Tombstones that exist already cost nothing, so a restart may repeat this.
    if (!subjects.empty() && vault_ != nullptr) TRY(vault_->destroy_all(subjects));
    return {};
}

std::vector<Envelope> Engine::due_commands(Instant now, std::size_t limit) {
    std::vector<Envelope> out;
    auto system = system_person(state_->registry.realm());
    while (out.size() < limit) {
        // Popped here and armed again by the event; a refused passing stays out until then.
        auto due = city::pop_due(*state_, now);
        if (!due) break;
        out.push_back({system, {}, std::move(*due)});
    }
    return out;
}

std::optional<Instant> Engine::next_due() const { return city::next_due(*state_); }

Result<std::optional<Case>> Engine::find_case(CaseId id) {
    if (must_recover_) return std::unexpected(*storage_problem_);
    if (const auto* subject = state_->cases.cases.find(id)) return *subject;
    return store_->find_case(id);
}

}  // namespace cs::runtime
