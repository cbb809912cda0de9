// What queries return: described structs, so that `--json` and HTTP write them without a codec.
// Ids, codes and instants as everywhere; a title that was erased is absent and `erased` is true.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "model/case.h"
#include "views/kpi_counts.h"
#include "views/report_state.h"

namespace cs::views {

struct CaseRow {
    CaseId id{};
    std::string number;
    Phase phase = Phase::filed;
    bool suspended = false;
    bool supervised = false;
    bool overdue = false;  ///< as of the filter's instant: some running clock was due before
    Answer claimed = Answer::unknown;
    Answer verified = Answer::unknown;
    Answer accepted = Answer::unknown;
    Answer satisfied = Answer::unknown;
    std::optional<Closing> closing;
    std::string matter;
    std::optional<std::string> matter_name;
    DivisionCode division{};
    std::optional<std::string> division_name;
    std::optional<GridId> grid;
    UnitId unit{};  ///< responsible
    std::optional<std::string> unit_name;
    Instant filed_at;
    std::optional<Instant> closed_at;
    std::optional<Instant> due_at;         ///< earliest of the running clocks
    std::optional<Instant> handle_due_at;  ///< of the newest handle clock of a lead order
    std::optional<CaseId> merged_into;
    std::uint8_t call_attempts = 0;
    std::uint8_t reworks = 0;
    std::uint8_t returns = 0;
    std::uint8_t reopenings = 0;
    std::uint8_t escalation_level = 0;
    Channel channel = Channel::hotline;  ///< of the first report
    std::optional<std::string> title;    ///< of the first report
    bool erased = false;                 ///< that report's reporter was forgotten
    DESCRIBED(CaseRow, id, number, phase, suspended, supervised, overdue, claimed, verified,
              accepted, satisfied, closing, matter, matter_name, division, division_name, grid,
              unit, unit_name, filed_at, closed_at, due_at, handle_due_at, merged_into,
              call_attempts, reworks, returns, reopenings, escalation_level, channel, title,
              erased)
};

/// `next` continues behind the last row; nothing when this was the last page.
struct CasePage {
    std::vector<CaseRow> rows;
    std::optional<std::string> next;
    DESCRIBED(CasePage, rows, next)
};

/// Where a report is from; `at` only where a point is known.
struct ReportPlace {
    std::optional<LonLat> at;
    DivisionCode division{};
    std::optional<GridId> grid;
    std::optional<GridId> dedicated;
    PlaceSource source = PlaceSource::given;
    DESCRIBED(ReportPlace, at, division, grid, dedicated, source)
};

struct ReportRow {
    ReportId id{};
    std::uint64_t sequence = 0;  ///< its record in the journal
    Channel channel = Channel::hotline;
    ReportPhase phase = ReportPhase::waiting;
    std::optional<CaseId> case_id;
    SubjectId subject{};
    Instant reported_at;
    Instant submitted_at;
    std::optional<ReportPlace> place;
    std::optional<std::string> source_id;
    std::uint64_t attachments = 0;
    std::optional<std::string> reason;
    std::optional<std::string> basis;
    std::optional<std::string> title;
    std::optional<std::string> text;
    bool erased = false;
    DESCRIBED(ReportRow, id, sequence, channel, phase, case_id, subject, reported_at, submitted_at,
              place, source_id, attachments, reason, basis, title, text, erased)
};

struct ReportPage {
    std::vector<ReportRow> rows;
    std::optional<std::string> next;
    DESCRIBED(ReportPage, rows, next)
};

/// What a case was in the system that it was taken over from.
struct ImportedFrom {
    std::string system;
    std::optional<std::string> source_id;  ///< its number there
    OutsideStatus status = OutsideStatus::open;
    DESCRIBED(ImportedFrom, system, source_id, status)
};

/// `reports` holds the first one and the newest of the others, in the order in which they came.
struct CaseDetail {
    CaseRow row;
    std::vector<Order> orders;
    std::vector<Clock> clocks;
    std::uint64_t report_count = 0;  ///< of all that it has
    std::vector<ReportRow> reports;
    std::optional<ImportedFrom> imported_from;
    DESCRIBED(CaseDetail, row, orders, clocks, report_count, reports, imported_from)
};

/// A record of a case; `report`: of one of its reports, `erased` once its reporter is forgotten.
struct TimelinePlace {
    std::uint64_t sequence = 0;
    std::optional<ReportId> report;
};

/// One record of a case or of one of its reports. `payload` is the event's JSON without what is
/// sealed; a report's title stands in `title`.
struct TimelineEntry {
    std::uint64_t sequence = 0;
    Instant at;
    PersonId actor{};
    std::string type;
    std::uint32_t version = 1;  ///< of the payload
    std::string payload;
    std::optional<std::string> title;
    bool erased = false;
    DESCRIBED(TimelineEntry, sequence, at, actor, type, version, payload, title, erased)
};

struct InboxRow {
    UnitId unit{};
    Instant due;
    bool overdue = false;
    ClockKind kind = ClockKind::handle;
    std::uint16_t order = 0;
    std::uint16_t clock = 0;
    CaseRow subject;
    DESCRIBED(InboxRow, unit, due, overdue, kind, order, clock, subject)
};

struct InboxPage {
    std::vector<InboxRow> rows;
    std::optional<std::string> next;
    DESCRIBED(InboxPage, rows, next)
};

/// One group of a KPI query; what it was not grouped by is absent.
struct KpiRow {
    std::optional<std::string> day;  ///< "2026-02-13"
    std::optional<UnitId> unit;
    std::optional<std::string> unit_name;
    std::optional<DivisionCode> division;
    std::optional<std::string> division_name;
    std::optional<std::string> matter;
    KpiCounts counts;
    KpiRates rates;
    DESCRIBED(KpiRow, day, unit, unit_name, division, division_name, matter, counts, rates)
};

struct KpiPage {
    std::vector<KpiRow> rows;
    std::optional<std::string> next;
    DESCRIBED(KpiPage, rows, next)
};

struct PhaseCount {
    Phase phase = Phase::filed;
    std::int64_t cases = 0;
    DESCRIBED(PhaseCount, phase, cases)
};

struct SearchHit {
    ReportRow report;
    std::optional<CaseRow> subject;  ///< nothing while the report waits or was declined
    DESCRIBED(SearchHit, report, subject)
};

struct SearchPage {
    std::vector<SearchHit> hits;
    std::optional<std::string> next;
    DESCRIBED(SearchPage, hits, next)
};

}  // namespace cs::views
