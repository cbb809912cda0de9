// decide for casework: what each command does to reports and cases, or why not. Pure: the same
// world and command give the same events. Who may and in which phase is the table rules.def.
#pragma once

#include "casework/world.h"

namespace cs::casework {

// reports.cpp
Decision<Events> decide(const World& world, const SubmitReport& command);
Decision<Events> decide(const World& world, const DeclineReport& command);
Decision<Events> decide(const World& world, const FileCase& command);
Decision<Events> decide(const World& world, const AttachReport& command);
// importing.cpp
Decision<Events> decide(const World& world, const ImportCase& command);
// accepting.cpp
Decision<Events> decide(const World& world, const PassReportPoint& command);
// dispatching.cpp
Decision<Events> decide(const World& world, const DispatchCase& command);
Decision<Events> decide(const World& world, const TransferCase& command);
Decision<Events> decide(const World& world, const WithdrawOrder& command);
// handling.cpp
Decision<Events> decide(const World& world, const SignOrder& command);
Decision<Events> decide(const World& world, const RecordContact& command);
Decision<Events> decide(const World& world, const RecordArrival& command);
Decision<Events> decide(const World& world, const SubmitOutcome& command);
// returns.cpp
Decision<Events> decide(const World& world, const ReturnOrder& command);
Decision<Events> decide(const World& world, const RuleOnReturn& command);
// extensions.cpp
Decision<Events> decide(const World& world, const RequestExtension& command);
Decision<Events> decide(const World& world, const DecideExtension& command);
Decision<Events> decide(const World& world, const SuspendCase& command);
Decision<Events> decide(const World& world, const ResumeCase& command);
// closing.cpp
Decision<Events> decide(const World& world, const VerifyOnSite& command);
Decision<Events> decide(const World& world, const OrderRework& command);
Decision<Events> decide(const World& world, const CallBack& command);
Decision<Events> decide(const World& world, const CloseCase& command);
Decision<Events> decide(const World& world, const AppraiseCase& command);
Decision<Events> decide(const World& world, const ReopenCase& command);
// watching.cpp
Decision<Events> decide(const World& world, const SuperviseCase& command);
Decision<Events> decide(const World& world, const AnswerSupervision& command);
Decision<Events> decide(const World& world, const PassClockPoint& command);
Decision<Events> decide(const World& world, const AddNote& command);
// structure.cpp
Decision<Events> decide(const World& world, const MergeCases& command);
Decision<Events> decide(const World& world, const SplitCase& command);

}  // namespace cs::casework
