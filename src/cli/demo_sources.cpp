#include "cli/demo_sources.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/json.h"
#include "cli/progress_bar.h"
#include "cli/share.h"
#include "journal/durable_file.h"

namespace cs::cli {

namespace {

BuildProgress shown_by(ProgressBar& bar) {
    return [&bar](std::uint64_t done, std::uint64_t total) {
        bar.set_whole(static_cast<std::int64_t>(total));
        bar.set(static_cast<std::int64_t>(done));
    };
}

}  // namespace

void add_demo_options(CLI::App& leaf, const Context& context, DemoOptions& options) {
    leaf.add_option("--messages", options.messages, context.say(Text::option_messages));
    allow_seed(*leaf.add_option("--seed", options.seed, context.say(Text::option_seed)), context);
    leaf.add_option("--duties", options.duties, context.say(Text::option_duties));
    leaf.add_option("--profile", options.profile, context.say(Text::option_profile));
    leaf.add_option("--city-file", options.city_file, context.say(Text::option_city_file));
    leaf.add_option("--habits", options.habits, context.say(Text::option_habits));
    leaf.add_option("--keywords", options.keywords, context.say(Text::option_keywords));
}

Result<std::string> given_or(const std::string& given, const char* name) {
    return given.empty() ? shipped(name) : Result<std::string>(given);
}

Result<sim::DemoSources> demo_sources(const DemoOptions& options, const std::string& data) {
    sim::DemoSources out;
    out.profile = TRY(given_or(options.profile, "divisions/410100/city.json"));
    out.divisions = TRY(shipped("divisions/china.csv"));
    out.duties = TRY(given_or(options.duties, "duties/default.csv"));
    out.holidays = TRY(shipped("calendar"));
    out.city_file = options.city_file.empty() ? data + "/city/city.bin" : options.city_file;
    out.seed = options.seed;
    return out;
}

Result<DivisionCode> city_of_profile(const std::string& path) {
    auto text = TRY(journal::read_whole_file(path));
    auto profile = json::from_text<CityProfile>(text);
    if (!profile) return fail(profile.error().text(), path, "write it like data/divisions/410100");
    return profile->code;
}

Result<sim::DemoCity> prepare_city(const Context& context, const sim::DemoSources& sources) {
    ProgressBar bar(context.say(Text::progress_city), 0, context.language, context.json);
    auto city = TRY(sim::prepare_demo_city(sources, shown_by(bar)));
    bar.finish();
    return city;
}

Result<void> found_city(const Context& context, runtime::Engine& engine,
                        const sim::DemoCity& city, Instant at) {
    ProgressBar bar(context.say(Text::progress_founding), 0, context.language, context.json);
    TRY_VOID(sim::found_if_new(engine, city, at, shown_by(bar)));
    bar.finish();
    return {};
}

}  // namespace cs::cli
