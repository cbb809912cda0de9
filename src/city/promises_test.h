// What must hold in every reached state and across every step, stated apart from the core and in
// another form: which clocks each phase must have, who owes them, and what may move a due instant.
#pragma once

#include <string>
#include <vector>

#include "city/city.h"

namespace cs::city {

/// The promises a state breaks, each as a sentence; empty when it keeps them all.
std::vector<std::string> broken_promises(const State& state);

/// Remembers the clocks and the responsible units before an event or a command, to be compared
/// with those after it.
class Watch {
public:
    explicit Watch(const casework::Cases& cases);
    /// Broken by one event: a clock that moved, began anew, vanished or came back to life.
    std::vector<std::string> broken_by_event(const casework::Cases& after,
                                             const Event& event) const;
    /// Broken by a whole command: a responsible unit that changed without a ruling.
    std::vector<std::string> broken_by_command(const casework::Cases& after,
                                               const Command& command) const;

private:
    std::vector<Case> before_;
};

}  // namespace cs::city
