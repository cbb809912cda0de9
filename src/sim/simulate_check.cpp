// The checkers of a simulated run: every answer against the model, and after each start the
// journal, the state, the fold from the first record and the vault against what was answered.
#include <algorithm>
#include <utility>

#include "base/json.h"
#include "sim/simulate_run.h"

namespace cs::sim {

namespace {

constexpr const char* nothing_told = "";

std::string outcome_text(const Expected& expected) {
    if (expected.refused) return "refused " + std::string(code_name(*expected.refused));
    return std::string(expected.repeated ? "repeated " : "accepted ") +
           std::to_string(expected.first_sequence) + "–" + std::to_string(expected.last_sequence);
}

bool is_new(const runtime::Reply& reply) { return reply && !reply->repeated; }

bool is_storage(const runtime::Reply& reply) {
    return !reply && reply.error().code == RefusalCode::storage_full;
}

}  // namespace

void SimulatedRun::fail(std::string what) {
    if (failed()) return;
    result_.failure = std::move(what);
    tell("FAILED: " + *result_.failure);
}

void SimulatedRun::tell(std::string line) {
    if (options_.tell) options_.tell(line);
    result_.story.push_back(std::move(line));
}

// An error of opening under a fault is no failure; on a sound disk it is.
bool SimulatedRun::open() {
    for (int tries = 0; tries < 2; ++tries) {
        auto opened = node_.open();
        if (opened) return true;
        node_.close();
        bool excused = std::exchange(faulty_, false) && node_.disk().has_struck();
        tell("opening says: " + opened.error().text());
        node_.disk().heal();
        if (!excused) {
            fail("the node does not open on a sound disk: " + opened.error().text());
            return false;
        }
    }
    return false;
}

void SimulatedRun::send(const std::vector<Envelope>& batch) {
    if (failed()) return;
    lacks_answer_ = false;
    auto replies = node_.engine().process(batch, now_);
    if (replies.size() != batch.size()) return fail("a command was not answered");
    judge(batch, replies);
    if (const auto& broken = model_.broken()) fail("broken invariant: " + *broken);
}

void SimulatedRun::judge(const std::vector<Envelope>& batch,
                         const std::vector<runtime::Reply>& replies) {
    bool problem = node_.engine().storage_problem().has_value();
    bool durable = std::ranges::any_of(replies, is_new);
    if (problem && !durable) {
        lacks_answer_ = true;
        result_.unanswered += batch.size();
        if (!batch.empty()) {
            doubts_.push_back({batch, now_});
            tell(std::to_string(batch.size()) + " commands without an answer: " +
                 node_.engine().storage_problem()->text());
        }
        return;
    }
    if (!doubts_.empty()) {
        std::uint64_t first = UINT64_MAX;
        for (const auto& reply : replies)
            if (is_new(reply)) first = std::min(first, reply->first_sequence);
        resolve_doubts(first);
    }
    model_.begin_batch(now_);
    for (std::size_t i = 0; i < batch.size() && !failed(); ++i) judge_one(batch[i], replies[i]);
    if (!failed()) compare_touched();
}

void SimulatedRun::judge_one(const Envelope& envelope, const runtime::Reply& reply) {
    auto type = std::string(command_type(envelope.command));
    ++result_.commands;
    if (is_storage(reply)) {
        // The archive could not be read for this one command: it did not act.
        ++result_.unanswered;
        lacks_answer_ = true;
        tell(type + " could not be decided: " + reply.error().detail);
        return;
    }
    auto expected = model_.decide(envelope);
    Expected answered;
    if (reply)
        answered = {{}, reply->first_sequence, reply->last_sequence, reply->repeated};
    else
        answered.refused = reply.error().code;
    tell(type + " by " + id_text(envelope.actor) +
         (envelope.key.empty() ? nothing_told : " key " + envelope.key.substr(0, 12)) + ": " +
         outcome_text(answered));
    ++(!reply ? result_.refused : reply->repeated ? result_.repeated : result_.accepted);
    if (answered != expected)
        return fail(type + " was " + outcome_text(answered) + ", but must be " +
                    outcome_text(expected));
    if (!reply) return;
    result_.accepted_kinds.insert(command_type(envelope.command));
    if (reply->events.size() != reply->last_sequence - reply->first_sequence + 1)
        return fail(type + " was answered with " + std::to_string(reply->events.size()) +
                    " events for " + outcome_text(answered));
    for (std::size_t i = 0; i < reply->events.size(); ++i) {
        std::string payload;
        append_event_json(payload, reply->events[i]);
        const auto& record = model_.record(reply->first_sequence + i);
        if (payload != record.payload)
            return fail(type + " was answered with " + payload + ", but must be with " +
                        record.payload);
    }
}

void SimulatedRun::compare_touched() {
    for (CaseId id : model_.take_touched()) {
        const auto* held = node_.engine().state().cases.cases.find(id);
        const auto* right = model_.state().cases.cases.find(id);
        if (held == nullptr && !is_open(right->phase)) continue;
        if (held == nullptr) return fail("open case " + id_text(id) + " is not in memory");
        if (json::text_of(*held) != json::text_of(*right))
            return fail("case " + id_text(id) + " is " + json::text_of(*held) + ", but must be " +
                        json::text_of(*right));
    }
}

// A batch without an answer is in the journal whole or not at all. What is there before the first
// record that was answered since can only be such batches, in their order.
void SimulatedRun::resolve_doubts(std::uint64_t first_answered) {
    auto records = node_.records();
    if (!records) return fail("the journal cannot be read: " + records.error().text());
    unanswered_.clear();
    for (const auto& doubt : doubts_) {
        std::uint64_t next = model_.size();
        bool is_there = next < records->size() && next + 1 < first_answered &&
                        model_.begins_with(doubt.batch, doubt.now, (*records)[next]);
        for (const auto& envelope : doubt.batch) unanswered_.push_back(envelope);
        if (!is_there) continue;
        model_.begin_batch(doubt.now);
        for (const auto& envelope : doubt.batch) model_.decide(envelope);
        result_.found_after_all += doubt.batch.size();
        tell(std::to_string(doubt.batch.size()) + " commands without an answer are in the journal");
    }
    doubts_.clear();
}

void SimulatedRun::compare_records() {
    auto records = node_.records();
    if (!records) return fail("the journal cannot be read: " + records.error().text());
    for (const auto& record : *records)
        if (auto difference = model_.difference(record)) return fail(*difference);
    if (records->size() < model_.size()) {
        const auto& lost = model_.record(records->size() + 1);
        return fail("record " + std::to_string(lost.sequence) + " (" + lost.type +
                    ") was answered and is lost; the journal ends at " +
                    std::to_string(records->size()));
    }
}

void SimulatedRun::compare_state() {
    const auto& held = node_.engine().state();
    const auto& right = model_.state();
    if (json::text_of(held.registry.image()) != json::text_of(right.registry.image()))
        return fail("the registry differs from the answered one");
    if (held.cases.last_case != right.cases.last_case ||
        held.cases.last_report != right.cases.last_report)
        return fail("the counters of cases and reports differ");
    if (held.cases.sources.sorted() != right.cases.sources.sorted())
        return fail("the source numbers taken differ");
    if (held.cases.waiting.ids() != right.cases.waiting.ids())
        return fail("other reports wait than must");
    for (auto id : right.cases.waiting.ids())
        if (json::text_of(*held.cases.waiting.find(id)) !=
            json::text_of(*right.cases.waiting.find(id)))
            return fail("waiting report " + id_text(id) + " differs");
    for (auto id : right.cases.cases.ids()) {
        auto found = node_.engine().find_case(id);
        if (!found) return fail("case " + id_text(id) + ": " + found.error().text());
        if (!*found) return fail("case " + id_text(id) + " is lost");
        const auto& subject = *right.cases.cases.find(id);
        if (json::text_of(**found) != json::text_of(subject))
            return fail("case " + id_text(id) + " is " + json::text_of(**found) +
                        ", but must be " + json::text_of(subject));
    }
}

void SimulatedRun::compare_fold() {
    auto held = node_.engine().state_hash();
    auto folded = node_.hash_of_fold();
    if (!held) return fail("the state cannot be hashed: " + held.error().text());
    if (!folded) return fail("the journal does not fold: " + folded.error().text());
    if (*held != *folded)
        return fail("the state differs from the fold of the journal from its beginning");
}

void SimulatedRun::compare_vault() {
    for (std::uint64_t n = 1; n <= model_.size(); ++n) {
        const auto& record = model_.record(n);
        if (record.type != ReportSubmitted::type) continue;
        auto event = event_from_json(record.type, record.version, record.payload);
        if (!event) return fail("record " + std::to_string(n) + ": " + event.error().text());
        const auto& report = std::get<ReportSubmitted>(*event).report;
        if (report.sealed.data.empty()) continue;
        auto text = node_.vault().open_sealed(report.subject, report.sealed,
                                              sealing_context(report.channel, report.reported_at));
        if (!text)
            return fail("what report " + id_text(report.id) + " says cannot be opened: " +
                        text.error().text());
        bool forgotten = model_.state().registry.forgotten(report.subject);
        if (forgotten && *text)
            return fail("subject " + id_text(report.subject) + " was forgotten, and report " +
                        id_text(report.id) + " still opens");
        if (!forgotten && *text != told_by(report.subject, report.reported_at))
            return fail("report " + id_text(report.id) + " does not say what was told");
    }
}

void SimulatedRun::compare_views() {
    if (!with_views_) return;
    if (auto same = views_.compare(model_.state()); !same) fail(same.error().text());
}

// A destroyed key is in no file, and what it sealed is in none in clear.
void SimulatedRun::compare_erasures() {
    views_.close();
    for (std::uint64_t n = 1; n <= 12 && !failed(); ++n) {
        auto subject = make_id<SubjectId>(city_.realm, n);
        if (!model_.state().registry.forgotten(subject)) continue;
        if (node_.key_is_on_disk(subject))
            fail("the destroyed key of subject " + id_text(subject) + " is still on the disk");
        if (views_.is_on_disk(said_by(subject)))
            fail("what subject " + id_text(subject) + " said is still on the disk");
    }
}

void SimulatedRun::recover() {
    if (failed()) return;
    heal();
    if (!node_.is_open() && !open()) return;
    for (int tries = 0; tries < 2 && node_.engine().storage_problem(); ++tries)
        node_.engine().process({}, now_);
    if (node_.engine().storage_problem())
        return fail("the disk works, but the journal is not written: " +
                    node_.engine().storage_problem()->text());
    resolve_doubts(UINT64_MAX);
    ++result_.recoveries;
    if (!failed()) compare_records();
    if (const auto& broken = model_.broken()) fail("broken invariant: " + *broken);
    if (!failed()) compare_state();
    if (!failed()) compare_fold();
    if (!failed()) compare_vault();
    if (!failed()) compare_views();
    model_.take_touched();
}

SimulationResult SimulatedRun::finish() {
    recover();
    if (!failed()) {
        Random random = root_.fork(3);
        pass_due_points(random);
        restart();
    }
    if (!failed())
        if (auto sound = node_.verify(); !sound) fail("verify: " + sound.error().text());
    if (!failed()) compare_erasures();
    Sha256 hasher;
    for (const auto& line : result_.story) hasher.add(line + "\n");
    if (!failed())
        if (auto hash = node_.engine().state_hash()) hasher.add(hex_text(*hash));
    result_.hash = hasher.finish();
    result_.records = model_.size();
    return std::move(result_);
}

}  // namespace cs::sim
