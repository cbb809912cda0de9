// What the API answers where a view's own struct does not say it, and what it is asked with: the
// described structs that OpenAPI shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "calendar/clock.h"
#include "calendar/explanation.h"
#include "evidence/capture.h"
#include "evidence/media.h"
#include "model/catalogue.h"
#include "model/divisions.h"
#include "model/people.h"
#include "registry/registry.h"
#include "views/case_view.h"
#include "views/results.h"

namespace cs::http {

/// A list that is empty is written as one: clients read `rows` without asking whether it is there.
template <class T>
std::string whole_text_of(const T& value);

struct CaseListAnswer {
    std::vector<views::CaseRow> rows;
    std::optional<std::string> next;
    DESCRIBED(CaseListAnswer, rows, next)
};
struct OrderListAnswer {
    std::vector<views::OrderView> rows;
    DESCRIBED(OrderListAnswer, rows)
};
struct ClockListAnswer {
    std::vector<views::ClockView> rows;
    DESCRIBED(ClockListAnswer, rows)
};
struct TimelineItem {
    std::uint64_t sequence = 0;
    Instant at;
    PersonId actor{};
    std::string type;
    std::uint32_t version = 1;
    std::optional<std::string> title;
    bool erased = false;
    DESCRIBED(TimelineItem, sequence, at, actor, type, version, title, erased)
};

/// Why a case's clock is due when it is: `clock` as it stands, and the sum behind it.
struct ClockAnswer {
    views::ClockView clock;
    calendar::ExplanationView explanation;
    DESCRIBED(ClockAnswer, clock, explanation)
};

/// What a reporter says. `contact`, `identity` and `address` are sealed under a key of his own.
struct NewReport {
    std::string title;
    std::string text;
    std::optional<std::string> contact;
    std::optional<std::string> identity;
    std::optional<std::string> address;
    std::optional<LonLat> at;               ///< WGS84
    std::optional<DivisionCode> division;   ///< where no point is known
    std::optional<Channel> channel;         ///< staff only; citizens report by web
    std::optional<Instant> reported_at;     ///< staff only
    std::optional<std::string> source_id;   ///< staff only: another system's number
    std::optional<SubjectId> subject;       ///< staff only: a reporter known already
    std::vector<Hash256> attachments;       ///< sent before: POST /api/v1/evidence
    std::optional<std::string> upload;      ///< of those attachments, without an account
    DESCRIBED(NewReport, title, text, contact, identity, address, at, division, channel,
              reported_at, source_id, subject, attachments, upload)
};
/// What was found in a file that was sent. `upload` goes with the next file of the same report, and
/// with the report.
struct EvidenceAnswer {
    Hash256 hash;
    std::string type;
    evidence::MediaKind kind = evidence::MediaKind::photo;
    std::uint64_t bytes = 0;
    std::optional<std::uint32_t> width;
    std::optional<std::uint32_t> height;
    std::optional<evidence::Capture> capture;
    std::optional<std::string> upload;
    DESCRIBED(EvidenceAnswer, hash, type, kind, bytes, width, height, capture, upload)
};
enum class EvidenceSource : std::uint8_t { report, outcome, verification };
DESCRIBED_ENUM(EvidenceSource, report, outcome, verification)
/// A file that a case or report names. What other systems sent may be named and not be here.
struct EvidenceRow {
    Hash256 hash;
    EvidenceSource source = EvidenceSource::report;
    Instant submitted_at;
    std::optional<ReportId> report;
    std::optional<std::uint16_t> order;
    bool is_stored = false;
    bool is_erased = false;
    std::optional<std::string> type;
    std::optional<evidence::MediaKind> kind;
    std::optional<std::uint64_t> bytes;
    std::optional<std::uint32_t> width;
    std::optional<std::uint32_t> height;
    std::optional<evidence::Capture> capture;  ///< as the caller may see it
    DESCRIBED(EvidenceRow, hash, source, submitted_at, report, order, is_stored, is_erased, type,
              kind, bytes, width, height, capture)
};
struct EvidenceListAnswer {
    std::vector<EvidenceRow> rows;
    DESCRIBED(EvidenceListAnswer, rows)
};
/// `receipt` reads the report's public state without an account: GET /api/v1/receipts/{receipt}.
struct ReportReceipt {
    ReportId report{};
    std::string receipt;
    std::uint64_t sequence = 0;
    bool repeated = false;
    DESCRIBED(ReportReceipt, report, receipt, sequence, repeated)
};
/// What anybody may know who holds the receipt: nothing that was written, only what came of it.
struct PublicReport {
    views::ReportPhase phase = views::ReportPhase::waiting;
    Instant submitted_at;
    std::optional<std::string> case_number;
    std::optional<Phase> case_phase;
    std::optional<std::string> matter_name;
    std::optional<std::string> unit_name;
    std::optional<Instant> handle_due_at;
    std::optional<Instant> closed_at;
    std::optional<cs::Answer> claimed;
    std::optional<cs::Answer> verified;
    std::optional<cs::Answer> accepted;
    std::optional<Closing> closing;
    DESCRIBED(PublicReport, phase, submitted_at, case_number, case_phase, matter_name, unit_name,
              handle_due_at, closed_at, claimed, verified, accepted, closing)
};
/// A report as its own reporter sees it: what he wrote, and what came of it.
struct OwnReport {
    ReportId report{};
    std::string receipt;
    std::optional<std::string> title;
    std::optional<std::string> text;
    PublicReport state;
    DESCRIBED(OwnReport, report, receipt, title, text, state)
};
struct OwnReportListAnswer {
    std::vector<OwnReport> rows;
    std::optional<std::string> next;
    DESCRIBED(OwnReportListAnswer, rows, next)
};
struct ReportListAnswer {
    std::vector<views::ReportRow> rows;
    std::optional<std::string> next;
    DESCRIBED(ReportListAnswer, rows, next)
};
/// How to reach a reporter, as the caller may see it.
struct ReporterAnswer {
    ReportId report{};
    SubjectId subject{};
    bool erased = false;
    std::optional<std::string> contact;
    std::optional<std::string> identity;
    std::optional<std::string> address;
    DESCRIBED(ReporterAnswer, report, subject, erased, contact, identity, address)
};

struct UnitListAnswer {
    std::vector<Unit> rows;
    std::optional<std::string> next;
    DESCRIBED(UnitListAnswer, rows, next)
};
struct InboxAnswer {
    std::vector<views::InboxRow> rows;
    std::optional<std::string> next;
    DESCRIBED(InboxAnswer, rows, next)
};
/// An officer with the roles he holds; `name` as the caller may see it.
struct PersonAnswer {
    PersonId id{};
    std::optional<std::string> name;
    std::optional<UnitId> unit;
    bool retired = false;
    std::vector<Grant> grants;
    DESCRIBED(PersonAnswer, id, name, unit, retired, grants)
};
struct PersonListAnswer {
    std::vector<PersonAnswer> rows;
    std::optional<std::string> next;
    DESCRIBED(PersonListAnswer, rows, next)
};

struct DivisionListAnswer {
    std::vector<Division> rows;
    DESCRIBED(DivisionListAnswer, rows)
};
struct GridListAnswer {
    std::vector<GridInfo> rows;
    std::optional<std::string> next;
    DESCRIBED(GridListAnswer, rows, next)
};
/// The grids that hold a point, the smallest first.
struct LocateAnswer {
    LonLat at;
    std::optional<DivisionCode> division;
    std::optional<GridId> grid;
    std::optional<GridId> community;
    std::vector<GridId> dedicated;
    DESCRIBED(LocateAnswer, at, division, grid, community, dedicated)
};

struct MatterAnswer {
    std::string code;
    std::string name;
    std::string category;
    MatterKind kind = MatterKind::event;
    std::uint32_t conditions = 0;  ///< how many duties of the catalogue it has
    DESCRIBED(MatterAnswer, code, name, category, kind, conditions)
};
struct MatterListAnswer {
    std::uint32_t version = 0;
    std::vector<MatterAnswer> rows;
    DESCRIBED(MatterListAnswer, version, rows)
};
struct DutyListAnswer {
    std::uint32_t version = 0;
    std::string name;
    Instant effective_from;
    std::vector<Duty> rows;
    DESCRIBED(DutyListAnswer, version, name, effective_from, rows)
};

struct KpiAnswer {
    std::string from;
    std::string to;
    std::vector<views::KpiRow> rows;
    std::optional<std::string> next;
    DESCRIBED(KpiAnswer, from, to, rows, next)
};
struct SearchAnswer {
    std::vector<views::SearchHit> rows;
    std::optional<std::string> next;
    DESCRIBED(SearchAnswer, rows, next)
};

/// A line that an import left out, and why.
struct BadLine {
    std::uint64_t line = 0;
    std::string fault;
    std::string text;
    std::optional<std::string> detail;
    std::optional<std::string> sheet = {};  ///< of a workbook; the line is the row in it
    DESCRIBED(BadLine, line, fault, text, detail, sheet)
};
/// `taken` rows are in force; `known` ones were there already; `bad` ones are neither: the first
/// thousand are listed.
struct ImportAnswer {
    std::uint64_t sequence = 0;
    std::uint64_t taken = 0;
    std::uint64_t known = 0;
    std::uint64_t bad = 0;
    std::optional<std::uint32_t> version;  ///< of the catalogue that it has become
    std::vector<BadLine> bad_lines;
    DESCRIBED(ImportAnswer, sequence, taken, known, bad, version, bad_lines)
};

struct LoginBody {
    std::string name;
    std::string password;
    DESCRIBED(LoginBody, name, password)
};
struct PasswordBody {
    std::string old_password;
    std::string new_password;
    DESCRIBED(PasswordBody, old_password, new_password)
};
struct ForgetBody {
    std::string reason;
    DESCRIBED(ForgetBody, reason)
};
/// What is erased, and where it is still owed: in backups that could not be reached, and in ledgers
/// of erasures that could not be written. The same request tries those again.
struct ForgetAnswer {
    SubjectId subject{};
    std::optional<std::uint64_t> sequence;  ///< absent when he had been forgotten before
    std::uint64_t exports_removed = 0;
    std::vector<std::string> unreached_backups;
    std::vector<std::string> ledgers_behind;
    DESCRIBED(ForgetAnswer, subject, sequence, exports_removed, unreached_backups, ledgers_behind)
};
/// `csrf` goes into X-CSRF-Token with everything that changes something.
struct MeAnswer {
    std::optional<std::string> name;  ///< the account's; nothing for somebody without one
    std::optional<PersonId> person;
    std::vector<Grant> grants;
    std::optional<std::string> csrf;
    DESCRIBED(MeAnswer, name, person, grants, csrf)
};

template <class T>
std::string whole_text_of(const T& value) {
    auto out = json::text_of(value);
    if constexpr (requires { value.rows; })
        if (value.rows.empty())
            out.insert(1, std::string("\"rows\":[]") + (out == "{}" ? "" : ","));
    return out;
}

}  // namespace cs::http
