#include "cli/replay_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/progress_bar.h"
#include "cli/replay_text.h"
#include "cli/share.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "journal/durable_file.h"
#include "runtime/node.h"
#include "sim/demo_city.h"
#include "sim/replay.h"
#include "views/views.h"

namespace cs::cli {

namespace {

struct Options {
    std::string messages, duties, profile, habits, keywords, city_file;
    int days = 0;
    std::uint64_t seed = 1;
};

// Files that span more than this, or lie in years without a holiday file, are spread anew.
constexpr int longest_own_span_days = 60;
constexpr int default_days = 14;
// 2026-03-02, a Monday without a holiday near.
const Date first_demo_day{2026, 3, 2};

Result<std::string> given_or(const std::string& given, const char* name) {
    return given.empty() ? shipped(name) : Result<std::string>(given);
}

Result<sim::DemoSources> demo_sources(const Options& options, const std::string& data) {
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

bool keeps_its_times(const std::vector<ingest::Message>& messages, const sim::DemoCity& city) {
    auto first = messages.front().time, last = messages.back().time;
    if (local_day_number(last) - local_day_number(first) > longest_own_span_days) return false;
    for (const auto& envelope : city.founding.commands)
        if (const auto* set = std::get_if<SetHolidays>(&envelope.command))
            if (set->year.year == local_date(last + Duration::days(90)).year) return true;
    return false;
}

// The texts of this run's messages by the report's source number; a report of an earlier run is
// read from the vault no more.
std::function<sim::ReportText(const Report&)> reader_of(
    const std::vector<ingest::Message>& messages) {
    auto by_id = std::make_shared<std::map<std::string, const ingest::Message*>>();
    for (const auto& message : messages) (*by_id)[message.id] = &message;
    return [by_id](const Report& report) -> sim::ReportText {
        auto found = by_id->find(report.source_id.value_or(""));
        if (found == by_id->end()) return {};
        return {found->second->subject, found->second->detail};
    };
}

Result<sim::ReplaySummary> run_messages(const Context& context, runtime::Node& node,
                                        const sim::DemoCity& city,
                                        const std::vector<ingest::Message>& messages,
                                        const Options& options) {
    auto habits_path = TRY(given_or(options.habits, "habits.toml"));
    auto keywords_path = TRY(given_or(options.keywords, "keywords.csv"));
    auto habits = TRY(sim::read_habits(habits_path));
    auto adviser = TRY(sim::KeywordAdviser::open(keywords_path, city.duties));
    sim::PlaceDraw places(city.plan, *city.index, options.seed);
    sim::Workforce people(city.founding.staff, habits, adviser, reader_of(messages), options.seed);
    sim::ReplayOptions replay;
    replay.seed = options.seed;
    ProgressBar bar(context.say(Text::progress_replay),
                    static_cast<std::int64_t>(messages.size()), context.language, context.json);
    auto summary = TRY(sim::replay(
        node.engine(), node.vault(), messages, places, people, city.founding.staff, replay,
        [&](const sim::ReplayProgress& at) {
            bar.set_label(context.say(Text::progress_replay_at,
                                      {local_date(at.now).text(),
                                       grouped(static_cast<std::int64_t>(at.open_cases))}));
            bar.set(static_cast<std::int64_t>(at.messages_sent));
        }));
    bar.finish();
    return summary;
}

Result<ExitCode> replay(const Context& context, const Options& options) {
    auto file_path = TRY(given_or(options.messages, "messages/demo.csv"));
    auto file = TRY(ingest::read_messages(file_path));
    auto sources = TRY(demo_sources(options, context.data));
    // The directory first: it holds the city's file, and a second process must be refused early.
    ReplayNotes notes;
    notes.file = file_path;
    notes.bad_rows = file.bad_rows;
    auto city_code = TRY(city_of_profile(sources.profile));
    auto node = TRY(runtime::Node::open(context.data, sim::realm_of_city(city_code)));
    ProgressBar city_bar(context.say(Text::progress_city), 0, context.language, context.json);
    auto city = TRY(sim::prepare_demo_city(sources, [&](std::uint64_t done, std::uint64_t total) {
        city_bar.set_whole(static_cast<std::int64_t>(total));
        city_bar.set(static_cast<std::int64_t>(done));
    }));
    city_bar.finish();
    notes.spread_days = options.days;
    if (notes.spread_days == 0 && !keeps_its_times(file.messages, city))
        notes.spread_days = default_days;
    notes.first_day = start_of_local_day(first_demo_day);
    if (notes.spread_days > 0)
        sim::spread_over_days(file.messages, notes.first_day, notes.spread_days);

    Instant founded_at = file.messages.front().time - Duration::days(1);
    ProgressBar founding_bar(context.say(Text::progress_founding), 0, context.language,
                             context.json);
    TRY_VOID(sim::found_if_new(node->engine(), city, founded_at,
                               [&](std::uint64_t done, std::uint64_t total) {
                                   founding_bar.set_whole(static_cast<std::int64_t>(total));
                                   founding_bar.set(static_cast<std::int64_t>(done));
                               }));
    founding_bar.finish();
    auto summary = TRY(run_messages(context, *node, city, file.messages, options));
    TRY_VOID(node->engine().checkpoint());
    TRY_VOID(follow_journal(context, node->directory(), node->vault()));
    auto bad_rows = views_of(context, notes.bad_rows);
    notes.grids = count_grids(city.plan);
    notes.city = city.plan.city.name;
    notes.data = context.data;
    if (context.json)
        print_line(replay_json(summary, notes));
    else
        print(replay_text(context, summary, notes));
    if (!context.json) show_bad_rows(context, notes.file, bad_rows);
    return exit_for(bad_rows);
}

}  // namespace

void add_replay(CLI::App& app, Context& context) {
    auto& leaf = add_leaf(app, context, "replay", Text::about_replay,
                          "chengshu replay --messages messages.csv --days 14 --seed 1");
    auto options = std::make_shared<Options>();
    add_data_option(leaf, context);
    leaf.add_option("--messages", options->messages, context.say(Text::option_messages));
    auto* days = leaf.add_option("--days", options->days, context.say(Text::option_days));
    allow_range(*days, context, 1, 366);
    leaf.add_option("--seed", options->seed, context.say(Text::option_seed));
    leaf.add_option("--duties", options->duties, context.say(Text::option_duties));
    leaf.add_option("--profile", options->profile, context.say(Text::option_profile));
    leaf.add_option("--city-file", options->city_file, context.say(Text::option_city_file));
    leaf.add_option("--habits", options->habits, context.say(Text::option_habits));
    leaf.add_option("--keywords", options->keywords, context.say(Text::option_keywords));
    leaf.callback([&context, options] {
        context.action = [&context, options] { return replay(context, *options); };
    });
}

}  // namespace cs::cli
