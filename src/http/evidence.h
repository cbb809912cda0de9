// Evidence over HTTP: how a file comes in, and that a command names only what its sender has sent.
#pragma once

#include <memory>
#include <vector>

#include "auth/caller.h"
#include "http/answer.h"
#include "http/api.h"
#include "http/body_sink.h"
#include "model/commands.h"
#include "views/results.h"

namespace cs::http {

/// Who sends a file, as the store counts him.
evidence::Sender sender_of(Api& api, const Request& request, const auth::Caller& caller);
std::unique_ptr<BodySink> receive_evidence(Api& api, const Request& request,
                                           const auth::Caller& caller);
/// Why a file was not taken.
Failure failure_of(const evidence::Rejection& rejection);

/// The first photo among those named that is still there; of a report's, under its subject alone.
Asked<std::optional<Hash256>> first_photo(Api& api, const std::vector<Hash256>& hashes,
                                          std::optional<SubjectId> subject);
/// The first photo of a report that is still there.
Asked<std::optional<Hash256>> first_photo(Api& api, const views::ReportRow& report);
/// The public copy of a photo that a report, outcome or verification of the case names.
Answer public_copy(Api& api, CaseId id, const Hash256& hash);

/// Before a command is sent: refused unless every file is in the store, from this subject or from
/// this officer. Whoever knows another's hash gets nothing by it.
Asked<void> attach(Api& api, const std::vector<Hash256>& hashes, SubjectId subject);
Asked<void> attach(Api& api, const Command& command, const auth::Caller& caller);

}  // namespace cs::http
