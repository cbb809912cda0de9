// Questions to the views. A Reader has read-only connections of its own and sees what was committed
// when a question begins; any number of them work beside the writers, each on one thread. Pages are
// by key, not by offset: rows that arrive meanwhile neither repeat nor hide others.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "views/local_ids.h"
#include "views/results.h"
#include "views/statement_cache.h"
#include "views/store.h"

namespace cs::views {

inline constexpr std::size_t max_page_rows = 1'000;
inline constexpr std::size_t most_passed_over = 20'000;  ///< hits of a search, for one page; one
                                                         ///< that a mask hides counts for 20
inline constexpr std::size_t case_reports_shown = 50;

struct CaseState;

struct Page {
    std::size_t limit = 50;            ///< 1 … max_page_rows
    std::optional<std::string> after;  ///< the `next` of the page before
};

/// newest: by filing, the newest first. due: open cases with a running clock, soonest due first.
enum class CaseOrder : std::uint8_t { newest, due };
DESCRIBED_ENUM(CaseOrder, newest, due)

/// What a reader is responsible for: a division with all within, or there only the cases that one
/// unit answers for.
struct CaseScope {
    DivisionCode division{};
    std::optional<UnitId> unit;
    auto operator<=>(const CaseScope&) const = default;
};

/// What is looked for in reports' words: what stands in them, or what a mask (model/mask.h) leaves.
enum class Words : std::uint8_t { clear, masked };

/// Every member that is set narrows the list.
struct CaseFilter {
    std::optional<Phase> phase;
    std::optional<bool> open;
    std::optional<UnitId> unit;  ///< responsible
    std::optional<DivisionCode> division;  ///< and all within
    std::optional<std::string> matter;
    std::optional<Channel> channel;
    /// The number that a sender gave one of its reports, or that it had in another system.
    std::optional<std::string> source_id;
    std::optional<Instant> filed_from;
    std::optional<Instant> filed_to;  ///< without this instant
    std::optional<bool> overdue;
    std::optional<std::string> text;  ///< in one of its reports; newest report first
    Words words = Words::clear;       ///< where that is looked for
    std::vector<CaseScope> scopes;        ///< in one of them; none: everywhere
    Instant now;                          ///< as of when a case is overdue
};

/// By when they were submitted.
enum class ReportOrder : std::uint8_t { newest, oldest };
DESCRIBED_ENUM(ReportOrder, newest, oldest)

/// Every member that is set narrows the list. A report is where its case is, or before it has one,
/// where it happened.
struct ReportFilter {
    ReportPhase phase = ReportPhase::waiting;
    std::optional<Instant> from;             ///< submitted at this instant or later
    std::optional<Instant> to;               ///< submitted before this instant
    std::optional<DivisionCode> division;    ///< and all within
    std::optional<Channel> channel;
    std::optional<ReportOrder> order;        ///< nothing: the oldest first of those that wait
    std::vector<CaseScope> scopes;           ///< in one of them; none: everywhere
};

enum class KpiGroup : std::uint8_t { day, unit, division, street, district, matter };
DESCRIBED_ENUM(KpiGroup, day, unit, division, street, district, matter)

/// Shanghai days, both included. Units and matters exactly; a division with all within.
struct KpiFilter {
    Date from;
    Date to;
    std::optional<UnitId> unit;
    std::optional<DivisionCode> division;
    std::optional<std::string> matter;
};

struct Conditions;
struct ReportWalk;

class Reader {
public:
    /// Refuses when there are no views at `path`, or of another format.
    static Result<std::unique_ptr<Reader>> open(const std::string& path,
                                                const std::string& vfs = {});

    /// From here to end() every question sees the same records; else each sees the newest. Keep it
    /// short: the log of the views cannot be cut meanwhile.
    Result<void> begin();
    void end();

    Result<CasePage> list_cases(const CaseFilter& filter, const Page& page,
                                CaseOrder order = CaseOrder::newest);
    /// Nothing when there is no such case. No more than so many of its reports.
    Result<std::optional<CaseDetail>> case_detail(CaseId id, Instant now,
                                                  std::size_t reports = case_reports_shown);
    /// By number, "410100000-2026-0000042".
    Result<std::optional<CaseId>> find_number(const std::string& number);
    /// Nothing when there is no such unit.
    Result<std::optional<std::string>> unit_name(UnitId id);
    /// Whether a catalogue or a case has it.
    Result<bool> has_matter(const std::string& code);
    /// Whether the registry has it.
    Result<bool> has_division(DivisionCode code);
    /// The first unit of that name.
    Result<std::optional<UnitId>> find_unit(const std::string& name);
    /// Whether the reporter of a report that the case has, or once had, is forgotten: what officers
    /// wrote may be about him.
    Result<bool> tells_of_forgotten(CaseId id);
    /// The records of a case and of its reports, in the order of the journal.
    Result<std::vector<TimelinePlace>> timeline_places(CaseId id);
    /// What the record of such a place says.
    Result<TimelineEntry> timeline_entry(const TimelinePlace& place, journal::Record record);
    /// All of them, read from the journal.
    Result<std::vector<TimelineEntry>> timeline(CaseId id, journal::Journal& journal);
    /// Running clocks of a unit, soonest due first.
    Result<InboxPage> inbox(UnitId unit, const Page& page, Instant now);
    /// One whose case a scope's unit answers for is in that scope.
    Result<ReportPage> list_reports(const ReportFilter& filter, const Page& page);
    /// Of a case, in the order of their ids.
    Result<ReportPage> reports_of(CaseId id, const Page& page);
    /// A reporter's own, the newest first.
    Result<ReportPage> reports_of(SubjectId subject, const Page& page);
    Result<std::optional<ReportRow>> report(ReportId id);
    /// The first and the last day on which something was counted; imported cases count on days
    /// before the journal's own.
    Result<std::optional<std::pair<Date, Date>>> kpi_days();
    /// Grouped and ordered by `groups`; none: one row of everything.
    Result<std::vector<KpiRow>> kpis(const KpiFilter& filter, const std::vector<KpiGroup>& groups);
    /// A page of them; of division, street and district at most one.
    Result<KpiPage> kpi_page(const KpiFilter& filter, const std::vector<KpiGroup>& groups,
                             const Page& page);
    /// Reports whose title or text holds every piece of the query, newest first, in one of the
    /// scopes as in list_reports. What the index does not hold yet is not found:
    /// SearchIndex::lag(). A page is short, and has a `next`, only where `most_passed_over` hits
    /// lay outside the scopes or were masked.
    Result<SearchPage> search(const std::string& query, const Page& page, Instant now,
                              const std::vector<CaseScope>& scopes = {},
                              Words words = Words::clear);
    Result<std::vector<PhaseCount>> counts_by_phase();
    Result<Position> position();

    /// The SQL that list_cases would run, for showing its plan.
    std::string list_sql(const CaseFilter& filter, CaseOrder order) const;
    /// And list_reports.
    std::string list_sql(const ReportFilter& filter) const;
    sqlite::Database& database() { return database_; }

private:
    Reader(sqlite::Database database, LocalIds ids)
        : database_(std::move(database)), ids_(ids) {}

    Result<StatementCache::Loan> prepared(std::string_view sql) {
        return statements_.lend(database_, sql);
    }
    Result<ReportPage> report_page(Conditions conditions, const ReportWalk& walk, const Page& page);
    Conditions report_conditions(const ReportFilter& filter) const;
    /// The number of the first report that was submitted then or later.
    Result<std::int64_t> first_report(Instant from);
    CaseRow case_row(const sqlite::Statement& row, Instant now) const;
    ReportRow report_row(const sqlite::Statement& row) const;
    Result<std::optional<CaseRow>> find_case(std::int64_t number, Instant now);
    /// Reports, orders, clocks and sequences; none of them when there is no such case.
    Result<CaseState> state_of(CaseId id);
    Result<std::optional<std::uint64_t>> sequence_of(ReportId id);
    Result<std::vector<KpiRow>> kpi_rows(const KpiFilter& filter,
                                         const std::vector<KpiGroup>& groups,
                                         const std::optional<std::string>& after,
                                         std::optional<std::size_t> limit);
    Result<CasePage> list_by_text(const CaseFilter& filter, const Page& page);
    Result<CasePage> list_by_source(const CaseFilter& filter, const Page& page);
    Result<std::optional<ImportedFrom>> imported_from(std::int64_t case_number);
    Result<bool> matches(const CaseFilter& filter, std::int64_t case_number);
    /// Sequences of matching reports before `before`, newest first.
    Result<std::vector<std::int64_t>> hits(const std::string& expression, std::int64_t before,
                                           std::size_t limit);
    /// The report of a hit, unless it was forgotten or lies outside the scopes.
    Result<std::optional<ReportRow>> report_of_hit(std::int64_t sequence,
                                                   const std::vector<CaseScope>& scopes);
    /// Whether a case's report may be found by these words, and none after it.
    Result<bool> is_newest_hit(const std::string& expression, Words words,
                               std::int64_t case_number, std::int64_t sequence);
    /// Whether any of a case's reports may be found by these words.
    Result<bool> has_hit(const std::string& expression, Words words, std::int64_t case_number);

    sqlite::Database database_;
    StatementCache statements_;
    LocalIds ids_;
    std::string search_path_;
    std::string vfs_;
    std::optional<sqlite::Database> search_;
    Result<sqlite::Database*> search_database();
};

}  // namespace cs::views
