// A case 案件: one problem in the world, its orders to units and their clocks. Plain state; what
// may happen to it is decided in the room casework.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/describe.h"
#include "base/ids.h"
#include "base/time.h"
#include "calendar/budget.h"
#include "model/catalogue.h"
#include "model/report.h"

namespace cs {

/// The field's phases as a case lives them. handled is *claimed* by the unit, verified was seen on
/// site, called_back was put to the citizen; closed is final but for a reopening; merged is gone
/// into another case.
enum class Phase : std::uint8_t {
    filed,
    dispatched,
    handling,
    claimed,
    verified,
    called_back,
    closed,
    merged,
};
DESCRIBED_ENUM(Phase, filed, dispatched, handling, claimed, verified, called_back, closed, merged)
inline constexpr int phase_count = 8;

/// returning: the unit says it is not its duty, and the arbiter has not ruled yet.
enum class OrderPhase : std::uint8_t { issued, handling, returning, done, withdrawn };
DESCRIBED_ENUM(OrderPhase, issued, handling, returning, done, withdrawn)

/// dispatch 派遣, sign 签收, arrive 到场, contact 响应, handle 处置, arbitrate 裁定 (a return or an
/// extension), verify 核查, callback 回访, close 结案, supervise 督办, accept 受理 (a report that
/// waits), review 复核 (a suspension).
enum class ClockKind : std::uint8_t {
    dispatch,
    sign,
    arrive,
    contact,
    handle,
    arbitrate,
    verify,
    callback,
    close,
    supervise,
    accept,
    review,
};
DESCRIBED_ENUM(ClockKind, dispatch, sign, arrive, contact, handle, arbitrate, verify, callback,
               close, supervise, accept, review)
inline constexpr int clock_kind_count = 12;

/// met: stopped before it was due; missed: stopped after; cancelled: the obligation went away.
enum class ClockPhase : std::uint8_t { running, paused, met, missed, cancelled };
DESCRIBED_ENUM(ClockPhase, running, paused, met, missed, cancelled)

/// One obligation's budget. `total` is counted time on `calendar`, extensions included; while it
/// runs, `due` is the first instant at which it is used up. A clock is named by its case and its
/// position in the case's list.
struct Clock {
    ClockKind kind = ClockKind::handle;
    ClockPhase phase = ClockPhase::running;
    calendar::CalendarKind calendar = calendar::CalendarKind::work;
    std::uint8_t points_passed = 0;  ///< how many of the warning points have fired
    std::uint16_t order = 0;         ///< the order it belongs to; 0 for the case itself
    UnitId unit{};                   ///< who owes
    Instant started_at;
    Duration total;
    Instant due;
    Instant next_point;  ///< never() when no point is left
    Instant stopped_at;  ///< while paused: since when
    DESCRIBED(Clock, kind, phase, calendar, points_passed, order, unit, started_at, total, due,
              next_point, stopped_at)
};

/// One unit's duty on a case. Orders of a case are numbered from 1.
struct Order {
    UnitId unit{};
    bool lead = true;
    OrderPhase phase = OrderPhase::issued;
    bool extension_pending = false;
    bool is_signed = false;
    std::uint8_t returns = 0;
    std::uint8_t extensions = 0;  ///< granted so far
    Instant issued_at;
    UnitId proposed_unit{};  ///< while returning: whose duty it is in the unit's opinion
    DESCRIBED(Order, unit, lead, phase, extension_pending, is_signed, returns, extensions,
              issued_at, proposed_unit)
};

/// What the unit says it achieved.
enum class Claim : std::uint8_t { solved, cannot_solve };
DESCRIBED_ENUM(Claim, solved, cannot_solve)

/// What a closed case counts as; closed is not solved. elsewhere: it ended in another system before
/// it was taken over, and what was verified there is not known here.
enum class Closing : std::uint8_t { solved, without_remedy, elsewhere };
DESCRIBED_ENUM(Closing, solved, without_remedy, elsewhere)

/// How a case stood in the system it is taken over from. All but open have ended there; none of
/// them says that the problem is gone.
enum class OutsideStatus : std::uint8_t { open, closed, duplicate, transferred };
DESCRIBED_ENUM(OutsideStatus, open, closed, duplicate, transferred)

enum class Answer : std::uint8_t { unknown, yes, no };
DESCRIBED_ENUM(Answer, unknown, yes, no)

struct Case {
    CaseId id{};
    Phase phase = Phase::filed;
    bool suspended = false;
    bool supervised = false;
    Answer claimed = Answer::unknown;    ///< the unit: solved?
    Answer verified = Answer::unknown;   ///< on site: solved?
    Answer accepted = Answer::unknown;   ///< the citizen: solved?
    Answer satisfied = Answer::unknown;  ///< the citizen: satisfied?
    std::uint8_t call_attempts = 0;
    std::uint8_t reworks = 0;
    std::uint8_t returns = 0;
    std::uint8_t reopenings = 0;
    std::uint8_t escalation_level = 0;  ///< 0 none, 1 street, 2 district, 3 city
    std::string matter;
    DutyRef duty;
    DivisionCode division{};
    std::optional<GridId> grid;
    Instant filed_at;
    Instant closed_at;
    std::optional<Closing> closing;
    UnitId filing_unit{};  ///< answers for the case while no order is open
    UnitId responsible{};  ///< exactly one at every moment while the case is open
    std::optional<CaseId> merged_into;
    std::vector<ReportId> reports;
    std::vector<Order> orders;
    std::vector<Clock> clocks;
    DESCRIBED(Case, id, phase, suspended, supervised, claimed, verified, accepted, satisfied,
              call_attempts, reworks, returns, reopenings, escalation_level, matter, duty,
              division, grid, filed_at, closed_at, closing, filing_unit, responsible, merged_into,
              reports, orders, clocks)
};

/// "410100000-2026-0000042": realm, year of filing in Shanghai, counter.
std::string case_number(CaseId id, Instant filed_at);

bool is_open(Phase phase);

}  // namespace cs
