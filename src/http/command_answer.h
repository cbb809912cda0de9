// What a command of the core is answered with, once its events are durable.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/ids.h"
#include "http/operation.h"
#include "model/commands.h"
#include "runtime/batch.h"

namespace cs::http {

struct NewReport;

/// One event of the answer: what happened, and what it happened to.
struct Happened {
    std::string type;
    std::optional<CaseId> case_id;
    std::optional<std::string> number;  ///< of a case that was filed
    std::optional<ReportId> report;
    std::optional<std::uint16_t> order;
    std::optional<UnitId> unit;
    DESCRIBED(Happened, type, case_id, number, report, order, unit)
};

/// `sequence` is the last record; a GET with `Chengshu-After: sequence` sees it. `repeated`: the
/// idempotency key had acted before, and this is what it did then.
struct CommandAnswer {
    std::uint64_t sequence = 0;
    bool repeated = false;
    std::vector<Happened> events;
    DESCRIBED(CommandAnswer, sequence, repeated, events)
};

CommandAnswer answer_of(const runtime::Accepted& accepted);

/// Decodes the operation's command from path and body and hands it to the runtime, which answers.
void act(Api& api, const Operation& operation, const Request& request,
         const Caller& caller, Deliver deliver);
/// A report within its limits, in its place, with what identifies the reporter sealed.
Asked<SubmitReport> sealed_report(Api& api, const NewReport& report, const Caller& caller);
/// POST /api/v1/reports: seals what identifies the reporter, finds the place, gives a receipt.
void submit_report(Api& api, const Operation& operation, const Request& request,
                   const Caller& caller, Deliver deliver);
/// Under one key the words must be the same too, which the core cannot see: they are sealed.
/// Nothing is compared with what was erased since.
Asked<void> check_is_same(Api& api, const NewReport& sent, const Report& known);
/// Sends a command; `make` writes the answer, or refuses a repetition that is none; it runs on the
/// writer thread.
void submit(Api& api, const Request& request, const Caller& caller, Envelope envelope,
            std::function<Answer(const runtime::Accepted&)> make, Deliver deliver,
            Refuse refuse = nullptr);
/// Who acts for this caller: his person, or the realm's citizen.
PersonId actor_of(const Api& api, const Caller& caller);
/// The Idempotency-Key under which the command acts once: a caller's own, never another's.
Asked<std::string> key_of(const Api& api, const Request& request, const Caller& caller);
/// A command's refusal as it is answered; where its row of casework/rules.def refused, with that
/// row in words as its rule, and where a text is missing that the command always needs, with that.
Failure failure_of(const Refusal& refusal, std::string_view command_type);

}  // namespace cs::http
