#include "cli/city_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/progress_bar.h"
#include "cli/share.h"
#include "cli/table.h"
#include "ingest/city_builder.h"
#include "journal/data_directory.h"

namespace cs::cli {

namespace {

struct Options {
    std::string profile;
    std::string divisions;
    std::uint64_t seed = 1;
};

struct CityView {
    std::string city;
    std::string file;
    bool built = false;
    std::uint64_t seed = 0;
    std::uint64_t divisions = 0;
    std::uint64_t community_grids = 0;
    std::uint64_t micro_grids = 0;
    std::uint64_t rural_grids = 0;
    std::uint64_t dedicated_grids = 0;
    std::uint64_t households = 0;
    std::vector<std::string> warnings;
    DESCRIBED(CityView, city, file, built, seed, divisions, community_grids, micro_grids,
              rural_grids, dedicated_grids, households, warnings)
};

std::string city_text(const Context& context, const CityView& view) {
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    Table counts({{context.say(Text::city_what)}, {context.say(Text::city_count), true}});
    counts.add({context.say(Text::city_divisions), number(view.divisions)});
    counts.add({context.say(Text::city_community), number(view.community_grids)});
    counts.add({context.say(Text::city_micro), number(view.micro_grids)});
    counts.add({context.say(Text::city_rural), number(view.rural_grids)});
    counts.add({context.say(Text::city_dedicated), number(view.dedicated_grids)});
    counts.add({context.say(Text::city_households), number(view.households)});
    Table parts({{context.say(Text::city_part), false, true}, {context.say(Text::city_origin)}});
    for (const auto& part : plan_parts())
        parts.add({std::string(context.language == Language::chinese ? part.chinese : part.english),
                   context.say(part.synthetic ? Text::city_synthetic : Text::city_real)});
    auto head = context.say(view.built ? Text::city_built : Text::city_loaded,
                            {view.city, std::to_string(view.seed), view.file});
    return head + "\n\n" + counts.text(context.out, 2) + "\n" + parts.text(context.out, 2);
}

Result<ExitCode> build(const Context& context, Options options) {
    if (options.profile.empty()) options.profile = TRY(shipped("divisions/410100/city.json"));
    if (options.divisions.empty()) options.divisions = TRY(shipped("divisions/china.csv"));
    auto sources = TRY(read_city_sources(options.profile, options.divisions));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::write));
    CityView view;
    view.seed = options.seed;
    view.file = directory.city() + "/city.bin";
    ProgressBar bar(context.say(Text::city_building), 0, context.language, context.json);
    auto plan = TRY(load_or_build_city(
        sources, options.seed, view.file,
        [&bar](std::uint64_t done, std::uint64_t total) {
            bar.set_whole(static_cast<std::int64_t>(total));
            bar.set(static_cast<std::int64_t>(done));
        },
        view.built));
    if (view.built) bar.finish();
    auto counts = count_grids(plan);
    view.city = plan.city.name;
    view.divisions = plan.divisions.size();
    view.community_grids = counts.community;
    view.micro_grids = counts.micro;
    view.rural_grids = counts.rural;
    view.dedicated_grids = counts.dedicated;
    view.households = counts.households;
    view.warnings = sources.warnings;
    if (context.json)
        print_line(json::text_of(view));
    else
        print(city_text(context, view));
    return exit_good;
}

}  // namespace

void add_city(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "city", Text::about_city);
    auto& leaf = add_leaf(group, context, "build", Text::about_city_build,
                          "chengshu city build --seed 7 --data /srv/chengshu");
    add_data_option(leaf, context);
    auto options = std::make_shared<Options>();
    leaf.add_option("--profile", options->profile, context.say(Text::option_profile))
        ->type_name("FILE");
    leaf.add_option("--divisions", options->divisions, context.say(Text::option_divisions))
        ->type_name("CSV|DIR");
    allow_seed(*leaf.add_option("--seed", options->seed, context.say(Text::option_seed)), context);
    leaf.callback([&context, options] {
        context.action = [&context, options] { return build(context, *options); };
    });
}

}  // namespace cs::cli
