// What a correct node must answer and hold: the pure core with every case in memory, a list of the
// records that were answered, and the keys that acted. No disk, no archive, no restart. Each event
// is also held to the house's invariants as it is applied.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "city/city.h"
#include "journal/record.h"
#include "runtime/engine.h"

namespace cs::sim {

/// The answer to one command: refused, or the records it made (now, or when its key first acted).
struct Expected {
    std::optional<RefusalCode> refused;
    std::uint64_t first_sequence = 0;
    std::uint64_t last_sequence = 0;
    bool repeated = false;
    auto operator<=>(const Expected&) const = default;
};

class Model {
public:
    /// The instant of the commands that follow; it does not go back.
    void begin_batch(Instant now);
    /// Decides, applies and records.
    Expected decide(const Envelope& envelope);
    /// Whether `record` is the first that this batch would make now. Changes nothing.
    bool begins_with(const std::vector<Envelope>& batch, Instant now,
                     const journal::Record& record) const;

    const city::State& state() const { return state_; }
    std::uint64_t size() const { return records_.size(); }
    /// The n-th record from 1, without its hash.
    const journal::Record& record(std::uint64_t sequence) const { return records_[sequence - 1]; }
    /// What differs between a record of the journal and the answered one; nothing when they agree.
    std::optional<std::string> difference(const journal::Record& found) const;
    /// The first invariant that was broken, in words.
    const std::optional<std::string>& broken() const { return broken_; }
    /// Cases touched since the last call.
    std::set<CaseId> take_touched();
    /// What passes the points, of cases and of waiting reports, that are reached by `now`, in the
    /// order they are due.
    std::vector<Command> due_by(Instant now) const;

private:
    struct Key {
        std::uint64_t fingerprint;
        Expected answer;
    };
    void apply(const Event& event, PersonId actor);
    void check_change(const Event& event, const Case& before, const Case& after);
    void check_case(CaseId id);
    void note(const Case& subject, const std::string& what);

    city::State state_;
    std::vector<journal::Record> records_;
    std::map<std::string, Key> keys_;
    std::set<CaseId> touched_;
    Instant now_;
    Instant last_at_;
    std::optional<std::string> broken_;
};

/// Obligations of an open case that have no live clock; nothing when all have one.
std::optional<std::string> missing_clock(const Case& subject);

}  // namespace cs::sim
