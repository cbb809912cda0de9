// Names of the model's codes in both languages: channels, phases, clocks, events. --json keeps the
// codes; tables for people show these.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "cli/messages.h"
#include "model/case.h"

namespace cs::cli {

enum class NameGroup : std::uint8_t {
    channel,
    order_phase,
    clock_kind,
    clock_phase,
    closing,
    event,
};

/// The name of a code; the code itself when it has none, so that a newer journal is still shown.
std::string name_of(Language language, NameGroup group, std::string_view code);

std::string name_of(Language language, Channel channel);
std::string name_of(Language language, OrderPhase phase);
std::string name_of(Language language, ClockKind kind);
std::string name_of(Language language, ClockPhase phase);
std::string name_of(Language language, Closing closing);

}  // namespace cs::cli
