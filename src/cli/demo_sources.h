// Where a demo city comes from: shipped files unless others are named. Shared by `replay`, which
// lives it through at once, and `serve`, where it goes on living.
#pragma once

#include <string>

#include "cli/context.h"
#include "sim/demo_city.h"

namespace cs::cli {

struct DemoOptions {
    std::string messages, duties, profile, habits, keywords, city_file;
    std::uint64_t seed = 1;
};

/// --messages, --seed, --duties, --profile, --city-file, --habits, --keywords.
void add_demo_options(CLI::App& leaf, const Context& context, DemoOptions& options);

/// The file given, or the shipped one.
Result<std::string> given_or(const std::string& given, const char* name);
Result<sim::DemoSources> demo_sources(const DemoOptions& options, const std::string& data);
/// The city that a profile is of.
Result<DivisionCode> city_of_profile(const std::string& path);

/// Reads or builds the city, with a progress bar.
Result<sim::DemoCity> prepare_city(const Context& context, const sim::DemoSources& sources);
/// Founds its realm in an empty journal, with a progress bar.
Result<void> found_city(const Context& context, runtime::Engine& engine,
                        const sim::DemoCity& city, Instant at);

}  // namespace cs::cli
