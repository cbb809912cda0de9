// Runs a scenario: a story in lines, told against the test city. The language (docs/casework.md
// has a table):
//   # a sentence                         the promise, first line
//   at 2026-03-02 09:00 | after 4h       time passes, clock points in their moments
//   given nothing                        starts before any realm was founded
//   WHO VERB …                           a command that must be accepted (verbs_test.cpp)
//   refused CODE: WHO VERB …             a command that must be refused so
//   expect c1 FIELD VALUE                a field of a case; c1/2 of an order; r1 waiting|taken
//   expect c1 clock KIND [FIELD] VALUE   its latest clock of a kind: phase, due or unit
//   expect event TYPE | expect no event TYPE      of the last command or passage of time
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/refusal.h"

namespace cs::city {

/// What the scenarios of a run have exercised.
struct Coverage {
    std::set<std::string, std::less<>> accepted;  ///< command types
    std::set<std::string, std::less<>> events;    ///< event types
    std::set<RefusalCode> refused;
};

/// Runs the text; what went wrong, each as "line 12: …"; empty when all is well.
std::vector<std::string> run_scenario(std::string_view text, Coverage& coverage);

}  // namespace cs::city
