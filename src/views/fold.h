// Folds journal records into the views' rows. Events carry what the core decided (which clocks
// started, stopped and moved), so nothing is decided here. What a batch touches is kept in memory
// and written once, by flush().
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <memory>

#include "base/random.h"
#include "journal/record.h"
#include "model/events.h"
#include "views/opener.h"
#include "views/store.h"

namespace cs::views {

class Fold {
public:
    /// The store must outlive this; open cases stay in memory between batches up to the capacity.
    Fold(Store& store, std::size_t kept_cases) : store_(store), kept_cases_(kept_cases) {}

    /// Folds one record. After an error the batch must be rolled back and forget_batch() called.
    Result<void> add(const journal::Record& record, Opener& personal);
    /// Writes what the batch changed and the position; the caller then commits.
    Result<void> flush();
    /// After the commit: what has ended leaves memory.
    void batch_is_durable();
    /// After a rollback: nothing in memory can be trusted.
    void forget_batch();
    /// Whether a subject was forgotten in this batch: freed bytes must leave the log, too.
    bool has_erased() const { return has_erased_; }

private:
    template <class Id>
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(Id id) const { return mix_bits(raw(id)); }
    };
    struct Kept {
        std::unique_ptr<CaseState> state;
        bool is_changed = false;
    };
    friend struct Visitor;

    Result<CaseState*> find_case(CaseId id);
    Result<ReportState*> find_report(ReportId id);
    Result<CaseState*> change(CaseId id);
    CaseState& add_case(CaseId id, std::string number);
    Result<void> give_reports(CaseState& state, const std::vector<ReportId>& reports);
    Result<void> stop(CaseState& state, const std::vector<ClockStopped>& stopped);
    /// Counts a clock that ended, for the unit that owed it; a cancelled one counts nowhere.
    void count_ended(const CaseState& state, const ClockStopped& ended);
    KpiCounts& counts(const CaseState& state, UnitId unit);
    KpiCounts& counts(const CaseState& state, UnitId unit, Instant at);

    Store& store_;
    std::size_t kept_cases_;
    const journal::Record* record_ = nullptr;
    Opener* personal_ = nullptr;
    Position position_;
    bool has_erased_ = false;
    boost::unordered_flat_map<CaseId, Kept, Hash<CaseId>> cases_;
    std::vector<CaseId> changed_;
    boost::unordered_flat_map<ReportId, std::unique_ptr<ReportState>, Hash<ReportId>> reports_;
    std::map<KpiKey, KpiCounts> kpi_;
};

}  // namespace cs::views
