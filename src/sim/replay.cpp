#include "sim/replay.h"

#include <algorithm>

#include "base/check.h"
#include "base/json.h"

namespace cs::sim {

namespace {

constexpr Duration step = Duration::minutes(1);
constexpr std::size_t due_points_a_step = 10'000;

Instant end_of_step(Instant at) { return {(at.us / step.us + 1) * step.us}; }

class Replay {
public:
    Replay(runtime::Engine& engine, journal::Vault& vault,
           const std::vector<ingest::Message>& messages, PlaceDraw& places, Workforce& people,
           const Staff& staff, const ReplayOptions& options)
        : engine_(engine),
          vault_(vault),
          messages_(messages),
          places_(places),
          people_(people),
          staff_(staff),
          options_(options) {}

    Result<ReplaySummary> run(const std::function<void(const ReplayProgress&)>& progress) {
        out_.messages = messages_.size();
        people_.take_up(engine_.state(), engine_.last_at());
        open_cases_ = open_now();
        Instant end = messages_.back().time + Duration::days(options_.settle_days);
        std::uint64_t steps = 0;
        while (auto at = next_instant()) {
            if (*at > end) break;
            TRY_VOID(advance(end_of_step(std::max(*at, engine_.last_at()))));
            if (progress && ++steps % 50 == 0) progress(where());
        }
        if (progress) progress(where());
        out_.unplaced = people_.unplaced();
        out_.open_cases = open_now();
        out_.ended_at = engine_.last_at();
        out_.days = static_cast<std::size_t>(local_day_number(messages_.back().time) -
                                             local_day_number(messages_.front().time) + 1);
        return out_;
    }

private:
    std::optional<Instant> next_instant() const {
        std::optional<Instant> at;
        auto consider = [&](std::optional<Instant> other) {
            if (other && (!at || *other < *at)) at = other;
        };
        if (next_message_ < messages_.size()) consider(messages_[next_message_].time);
        consider(people_.next());
        // Clocks alone wake nobody once all cases have ended.
        if (open_cases_ > 0) consider(engine_.next_due());
        return at;
    }

    Result<void> advance(Instant now) {
        auto batch = engine_.due_commands(now, due_points_a_step);
        for (; next_message_ < messages_.size() && messages_[next_message_].time <= now;
             ++next_message_)
            if (auto envelope = TRY(envelope_of(messages_[next_message_])))
                batch.push_back(std::move(*envelope));
        for (auto& envelope : people_.actions(now)) batch.push_back(std::move(envelope));
        if (batch.empty()) return {};
        out_.commands += batch.size();
        for (auto& reply : engine_.process(batch, now)) {
            if (!reply) {
                if (reply.error().code == RefusalCode::storage_full)
                    return fail(reply.error().detail, {}, "free some space and run it again");
                note_refusal(reply.error().code);
                continue;
            }
            if (reply->repeated) {
                ++out_.repeated;
                continue;
            }
            out_.records += reply->events.size();
            for (const auto& event : reply->events) {
                count(event);
                people_.react(engine_.state(), event, now);
            }
        }
        return {};
    }

    // Nothing for a writer whose data were erased: nothing can be sealed for him any more.
    Result<std::optional<Envelope>> envelope_of(const ingest::Message& message) {
        auto realm = engine_.state().registry.realm();
        if (TRY(vault_.is_destroyed(ingest::writer_of(realm, message)))) {
            ++out_.erased;
            return std::nullopt;
        }
        auto report = TRY(ingest::report_of(vault_, realm, message));
        report.place = places_.draw(message.subject + message.detail);
        return Envelope{staff_.submitter, "message/" + message.id, std::move(report)};
    }

    void note_refusal(RefusalCode code) {
        if (code == RefusalCode::duplicate_report)
            ++out_.repeated;
        else
            ++out_.refusals[std::string(code_name(code))];
    }

    void count(const Event& event) {
        ++out_.events[std::string(event_type(event))];
        std::visit([&](const auto& e) { count_one(e); }, event);
    }
    template <class E>
    void count_one(const E& e) {
        if constexpr (requires { e.stopped; })
            for (const auto& stop : e.stopped) {
                if (stop.result == ClockPhase::met) ++out_.clocks[stop.kind].first;
                if (stop.result == ClockPhase::missed) ++out_.clocks[stop.kind].second;
            }
        if constexpr (std::is_same_v<E, CaseFiled> || std::is_same_v<E, CaseReopened>) {
            ++open_cases_;
        } else if constexpr (std::is_same_v<E, Verified>) {
            ++(e.pass ? out_.verified_pass : out_.verified_fail);
        } else if constexpr (std::is_same_v<E, CalledBack>) {
            out_.contacted += e.contacted;
            out_.accepted += e.solved == Answer::yes;
            out_.satisfied += e.satisfied == Answer::yes;
        } else if constexpr (std::is_same_v<E, CaseClosed>) {
            --open_cases_;
            ++(e.closing == Closing::solved ? out_.closed_solved : out_.closed_without_remedy);
        }
    }

    std::size_t open_now() const {
        std::size_t open = 0;
        for (CaseId id : engine_.state().cases.cases.ids())
            open += is_open(engine_.state().cases.cases.find(id)->phase);
        return open;
    }

    ReplayProgress where() const {
        return {next_message_, messages_.size(), open_cases_, engine_.last_at()};
    }

    runtime::Engine& engine_;
    journal::Vault& vault_;
    const std::vector<ingest::Message>& messages_;
    PlaceDraw& places_;
    Workforce& people_;
    const Staff& staff_;
    const ReplayOptions& options_;
    std::size_t next_message_ = 0;
    std::size_t open_cases_ = 0;
    ReplaySummary out_;
};

}  // namespace

void spread_over_days(std::vector<ingest::Message>& messages, Instant first_day, int days) {
    CHECK(days > 0);
    auto day = local_day_number(first_day);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        auto& time = messages[i].time;
        Duration of_day = time - start_of_local_day_number(local_day_number(time));
        auto number =
            static_cast<std::int64_t>(i) * days / static_cast<std::int64_t>(messages.size());
        time = start_of_local_day_number(day + number) + of_day;
    }
    std::ranges::stable_sort(messages, {}, &ingest::Message::time);
}

Result<ReplaySummary> replay(runtime::Engine& engine, journal::Vault& vault,
                             const std::vector<ingest::Message>& messages, PlaceDraw& places,
                             Workforce& people, const Staff& staff, const ReplayOptions& options,
                             const std::function<void(const ReplayProgress&)>& progress) {
    return Replay(engine, vault, messages, places, people, staff, options).run(progress);
}

}  // namespace cs::sim
