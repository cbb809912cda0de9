// A small city drawn from a seed, as the commands that found it: divisions, grids, units, people
// with roles and scopes, holidays, a policy and a catalogue with budgets of any length.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "model/commands.h"

namespace cs::sim {

struct RandomCity {
    Realm realm{};
    DivisionCode division{};
    PersonId administrator{};
    Instant founded_at;
    std::vector<DivisionCode> places;  ///< communities, the last one outside the realm
    std::vector<GridId> grids;
    std::vector<UnitId> units;
    std::vector<PersonId> people;  ///< every officer, and one id nobody has
    std::vector<std::string> matters;
    std::vector<Envelope> founding;  ///< in order; every one of them is accepted
};

RandomCity random_city(Random random);

calendar::Budget random_budget(Random& random);
Policy random_policy(Random& random);
/// A catalogue that takes effect at `from`; now and then one that is not usable.
PublishCatalogue random_catalogue(Random& random, const RandomCity& city, Instant from);
calendar::HolidayYear random_holidays(Random& random, std::int32_t year);

}  // namespace cs::sim
