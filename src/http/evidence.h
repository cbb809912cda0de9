// Evidence over HTTP: how a file comes in, and that a command names only what its sender has sent.
#pragma once

#include <memory>
#include <vector>

#include "auth/caller.h"
#include "http/answer.h"
#include "http/api.h"
#include "http/body_sink.h"
#include "model/commands.h"

namespace cs::http {

std::unique_ptr<BodySink> receive_evidence(Api& api, const Request& request);

/// Before a command is sent: refused unless every file is in the store, from this subject or from
/// this officer. Whoever knows another's hash gets nothing by it.
Asked<void> attach(Api& api, const std::vector<Hash256>& hashes, SubjectId subject);
Asked<void> attach(Api& api, const Command& command, const auth::Caller& caller);

}  // namespace cs::http
