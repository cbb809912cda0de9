// The simulated people of a city: they see events and plan what they do next, with the habits of
// data/habits.toml. They know whether a problem is really solved, which the system must find out.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <vector>

#include "base/random.h"
#include "city/city.h"
#include "sim/founding.h"
#include "sim/habits.h"
#include "sim/keyword_adviser.h"

namespace cs::sim {

/// What an agent reads of a report.
struct ReportText {
    std::string title;
    std::string text;
};

class Workforce {
public:
    /// All references must outlive it. `text_of` gives the agent the text of a report.
    Workforce(const Staff& staff, const Habits& habits, const KeywordAdviser& adviser,
              std::function<ReportText(const Report&)> text_of, std::uint64_t seed);

    /// Somebody learns of an event that is now part of the state.
    void react(const city::State& state, const Event& event, Instant now);
    /// People come to a city that is at work already: whatever lies open is taken up.
    void take_up(const city::State& state, Instant now);
    /// When the next planned action is due.
    std::optional<Instant> next() const;
    /// Takes the actions planned up to an instant, in order.
    std::vector<Envelope> actions(Instant until);

    std::uint64_t unplaced() const { return unplaced_; }

private:
    struct Plan {
        Instant at;
        std::uint64_t number;
        Envelope envelope;
        bool operator<(const Plan& o) const {
            return at != o.at ? at > o.at : number > o.number;
        }
    };
    /// The truth about a case, which no unit tells.
    struct Truth {
        bool really_solved = false;
        int reworks = 0;
        bool reopened = false;
    };

    struct Reaction;
    void plan(Instant at, PersonId actor, Command command);
    PersonId any_agent();

    const Staff& staff_;
    const Habits& habits_;
    const KeywordAdviser& adviser_;
    std::function<ReportText(const Report&)> text_of_;
    Random random_;
    std::priority_queue<Plan> plans_;
    std::uint64_t planned_ = 0;
    std::uint64_t unplaced_ = 0;
    std::map<CaseId, Truth> truths_;
    /// Cases of one matter with the words they were reported in, by which an agent knows a
    /// duplicate.
    struct Told {
        CaseId case_id;
        std::set<std::string> bigrams;
    };
    std::map<std::string, std::vector<Told>> told_;
    std::map<ReportId, std::set<std::string>> waiting_words_;
};

}  // namespace cs::sim
