// Commands: what somebody wants to happen. The closed list; one row each in casework's or
// registry's permission table. Adding one: CONTRIBUTING.md, "Add a command".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "calendar/holidays.h"
#include "model/case.h"
#include "model/catalogue.h"
#include "model/divisions.h"
#include "model/people.h"
#include "model/policy.h"
#include "model/report.h"

namespace cs {

/// What a model advised before a person or a rule decided; kept on record, never obeyed blindly.
struct Advice {
    std::string source;   ///< "keywords", a model's name
    std::string version;
    std::string suggestion;
    std::uint8_t confidence_percent = 0;
    DESCRIBED(Advice, source, version, suggestion, confidence_percent)
};

/// Who gets orders. Without a lead, the duty's own units are looked up for the case's division.
struct Dispatch {
    std::optional<UnitId> lead;
    std::vector<UnitId> assisting;
    DESCRIBED(Dispatch, lead, assisting)
};

// The realm and its registry.

/// The first command of a journal: names the realm and its administrator.
struct FoundRealm {
    static constexpr std::string_view type = "found_realm";
    Realm realm{};
    std::string name;
    DivisionCode division{};
    Person administrator;
    DESCRIBED(FoundRealm, realm, name, division, administrator)
};

/// Adds divisions or renames them, from now on.
struct SetDivisions {
    static constexpr std::string_view type = "set_divisions";
    std::vector<Division> divisions;
    DESCRIBED(SetDivisions, divisions)
};

/// Puts grids in force, from now on; `geometry` is the hash of the city file with their shapes.
struct SetGrids {
    static constexpr std::string_view type = "set_grids";
    std::vector<GridInfo> grids;
    Hash256 geometry;
    DESCRIBED(SetGrids, grids, geometry)
};

/// Takes grids out of force; `into` names their successors after a split or merge.
struct RetireGrids {
    static constexpr std::string_view type = "retire_grids";
    std::vector<GridId> grids;
    std::vector<GridId> into;
    std::string reason;
    DESCRIBED(RetireGrids, grids, into, reason)
};

/// Creates or changes a unit.
struct SetUnit {
    static constexpr std::string_view type = "set_unit";
    Unit unit;
    DESCRIBED(SetUnit, unit)
};

/// Creates or changes an officer.
struct SetPerson {
    static constexpr std::string_view type = "set_person";
    Person person;
    DESCRIBED(SetPerson, person)
};

struct GrantRole {
    static constexpr std::string_view type = "grant_role";
    PersonId person{};
    Grant grant;
    DESCRIBED(GrantRole, person, grant)
};

struct RevokeRole {
    static constexpr std::string_view type = "revoke_role";
    PersonId person{};
    Grant grant;
    DESCRIBED(RevokeRole, person, grant)
};

/// Gives one year's public holidays and make-up days.
struct SetHolidays {
    static constexpr std::string_view type = "set_holidays";
    calendar::HolidayYear year;
    DESCRIBED(SetHolidays, year)
};

struct SetPolicy {
    static constexpr std::string_view type = "set_policy";
    Policy policy;
    DESCRIBED(SetPolicy, policy)
};

/// A new version of the duty catalogue; the core numbers it.
struct PublishCatalogue {
    static constexpr std::string_view type = "publish_catalogue";
    std::string name;
    Instant effective_from;
    std::vector<Duty> duties;
    DESCRIBED(PublishCatalogue, name, effective_from, duties)
};

/// Erases a reporter: the vault's key is destroyed once this is durable.
struct ForgetSubject {
    static constexpr std::string_view type = "forget_subject";
    SubjectId subject{};
    std::string reason;
    DESCRIBED(ForgetSubject, subject, reason)
};

// Reports and filing.

struct SubmitReport {
    static constexpr std::string_view type = "submit_report";
    Channel channel = Channel::hotline;
    SubjectId subject{};
    Bytes sealed;
    std::optional<Place> place;
    Instant reported_at;
    std::optional<std::string> source_id;
    std::vector<Hash256> attachments;
    DESCRIBED(SubmitReport, channel, subject, sealed, place, reported_at, source_id, attachments)
};

struct DeclineReport {
    static constexpr std::string_view type = "decline_report";
    ReportId report{};
    std::string reason;
    std::string basis;
    DESCRIBED(DeclineReport, report, reason, basis)
};

/// Files a case from a report; with `dispatch`, orders go out in the same step.
struct FileCase {
    static constexpr std::string_view type = "file_case";
    ReportId report{};
    std::string matter;
    std::uint32_t condition = 0;
    std::optional<Place> place;
    std::optional<Dispatch> dispatch;
    std::optional<Advice> advice;
    DESCRIBED(FileCase, report, matter, condition, place, dispatch, advice)
};

/// Takes over a case of another system 外部案件导入 with that system's own dates. `due` is its
/// promise; `closed_at` is given exactly when the case has ended there. `matter_name` is its word
/// for the kind of problem; nothing a reporter wrote is taken over.
struct ImportCase {
    static constexpr std::string_view type = "import_case";
    std::string system;
    std::string source_id;
    std::string matter_name;
    UnitId unit{};
    DivisionCode division{};
    std::optional<LonLat> at;
    Instant filed_at;
    std::optional<Instant> due;
    std::optional<Instant> closed_at;
    OutsideStatus status = OutsideStatus::open;
    DESCRIBED(ImportCase, system, source_id, matter_name, unit, division, at, filed_at, due,
              closed_at, status)
};

/// The report is about a problem that has a case already.
struct AttachReport {
    static constexpr std::string_view type = "attach_report";
    ReportId report{};
    CaseId case_id{};
    std::optional<Advice> advice;
    DESCRIBED(AttachReport, report, case_id, advice)
};

struct DispatchCase {
    static constexpr std::string_view type = "dispatch_case";
    CaseId case_id{};
    Dispatch dispatch;
    DESCRIBED(DispatchCase, case_id, dispatch)
};

// A unit's duty.

struct SignOrder {
    static constexpr std::string_view type = "sign_order";
    CaseId case_id{};
    std::uint16_t order = 0;
    DESCRIBED(SignOrder, case_id, order)
};

/// The unit has spoken with the citizen.
struct RecordContact {
    static constexpr std::string_view type = "record_contact";
    CaseId case_id{};
    std::uint16_t order = 0;
    std::string remark;
    DESCRIBED(RecordContact, case_id, order, remark)
};

struct RecordArrival {
    static constexpr std::string_view type = "record_arrival";
    CaseId case_id{};
    std::uint16_t order = 0;
    std::optional<LonLat> at;
    DESCRIBED(RecordArrival, case_id, order, at)
};

/// The unit says it is not its duty; it stays responsible until the arbiter rules.
struct ReturnOrder {
    static constexpr std::string_view type = "return_order";
    CaseId case_id{};
    std::uint16_t order = 0;
    std::string reason;
    std::optional<UnitId> proposed_unit;
    DESCRIBED(ReturnOrder, case_id, order, reason, proposed_unit)
};

/// The arbiter accepts (and names the unit) or overrules.
struct RuleOnReturn {
    static constexpr std::string_view type = "rule_on_return";
    CaseId case_id{};
    std::uint16_t order = 0;
    bool accept = false;
    std::optional<UnitId> unit;
    std::string reason;
    DESCRIBED(RuleOnReturn, case_id, order, accept, unit, reason)
};

struct RequestExtension {
    static constexpr std::string_view type = "request_extension";
    CaseId case_id{};
    std::uint16_t order = 0;
    calendar::Budget budget;
    std::string reason;
    DESCRIBED(RequestExtension, case_id, order, budget, reason)
};

struct DecideExtension {
    static constexpr std::string_view type = "decide_extension";
    CaseId case_id{};
    std::uint16_t order = 0;
    bool grant = false;
    std::optional<calendar::Budget> budget;
    std::string reason;
    DESCRIBED(DecideExtension, case_id, order, grant, budget, reason)
};

/// `review` says by when somebody looks again whether it still must stand still; the policy's
/// longest where it is absent.
struct SuspendCase {
    static constexpr std::string_view type = "suspend_case";
    CaseId case_id{};
    std::string reason;
    std::string basis;
    std::optional<calendar::Budget> review;
    DESCRIBED(SuspendCase, case_id, reason, basis, review)
};

struct ResumeCase {
    static constexpr std::string_view type = "resume_case";
    CaseId case_id{};
    std::string reason;
    DESCRIBED(ResumeCase, case_id, reason)
};

struct SubmitOutcome {
    static constexpr std::string_view type = "submit_outcome";
    CaseId case_id{};
    std::uint16_t order = 0;
    Claim claim = Claim::solved;
    std::string text;
    std::vector<Hash256> evidence;
    DESCRIBED(SubmitOutcome, case_id, order, claim, text, evidence)
};

// Proof, the citizen, the end.

struct OrderRework {
    static constexpr std::string_view type = "order_rework";
    CaseId case_id{};
    std::string reason;
    DESCRIBED(OrderRework, case_id, reason)
};

/// A failed verification orders rework.
struct VerifyOnSite {
    static constexpr std::string_view type = "verify_on_site";
    CaseId case_id{};
    bool pass = false;
    std::string remark;
    std::vector<Hash256> evidence;
    DESCRIBED(VerifyOnSite, case_id, pass, remark, evidence)
};

struct CallBack {
    static constexpr std::string_view type = "call_back";
    CaseId case_id{};
    bool contacted = false;
    Answer solved = Answer::unknown;
    Answer satisfied = Answer::unknown;
    std::string remark;
    DESCRIBED(CallBack, case_id, contacted, solved, satisfied, remark)
};

struct CloseCase {
    static constexpr std::string_view type = "close_case";
    CaseId case_id{};
    Closing closing = Closing::solved;
    std::string reason;
    std::string basis;
    DESCRIBED(CloseCase, case_id, closing, reason, basis)
};

/// An appraiser's own judgement, beside the computed one.
struct AppraiseCase {
    static constexpr std::string_view type = "appraise_case";
    CaseId case_id{};
    UnitId unit{};
    std::uint8_t score = 0;
    std::string remark;
    DESCRIBED(AppraiseCase, case_id, unit, score, remark)
};

struct ReopenCase {
    static constexpr std::string_view type = "reopen_case";
    CaseId case_id{};
    std::string reason;
    DESCRIBED(ReopenCase, case_id, reason)
};

// Watching over.

struct SuperviseCase {
    static constexpr std::string_view type = "supervise_case";
    CaseId case_id{};
    std::string reason;
    DESCRIBED(SuperviseCase, case_id, reason)
};

struct AnswerSupervision {
    static constexpr std::string_view type = "answer_supervision";
    CaseId case_id{};
    std::string text;
    DESCRIBED(AnswerSupervision, case_id, text)
};

/// The runtime's own: a clock reached its next warning point. Warns, marks it missed, escalates.
struct PassClockPoint {
    static constexpr std::string_view type = "pass_clock_point";
    CaseId case_id{};
    std::uint16_t clock = 0;
    DESCRIBED(PassClockPoint, case_id, clock)
};

/// The runtime's own: a waiting report reached its next warning point.
struct PassReportPoint {
    static constexpr std::string_view type = "pass_report_point";
    ReportId report{};
    DESCRIBED(PassReportPoint, report)
};

struct MergeCases {
    static constexpr std::string_view type = "merge_cases";
    CaseId from{};
    CaseId into{};
    std::string reason;
    DESCRIBED(MergeCases, from, into, reason)
};

/// Some of the case's reports become a case of their own.
struct SplitCase {
    static constexpr std::string_view type = "split_case";
    CaseId case_id{};
    std::vector<ReportId> reports;
    std::string reason;
    DESCRIBED(SplitCase, case_id, reports, reason)
};

/// Another unit becomes responsible: before dispatch the filing unit, after it the lead.
struct TransferCase {
    static constexpr std::string_view type = "transfer_case";
    CaseId case_id{};
    UnitId unit{};
    std::string reason;
    DESCRIBED(TransferCase, case_id, unit, reason)
};

/// An assisting unit is not needed any more.
struct WithdrawOrder {
    static constexpr std::string_view type = "withdraw_order";
    CaseId case_id{};
    std::uint16_t order = 0;
    std::string reason;
    DESCRIBED(WithdrawOrder, case_id, order, reason)
};

struct AddNote {
    static constexpr std::string_view type = "add_note";
    CaseId case_id{};
    std::string text;
    DESCRIBED(AddNote, case_id, text)
};

using Command = std::variant<FoundRealm, SetDivisions, SetGrids, RetireGrids, SetUnit, SetPerson,
                             GrantRole, RevokeRole, SetHolidays, SetPolicy, PublishCatalogue,
                             ForgetSubject, SubmitReport, DeclineReport, FileCase, ImportCase,
                             AttachReport,
                             DispatchCase, SignOrder, RecordContact, RecordArrival, ReturnOrder,
                             RuleOnReturn, RequestExtension, DecideExtension, SuspendCase,
                             ResumeCase, SubmitOutcome, OrderRework, VerifyOnSite, CallBack,
                             CloseCase, AppraiseCase, ReopenCase, SuperviseCase,
                             AnswerSupervision, PassClockPoint, PassReportPoint, MergeCases,
                             SplitCase, TransferCase, WithdrawOrder, AddNote>;

/// A command with who sends it and the key under which it acts only once ("" for none).
struct Envelope {
    PersonId actor{};
    std::string key;
    Command command;
};

/// Who acts when nobody does: clocks and imports. Exists in every realm from its founding.
constexpr PersonId system_person(Realm realm) { return make_id<PersonId>(realm, 1); }
/// A citizen without an account.
constexpr PersonId anonymous_person(Realm realm) { return make_id<PersonId>(realm, 2); }

std::string_view command_type(const Command& command);
std::string command_json(const Command& command);
/// Reads a command of the named type; the error carries the path of a wrong field.
Result<Command> command_from_json(std::string_view type, std::string_view json);

}  // namespace cs
