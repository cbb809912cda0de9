// Events: what happened. The journal's payloads and the only input of the fold. A version is raised
// when a field changes its meaning or a new one is required; upcast (events.cpp) reads the older
// ones for ever. A member added as optional or as a list needs none: older records just lack it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/commands.h"

namespace cs {

/// A clock whose due instant changed: which, and its new terms.
struct ClockMoved {
    std::uint16_t clock = 0;
    Duration total;
    Instant due;
    std::uint8_t points_passed = 0;
    Instant next_point;
    DESCRIBED(ClockMoved, clock, total, due, points_passed, next_point)
};

/// A clock that ended with the event: met, missed or cancelled.
struct ClockStopped {
    std::uint16_t clock = 0;
    ClockKind kind = ClockKind::handle;
    UnitId unit{};
    ClockPhase result = ClockPhase::met;
    DESCRIBED(ClockStopped, clock, kind, unit, result)
};

// The realm and its registry.

struct RealmFounded {
    static constexpr std::string_view type = "realm.founded";
    static constexpr std::uint32_t version = 1;
    Realm realm{};
    std::string name;
    DivisionCode division{};
    Person administrator;
    DESCRIBED(RealmFounded, realm, name, division, administrator)
};

struct DivisionsSet {
    static constexpr std::string_view type = "divisions.set";
    static constexpr std::uint32_t version = 1;
    std::vector<Division> divisions;
    DESCRIBED(DivisionsSet, divisions)
};

struct GridsSet {
    static constexpr std::string_view type = "grids.set";
    static constexpr std::uint32_t version = 2;
    std::vector<GridInfo> grids;
    Hash256 geometry;
    DESCRIBED(GridsSet, grids, geometry)
};

struct GridsRetired {
    static constexpr std::string_view type = "grids.retired";
    static constexpr std::uint32_t version = 1;
    std::vector<GridId> grids;
    std::vector<GridId> into;
    std::string reason;
    DESCRIBED(GridsRetired, grids, into, reason)
};

struct UnitSet {
    static constexpr std::string_view type = "unit.set";
    static constexpr std::uint32_t version = 1;
    Unit unit;
    DESCRIBED(UnitSet, unit)
};

struct PersonSet {
    static constexpr std::string_view type = "person.set";
    static constexpr std::uint32_t version = 1;
    Person person;
    DESCRIBED(PersonSet, person)
};

struct RoleGranted {
    static constexpr std::string_view type = "role.granted";
    static constexpr std::uint32_t version = 1;
    PersonId person{};
    Grant grant;
    DESCRIBED(RoleGranted, person, grant)
};

struct RoleRevoked {
    static constexpr std::string_view type = "role.revoked";
    static constexpr std::uint32_t version = 1;
    PersonId person{};
    Grant grant;
    DESCRIBED(RoleRevoked, person, grant)
};

struct HolidaysSet {
    static constexpr std::string_view type = "holidays.set";
    static constexpr std::uint32_t version = 1;
    calendar::HolidayYear year;
    DESCRIBED(HolidaysSet, year)
};

struct PolicySet {
    static constexpr std::string_view type = "policy.set";
    static constexpr std::uint32_t version = 1;
    Policy policy;
    DESCRIBED(PolicySet, policy)
};

struct CataloguePublished {
    static constexpr std::string_view type = "catalogue.published";
    static constexpr std::uint32_t version = 1;
    Catalogue catalogue;
    DESCRIBED(CataloguePublished, catalogue)
};

struct SubjectForgotten {
    static constexpr std::string_view type = "subject.forgotten";
    static constexpr std::uint32_t version = 1;
    SubjectId subject{};
    std::string reason;
    DESCRIBED(SubjectForgotten, subject, reason)
};

// Reports and filing.

struct ReportSubmitted {
    static constexpr std::string_view type = "report.submitted";
    static constexpr std::uint32_t version = 1;
    Report report;
    std::optional<Clock> accept_clock;
    DESCRIBED(ReportSubmitted, report, accept_clock)
};

struct ReportDeclined {
    static constexpr std::string_view type = "report.declined";
    static constexpr std::uint32_t version = 1;
    ReportId report{};
    std::string reason;
    std::string basis;
    std::optional<ClockStopped> accepted;  ///< the accept clock
    DESCRIBED(ReportDeclined, report, reason, basis, accepted)
};

struct CaseFiled {
    static constexpr std::string_view type = "case.filed";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string number;
    std::vector<ReportId> reports;
    std::string matter;
    DutyRef duty;
    DivisionCode division{};
    std::optional<GridId> grid;
    std::optional<LonLat> at;
    UnitId filing_unit{};
    std::optional<Clock> dispatch_clock;
    std::optional<Advice> advice;
    std::optional<ClockStopped> accepted;  ///< the report's accept clock
    DESCRIBED(CaseFiled, case_id, number, reports, matter, duty, division, grid, at, filing_unit,
              dispatch_clock, advice, accepted)
};

/// A case of another system begins here, ended or with its unit; the dates are that system's.
/// `handle_clock` is the unit's obligation there: running, or met or missed by `closed_at`; a case
/// that ended without a promised date has none.
struct CaseImported {
    static constexpr std::string_view type = "case.imported";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string number;
    std::string system;
    std::string source_id;
    std::string matter_name;
    std::string matter;
    DutyRef duty;
    DivisionCode division{};
    std::optional<LonLat> at;
    UnitId unit{};
    Instant filed_at;
    std::optional<Instant> closed_at;
    OutsideStatus status = OutsideStatus::open;
    std::optional<Clock> handle_clock;
    DESCRIBED(CaseImported, case_id, number, system, source_id, matter_name, matter, duty,
              division, at, unit, filed_at, closed_at, status, handle_clock)
};

struct ReportAttached {
    static constexpr std::string_view type = "report.attached";
    static constexpr std::uint32_t version = 1;
    ReportId report{};
    CaseId case_id{};
    std::optional<Advice> advice;
    std::optional<ClockStopped> accepted;  ///< the report's accept clock
    DESCRIBED(ReportAttached, report, case_id, advice, accepted)
};

/// A report that waits to be filed or declined reached a point of its accept clock; it is shown to
/// `division`, on `level` of the ladder.
struct ReportPointPassed {
    static constexpr std::string_view type = "report.point_passed";
    static constexpr std::uint32_t version = 1;
    ReportId report{};
    UnitId unit{};
    std::uint16_t percent = 0;
    std::uint8_t points_passed = 0;
    Instant next_point;
    std::uint8_t level = 0;
    DivisionCode division{};
    DESCRIBED(ReportPointPassed, report, unit, percent, points_passed, next_point, level, division)
};

/// A new order with its clocks; `order` is the next number of the case.
struct OrderDispatched {
    static constexpr std::string_view type = "order.dispatched";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    bool lead = true;
    std::vector<Clock> clocks;
    std::vector<ClockStopped> stopped;
    DESCRIBED(OrderDispatched, case_id, order, unit, lead, clocks, stopped)
};

// A unit's duty.

struct OrderSigned {
    static constexpr std::string_view type = "order.signed";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::vector<ClockStopped> stopped;
    DESCRIBED(OrderSigned, case_id, order, unit, stopped)
};

struct ContactRecorded {
    static constexpr std::string_view type = "contact.recorded";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::string remark;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ContactRecorded, case_id, order, unit, remark, stopped)
};

struct ArrivalRecorded {
    static constexpr std::string_view type = "arrival.recorded";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::optional<LonLat> at;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ArrivalRecorded, case_id, order, unit, at, stopped)
};

struct ReturnRequested {
    static constexpr std::string_view type = "return.requested";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::string reason;
    std::optional<UnitId> proposed_unit;
    Clock arbitrate_clock;
    DESCRIBED(ReturnRequested, case_id, order, unit, reason, proposed_unit, arbitrate_clock)
};

/// The order is withdrawn; an order.dispatched for the ruled unit follows.
struct ReturnAccepted {
    static constexpr std::string_view type = "return.accepted";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    UnitId new_unit{};
    std::string reason;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ReturnAccepted, case_id, order, unit, new_unit, reason, stopped)
};

struct ReturnOverruled {
    static constexpr std::string_view type = "return.overruled";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::string reason;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ReturnOverruled, case_id, order, unit, reason, stopped)
};

struct ExtensionRequested {
    static constexpr std::string_view type = "extension.requested";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    calendar::Budget budget;
    std::string reason;
    Clock arbitrate_clock;
    DESCRIBED(ExtensionRequested, case_id, order, unit, budget, reason, arbitrate_clock)
};

/// The handle clock moves; its budget grows by `added`.
struct ExtensionGranted {
    static constexpr std::string_view type = "extension.granted";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    Duration added;
    std::vector<ClockMoved> moved;
    std::string reason;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ExtensionGranted, case_id, order, unit, added, moved, reason, stopped)
};

struct ExtensionDenied {
    static constexpr std::string_view type = "extension.denied";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::string reason;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ExtensionDenied, case_id, order, unit, reason, stopped)
};

/// All running clocks of the case pause, but that of supervision; that of its review begins.
struct CaseSuspended {
    static constexpr std::string_view type = "case.suspended";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string reason;
    std::string basis;
    std::optional<Clock> review_clock;
    DESCRIBED(CaseSuspended, case_id, reason, basis, review_clock)
};

struct CaseResumed {
    static constexpr std::string_view type = "case.resumed";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::vector<ClockMoved> moved;
    std::string reason;
    std::optional<ClockStopped> reviewed;
    DESCRIBED(CaseResumed, case_id, moved, reason, reviewed)
};

struct OutcomeSubmitted {
    static constexpr std::string_view type = "outcome.submitted";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    Claim claim = Claim::solved;
    std::string text;
    std::vector<Hash256> evidence;
    std::optional<Clock> verify_clock;
    std::vector<ClockStopped> stopped;
    DESCRIBED(OutcomeSubmitted, case_id, order, unit, claim, text, evidence, verify_clock, stopped)
};

// Proof, the citizen, the end.

struct ReworkOrdered {
    static constexpr std::string_view type = "rework.ordered";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::string reason;
    Clock handle_clock;
    std::vector<ClockStopped> stopped;
    DESCRIBED(ReworkOrdered, case_id, order, unit, reason, handle_clock, stopped)
};

struct Verified {
    static constexpr std::string_view type = "case.verified";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    bool pass = false;
    std::string remark;
    std::vector<Hash256> evidence;
    std::optional<Clock> callback_clock;
    std::vector<ClockStopped> stopped;
    DESCRIBED(Verified, case_id, pass, remark, evidence, callback_clock, stopped)
};

struct CalledBack {
    static constexpr std::string_view type = "case.called_back";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    bool contacted = false;
    Answer solved = Answer::unknown;
    Answer satisfied = Answer::unknown;
    std::string remark;
    bool final = false;
    std::optional<Clock> close_clock;
    std::vector<ClockStopped> stopped;
    DESCRIBED(CalledBack, case_id, contacted, solved, satisfied, remark, final, close_clock,
              stopped)
};

struct CaseClosed {
    static constexpr std::string_view type = "case.closed";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    Closing closing = Closing::solved;
    std::string reason;
    std::string basis;
    std::vector<ClockStopped> stopped;
    DESCRIBED(CaseClosed, case_id, closing, reason, basis, stopped)
};

/// Computed at closing for the lead unit: what came of its duty.
struct CaseAppraised {
    static constexpr std::string_view type = "case.appraised";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    UnitId unit{};
    bool signed_on_time = false;
    bool contacted_on_time = false;
    bool handled_on_time = false;
    Answer claimed = Answer::unknown;
    Answer verified = Answer::unknown;
    Answer accepted = Answer::unknown;
    Answer satisfied = Answer::unknown;
    std::uint8_t returns = 0;
    std::uint8_t reworks = 0;
    DESCRIBED(CaseAppraised, case_id, unit, signed_on_time, contacted_on_time, handled_on_time,
              claimed, verified, accepted, satisfied, returns, reworks)
};

struct AppraisalAdded {
    static constexpr std::string_view type = "appraisal.added";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    UnitId unit{};
    std::uint8_t score = 0;
    std::string remark;
    DESCRIBED(AppraisalAdded, case_id, unit, score, remark)
};

/// An order.dispatched for the same lead follows, or the case waits for dispatch.
struct CaseReopened {
    static constexpr std::string_view type = "case.reopened";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string reason;
    std::optional<Clock> dispatch_clock;
    DESCRIBED(CaseReopened, case_id, reason, dispatch_clock)
};

// Watching over.

struct CaseSupervised {
    static constexpr std::string_view type = "case.supervised";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string reason;
    Clock supervise_clock;
    DESCRIBED(CaseSupervised, case_id, reason, supervise_clock)
};

struct SupervisionAnswered {
    static constexpr std::string_view type = "supervision.answered";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string text;
    std::vector<ClockStopped> stopped;
    DESCRIBED(SupervisionAnswered, case_id, text, stopped)
};

/// A warning below 100 %, a missed clock from there on.
struct ClockPointPassed {
    static constexpr std::string_view type = "clock.point_passed";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t clock = 0;
    ClockKind kind = ClockKind::handle;
    UnitId unit{};
    std::uint16_t percent = 0;
    std::uint8_t points_passed = 0;
    Instant next_point;
    DESCRIBED(ClockPointPassed, case_id, clock, kind, unit, percent, points_passed, next_point)
};

struct CaseEscalated {
    static constexpr std::string_view type = "case.escalated";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint8_t level = 0;
    DivisionCode division{};
    std::uint16_t percent = 0;
    DESCRIBED(CaseEscalated, case_id, level, division, percent)
};

/// `from` is gone into `into` with its reports.
struct CasesMerged {
    static constexpr std::string_view type = "cases.merged";
    static constexpr std::uint32_t version = 1;
    CaseId from{};
    CaseId into{};
    std::vector<ReportId> reports;
    std::string reason;
    std::vector<ClockStopped> stopped;
    DESCRIBED(CasesMerged, from, into, reports, reason, stopped)
};

/// `new_case` begins as a copy of the duty and place, with the reports named.
struct CaseSplit {
    static constexpr std::string_view type = "case.split";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    CaseId new_case{};
    std::string number;
    std::vector<ReportId> reports;
    UnitId filing_unit{};
    Clock dispatch_clock;
    std::string reason;
    DESCRIBED(CaseSplit, case_id, new_case, number, reports, filing_unit, dispatch_clock, reason)
};

/// Of a case not yet dispatched: the unit that answers for it.
struct CaseTransferred {
    static constexpr std::string_view type = "case.transferred";
    static constexpr std::uint32_t version = 2;
    CaseId case_id{};
    UnitId from{};
    UnitId unit{};
    std::string reason;
    DESCRIBED(CaseTransferred, case_id, from, unit, reason)
};

struct OrderWithdrawn {
    static constexpr std::string_view type = "order.withdrawn";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::uint16_t order = 0;
    UnitId unit{};
    std::string reason;
    std::vector<ClockStopped> stopped;
    DESCRIBED(OrderWithdrawn, case_id, order, unit, reason, stopped)
};

struct NoteAdded {
    static constexpr std::string_view type = "note.added";
    static constexpr std::uint32_t version = 1;
    CaseId case_id{};
    std::string text;
    DESCRIBED(NoteAdded, case_id, text)
};

using Event = std::variant<RealmFounded, DivisionsSet, GridsSet, GridsRetired, UnitSet,
                           PersonSet, RoleGranted, RoleRevoked, HolidaysSet, PolicySet,
                           CataloguePublished, SubjectForgotten, ReportSubmitted, ReportDeclined,
                           CaseFiled, CaseImported, ReportAttached, ReportPointPassed,
                           OrderDispatched, OrderSigned,
                           ContactRecorded, ArrivalRecorded, ReturnRequested, ReturnAccepted,
                           ReturnOverruled, ExtensionRequested, ExtensionGranted,
                           ExtensionDenied, CaseSuspended, CaseResumed, OutcomeSubmitted,
                           ReworkOrdered, Verified, CalledBack, CaseClosed, CaseAppraised,
                           AppraisalAdded, CaseReopened, CaseSupervised, SupervisionAnswered,
                           ClockPointPassed, CaseEscalated, CasesMerged, CaseSplit,
                           CaseTransferred, OrderWithdrawn, NoteAdded>;

std::string_view event_type(const Event& event);
std::uint32_t event_version(const Event& event);
void append_event_json(std::string& out, const Event& event);
/// Reads an event of any version up to today's. Refuses an unknown type, a newer version, and a
/// malformed payload with the path of the field.
Result<Event> event_from_json(std::string_view type, std::uint32_t version, std::string_view json);

/// The case an event belongs to, if it belongs to one.
std::optional<CaseId> case_of(const Event& event);

}  // namespace cs
