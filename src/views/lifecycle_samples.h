// Journal records for tests and measurements: a small city with units and duties, and whole
// lifecycles from report to appraisal, or random walks through the same events. The same seed
// gives the same records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "journal/record.h"
#include "journal/vault.h"
#include "model/events.h"
#include "views/opener.h"

namespace cs::views {

inline constexpr Realm sample_realm{410100000};

/// "Seals" by doing nothing, and erases by name: stands in for the vault where it is not measured.
class SampleOpener final : public Opener {
public:
    Result<std::optional<std::string>> open(SubjectId subject, const Bytes& sealed,
                                            std::string_view associated) override;
    void forget(SubjectId subject) { forgotten_[subject] = true; }

private:
    std::map<SubjectId, bool> forgotten_;
};

/// The text of about `length` Chinese characters that belongs to a number.
std::string sample_text(std::uint64_t number, std::size_t length);

class LifecycleSamples {
public:
    explicit LifecycleSamples(std::uint64_t seed) : random_(seed) {}

    /// Units, divisions and a catalogue.
    void city(std::vector<journal::Record>& out);
    /// One report, its case, and the nine records up to the appraisal. Returns the case.
    CaseId lifecycle(std::vector<journal::Record>& out);
    /// `count` lifecycles whose records are mixed as in a working day: about `open` at once.
    void mixed(std::vector<journal::Record>& out, std::size_t count, std::size_t open);
    /// One random step of one of the open cases: returns, extensions, rework, merges and all.
    void random_step(std::vector<journal::Record>& out);
    /// A record with the next sequence.
    void add(std::vector<journal::Record>& out, const Event& event);
    SubjectId subject_of(std::uint64_t report_counter) const;
    void submit(std::vector<journal::Record>& out, const std::string& title,
                const std::string& text, SubjectId subject);
    ReportId last_report() const { return make_id<ReportId>(sample_realm, reports_); }
    CaseId file(std::vector<journal::Record>& out, std::vector<ReportId> reports);
    Instant now() const { return now_; }

    std::size_t text_length = 370;
    /// Seals for real when set; must outlive this.
    journal::Vault* vault = nullptr;

private:
    struct Live {
        Case subject;
        int step = 0;
    };
    void step(std::vector<journal::Record>& out, Live& live);
    void random_event(std::vector<journal::Record>& out, Live& live);
    Clock clock(ClockKind kind, std::uint16_t order, UnitId unit, Duration total) const;
    std::vector<ClockStopped> stop(Live& live, ClockKind kind);
    std::vector<ClockStopped> stop_all(Live& live);
    void begin(std::vector<journal::Record>& out, Live& live);
    UnitId unit(std::uint64_t number) const;

    Random random_;
    Sha256 hasher_;
    Instant now_{1'767'600'000'000'000};
    std::uint64_t sequence_ = 0;
    std::uint64_t reports_ = 0;
    std::uint64_t cases_ = 0;
    std::vector<Live> live_;
    std::map<SubjectId, bool> forgotten_;
};

}  // namespace cs::views
