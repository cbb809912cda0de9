#include "cli/replay_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/demo_sources.h"
#include "cli/new_directory.h"
#include "cli/node.h"
#include "cli/progress_bar.h"
#include "cli/replay_text.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "runtime/node.h"
#include "sim/replay.h"
#include "views/views.h"

namespace cs::cli {

namespace {

struct Options {
    DemoOptions demo;
    int days = 0;
};

// Files that span more than this, or lie in years without a holiday file, are spread anew.
constexpr int longest_own_span_days = 60;
constexpr int default_days = 14;
// 2026-03-02, a Monday without a holiday near.
const Date first_demo_day{2026, 3, 2};

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
    auto habits_path = TRY(given_or(options.demo.habits, "habits.toml"));
    auto keywords_path = TRY(given_or(options.demo.keywords, "keywords.csv"));
    auto habits = TRY(sim::read_habits(habits_path));
    auto adviser = TRY(sim::KeywordAdviser::open(keywords_path, city.duties));
    sim::PlaceDraw places(city.plan, *city.index, options.demo.seed);
    sim::Workforce people(city.founding.staff, habits, adviser, reader_of(messages),
                          options.demo.seed);
    sim::ReplayOptions replay;
    replay.seed = options.demo.seed;
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
    auto file_path = TRY(given_or(options.demo.messages, "messages/demo.csv"));
    auto file = TRY(ingest::read_messages(file_path));
    auto sources = TRY(demo_sources(options.demo, context.data));
    // A city that is half founded is of no use: without a journal before, it is whole or absent.
    NewDirectory filled(context.data);
    if (has_journal(context.data)) filled.keep();
    // The directory first: it holds the city's file, and a second process must be refused early.
    ReplayNotes notes;
    notes.file = file_path;
    notes.bad_rows = file.bad_rows;
    auto city_code = TRY(city_of_profile(sources.profile));
    auto opened = runtime::Node::open(context.data, sim::realm_of_city(city_code));
    // Whoever holds it may be filling it.
    if (!opened) filled.keep();
    auto node = TRY(std::move(opened));
    auto city = TRY(prepare_city(context, sources));
    notes.spread_days = options.days;
    if (notes.spread_days == 0 && !keeps_its_times(file.messages, city))
        notes.spread_days = default_days;
    notes.first_day = start_of_local_day(first_demo_day);
    if (notes.spread_days > 0)
        sim::spread_over_days(file.messages, notes.first_day, notes.spread_days);

    Instant founded_at = file.messages.front().time - Duration::days(1);
    TRY_VOID(found_city(context, node->engine(), city, founded_at));
    auto summary = TRY(run_messages(context, *node, city, file.messages, options));
    TRY_VOID(node->engine().checkpoint());
    TRY_VOID(follow_journal(context, node->directory(), node->vault()));
    filled.keep();
    auto bad_rows = in_order(views_of(context, notes.bad_rows), file.sheets);
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
    auto* days = leaf.add_option("--days", options->days, context.say(Text::option_days));
    allow_range(*days, context, 1, 366);
    add_demo_options(leaf, context, options->demo);
    leaf.callback([&context, options] {
        context.action = [&context, options] { return replay(context, *options); };
    });
}

}  // namespace cs::cli
