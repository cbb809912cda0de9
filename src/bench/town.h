// The town that benchmarks run on: one realm with districts, streets, units, people, working time
// and a small duty catalogue. Made up and always the same; the load is what is measured.
#pragma once

#include <string>
#include <vector>

#include "model/commands.h"

namespace cs::bench {

inline constexpr Realm town_realm{410'100'000};
inline constexpr DivisionCode town_division{410'100'000'000};

struct Street {
    DivisionCode division{};
    UnitId office{};     ///< leads what its duty says
    PersonId officer{};  ///< signs and handles
};

struct Town {
    PersonId administrator{};
    PersonId agent{};     ///< takes reports, files, calls back, closes
    PersonId verifier{};  ///< belongs to a unit of its own
    std::vector<Street> streets;
    std::vector<std::string> matters;
};

/// The first commands of an empty journal, in order.
struct Founding {
    Town town;
    std::vector<Envelope> commands;
};

/// Twelve districts of fifteen streets; working time for `year` and the next.
Founding found_town(int year);

/// A message of about 370 Chinese characters; the same number gives the same text.
PersonalText message_text(std::uint64_t number);

}  // namespace cs::bench
