#include "cli/clock_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "calendar/explanation.h"
#include "cli/clock_text.h"
#include "cli/share.h"
#include "ingest/holiday_files.h"

namespace cs::cli {

namespace {

struct Options {
    std::string calendar = "work";
    std::string from;
    std::string budget;
    std::vector<std::string> suspensions;
    std::vector<std::string> extensions;
    std::string holidays;
};

Result<void> readable_budget(const std::string& text) {
    TRY(calendar::parse_budget(text, calendar::CalendarKind::work));
    return {};
}
Result<void> readable_suspension(const std::string& text) {
    TRY(calendar::parse_suspension(text));
    return {};
}

Result<calendar::ClockTerms> terms_of(const Options& options) {
    auto kind = options.calendar == "work" ? calendar::CalendarKind::work
                                           : calendar::CalendarKind::continuous;
    calendar::ClockTerms terms{
        TRY(parse_instant(options.from)),
        TRY(calendar::parse_budget(options.budget, kind)),
        {},
        {}};
    for (const auto& text : options.suspensions)
        terms.suspensions.push_back(TRY(calendar::parse_suspension(text)));
    for (const auto& text : options.extensions)
        terms.extensions.push_back(TRY(calendar::parse_budget(text, kind)));
    return terms;
}

Result<ExitCode> explain(const Context& context, const Options& options) {
    auto terms = TRY(terms_of(options));
    auto folder = options.holidays.empty() ? TRY(shipped("calendar")) : options.holidays;
    auto years = TRY(ingest::read_holiday_folder(folder));
    calendar::Calendars calendars{TRY(calendar::Calendar::work(years))};
    auto explanation = calendar::explain(terms, calendars);
    if (!explanation) {
        // The calendar names the missing file by its shipped place; the folder may be another.
        constexpr std::string_view shipped_folder = "data/calendar/";
        auto& where = explanation.error().where;
        if (where.starts_with(shipped_folder))
            where = folder + "/" + where.substr(shipped_folder.size());
        return std::unexpected(explanation.error());
    }
    if (context.json)
        print_line(json::text_of(calendar::view_of(*explanation)));
    else
        print(clock_text(context, *explanation));
    return exit_good;
}

}  // namespace

void add_clock(CLI::App& app, Context& context) {
    auto& clock = add_group(app, context, "clock", Text::about_clock);
    auto& leaf = add_leaf(clock, context, "explain", Text::about_clock_explain,
                          "chengshu clock explain --from \"2026-02-13 16:00\" --budget 2d "
                          "--suspend \"2026-02-25 08:00..2026-02-25 12:00\"");
    // CLI11 keeps pointers to the options; the action owns them for as long as the program lives.
    auto options = std::make_shared<Options>();
    allow_only(
        *leaf.add_option("--calendar", options->calendar, context.say(Text::option_calendar)),
        context, {"work", "continuous"});
    auto* from = leaf.add_option("--from", options->from, context.say(Text::option_from));
    from->required()->type_name("TIME");
    allow_readable(*from, context, readable_instant);
    auto* budget = leaf.add_option("--budget", options->budget, context.say(Text::option_budget));
    budget->required()->type_name("480m|8h|2d");
    allow_readable(*budget, context, readable_budget);
    auto* suspend =
        leaf.add_option("--suspend", options->suspensions, context.say(Text::option_suspend));
    suspend->allow_extra_args(false)->type_name("A..B");
    allow_readable(*suspend, context, readable_suspension);
    auto* extend =
        leaf.add_option("--extend", options->extensions, context.say(Text::option_extend));
    extend->allow_extra_args(false)->type_name("480m|8h|2d");
    allow_readable(*extend, context, readable_budget);
    leaf.add_option("--holidays", options->holidays, context.say(Text::option_holidays))
        ->type_name("DIR");
    leaf.callback([&context, options] {
        context.action = [&context, options] { return explain(context, *options); };
    });
}

}  // namespace cs::cli
