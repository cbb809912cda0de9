#include "bench/lives.h"

#include <chrono>

#include "base/json.h"
#include "base/random.h"

namespace cs::bench {

namespace {

constexpr std::size_t different_texts = 512;
const Hash256 evidence = sha256("a photo of the repaired road");

}  // namespace

Lives::Lives(const Town& town, journal::Vault& vault, std::size_t slots, std::uint64_t first_number,
             bool until_shown)
    : until_shown_(until_shown),
      town_(town),
      vault_(vault),
      slots_(slots),
      next_number_(first_number) {
    ready_.reserve(slots);
    for (std::size_t i = 0; i < different_texts; ++i) texts_.push_back(message_text(i));
    for (std::uint32_t i = 0; i < slots; ++i) {
        begin(slots_[i]);
        put(i);
    }
}

void Lives::begin(Slot& slot) {
    slot = {};
    slot.number = next_number_++;
    slot.street = static_cast<std::uint32_t>(mix_bits(slot.number) % town_.streets.size());
}

void Lives::put(std::uint32_t slot) {
    bool was_empty = false;
    {
        std::lock_guard lock(mutex_);
        was_empty = ready_.empty();
        ready_.push_back(slot);
    }
    if (was_empty) arrived_.notify_one();
}

void Lives::take(std::vector<std::uint32_t>& out, std::size_t limit) {
    out.clear();
    std::unique_lock lock(mutex_);
    if (ready_.empty()) arrived_.wait_for(lock, std::chrono::milliseconds(1));
    while (!ready_.empty() && out.size() < limit) out.push_back(draw());
}

// Any that is ready, so that the cases do not go through their steps in one wave.
std::uint32_t Lives::draw() {
    std::swap(ready_[random_.next() % ready_.size()], ready_.back());
    auto slot = ready_.back();
    ready_.pop_back();
    return slot;
}

bool Lives::take_one(std::uint32_t& out) {
    std::lock_guard lock(mutex_);
    if (ready_.empty()) return false;
    out = draw();
    return true;
}

Result<Command> Lives::submit(const Slot& slot, Instant now) {
    SubmitReport report;
    report.channel = Channel::hotline;
    report.subject = make_id<SubjectId>(town_realm, slot.number);
    report.reported_at = now;
    const auto& text = texts_[slot.number % texts_.size()];
    report.sealed = TRY(vault_.seal(report.subject, json::text_of(text),
                                    sealing_context(report.channel, report.reported_at)));
    Place place;
    place.at = {1'136'000'000 + static_cast<std::int32_t>(slot.number % 1'000'000),
                347'000'000 + static_cast<std::int32_t>(slot.number % 900'000)};
    place.division = town_.streets[slot.street].division;
    report.place = place;
    return Command{std::move(report)};
}

Result<Envelope> Lives::next_command(std::uint32_t index, Instant now) {
    const auto& slot = slots_[index];
    const auto& street = town_.streets[slot.street];
    std::string key = "b" + std::to_string(slot.number) + "." + std::to_string(slot.step);
    switch (slot.step) {
        case 0: return Envelope{town_.agent, key, TRY(submit(slot, now))};
        case 1:
            return Envelope{town_.agent, key,
                            FileCase{slot.report, town_.matters[slot.number % town_.matters.size()],
                                     0, {}, Dispatch{}, {}}};
        case 2: return Envelope{street.officer, key, SignOrder{slot.case_id, 1}};
        case 3:
            return Envelope{street.officer, key,
                            SubmitOutcome{slot.case_id, 1, Claim::solved,
                                          "已安排人员到现场处理，路面已修复，积水已排净。",
                                          {evidence}}};
        case 4:
            return Envelope{town_.verifier, key,
                            VerifyOnSite{slot.case_id, true, "现场核查属实", {}}};
        case 5:
            return Envelope{town_.agent, key,
                            CallBack{slot.case_id, true, Answer::yes, Answer::yes, "市民表示满意"}};
        default:
            return Envelope{town_.agent, key, CloseCase{slot.case_id, Closing::solved, "", ""}};
    }
}

void Lives::answer(std::uint32_t index, const runtime::Reply& reply) {
    auto& slot = slots_[index];
    if (!reply) {
        if (reply.error().code == RefusalCode::busy) {
            ++busy_;
            return put(index);
        }
        return fail("step " + std::to_string(slot.step) + ": " +
                    std::string(code_name(reply.error().code)) + " " + reply.error().detail);
    }
    ++accepted_;
    const auto& first = reply->events.front();
    if (slot.step == 0) slot.report = std::get<ReportSubmitted>(first).report.id;
    if (slot.step == 1) slot.case_id = std::get<CaseFiled>(first).case_id;
    if (++slot.step < steps_of_life) return put(index);
    if (until_shown_) {
        std::lock_guard lock(mutex_);
        ended_.emplace_back(reply->last_sequence, index);
        return;
    }
    ++closed_;
    begin(slot);
    put(index);
}

void Lives::show(std::uint64_t sequence) {
    std::vector<std::uint32_t> shown;
    {
        std::lock_guard lock(mutex_);
        for (; !ended_.empty() && ended_.front().first <= sequence; ended_.pop_front())
            shown.push_back(ended_.front().second);
    }
    closed_ += shown.size();
    for (auto slot : shown) {
        begin(slots_[slot]);
        put(slot);
    }
}

void Lives::fail(const std::string& what) {
    std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = what;
}

std::string Lives::failure() {
    std::lock_guard lock(mutex_);
    return failure_;
}

}  // namespace cs::bench
