// Everything the demo realm needs in one: the city's plan and index, the founded realm's staff.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "grid/index.h"
#include "ingest/city_builder.h"
#include "runtime/node.h"
#include "sim/founding.h"

namespace cs::sim {

struct DemoSources {
    std::string profile;    ///< the city's profile (ingest/city_sources.h)
    std::string divisions;  ///< the code book
    std::string city_file;  ///< where the built city is kept
    std::string duties;     ///< a filing standard
    std::string holidays;   ///< a folder of holiday files
    std::uint64_t seed = 1;
};

struct DemoCity {
    CityPlan plan;
    std::unique_ptr<GridIndex> index;
    Founding founding;
    bool built = false;  ///< the city was built anew, not taken from its file
    std::vector<Duty> duties;
    std::size_t duties_left_out = 0;
};

/// Reads or builds the city and prepares the founding; touches no journal.
Result<DemoCity> prepare_demo_city(const DemoSources& sources, const BuildProgress& progress);

/// Founds the realm if the journal is empty; refuses a realm that was founded otherwise.
Result<void> found_if_new(runtime::Engine& engine, const DemoCity& city, Instant at,
                          const BuildProgress& progress);

}  // namespace cs::sim
