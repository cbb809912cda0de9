// Reads and writes the rows of the main views. Every statement is prepared once; all writes of one
// batch are in one transaction, which the caller holds.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "journal/sqlite.h"
#include "model/catalogue.h"
#include "model/divisions.h"
#include "model/events.h"
#include "model/people.h"
#include "views/case_state.h"
#include "views/kpi_counts.h"
#include "views/local_ids.h"
#include "views/report_state.h"

namespace cs::views {

/// How far the views are: the last record folded, its hash and its instant.
struct Position {
    std::uint64_t sequence = 0;
    Hash256 hash;
    Instant at;
};

class Store {
public:
    /// `database` must outlive this and hold the tables.
    static Result<Store> prepare(sqlite::Database& database, LocalIds ids);

    /// Null when there is no such case or report.
    Result<std::unique_ptr<CaseState>> load_case(CaseId id);
    Result<std::unique_ptr<ReportState>> load_report(ReportId id);

    /// Adds or changes the row, and brings the inbox in line with the running clocks.
    Result<void> write_case(CaseState& state);
    Result<void> write_report(ReportState& state);
    Result<void> add_kpi(const KpiKey& key, const KpiCounts& counts);
    /// Overwrites and removes every clear text of the subject that is stored.
    Result<void> erase_subject(std::uint64_t sequence, SubjectId subject);
    /// What a case of another system brought that its row does not hold.
    Result<void> add_imported(const CaseImported& event, std::uint64_t sequence);
    Result<void> set_unit(const Unit& unit);
    Result<void> set_division(const Division& division);
    Result<void> set_duty(std::uint32_t version, std::uint32_t index, const Duty& duty);
    /// Last in a batch; also writes the counts by phase that the batch changed.
    Result<void> set_position(const Position& position);
    /// After a rollback.
    void forget_batch() { phase_changes_ = {}; }

private:
    Store(sqlite::Database& database, LocalIds ids) : database_(&database), ids_(ids) {}
    Result<void> write_inbox(CaseState& state);
    Result<void> prepare_registry();

    sqlite::Database* database_;
    LocalIds ids_;
    std::array<std::int64_t, phase_count> phase_changes_{};
    sqlite::Statement load_case_, insert_case_, update_case_, update_case_same_unit_;
    sqlite::Statement load_report_, insert_report_, update_report_;
    sqlite::Statement insert_text_, overwrite_text_, clear_text_;
    sqlite::Statement insert_inbox_, delete_inbox_;
    sqlite::Statement add_kpi_, add_phase_, set_position_;
    sqlite::Statement find_subject_, mark_erased_, insert_erasure_;
    sqlite::Statement set_unit_, set_division_, set_duty_, add_imported_;
};

/// Reads the row of `state`.
Result<Position> read_position(sqlite::Database& database);

}  // namespace cs::views
