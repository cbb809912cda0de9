#include "cli/kpi_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/error_report.h"
#include "cli/node.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "journal/sqlite_journal.h"
#include "views/reader.h"

namespace cs::cli {

namespace {

struct Options {
    std::string from, to;
    std::vector<std::string> by;
};

struct KpiView {
    std::string from;
    std::string to;
    std::vector<views::KpiRow> rows;
    DESCRIBED(KpiView, from, to, rows)
};

// The days of the first and the last record: a replay's days lie wherever its messages lie.
Result<std::pair<Date, Date>> days_of_journal(const journal::DataDirectory& directory) {
    auto journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    auto first = TRY(journal->read(1, 1));
    auto last = TRY(journal->read(journal->last_sequence(), 1));
    if (first.empty() || last.empty())
        return fail("the journal is empty", directory.journal(),
                    "import or replay something first");
    return std::pair{local_date(first.front().at), local_date(last.front().at)};
}

std::string group_name(const Context& context, const views::KpiRow& row) {
    std::string out;
    auto add = [&out](const std::string& part) { out += (out.empty() ? "" : " · ") + part; };
    if (row.day) add(*row.day);
    if (row.unit) add(row.unit_name.value_or(id_text(*row.unit)));
    if (row.division) add(id_text(*row.division) + " " + row.division_name.value_or(""));
    if (row.matter) add(*row.matter);
    return out.empty() ? context.say(Text::kpi_all) : out;
}

std::string kpi_text(const Context& context, const KpiView& view) {
    auto period = context.say(Text::kpi_period, {view.from, view.to}) + "\n";
    if (view.rows.empty()) return period + context.say(Text::kpi_none) + "\n";
    std::vector<TableColumn> columns{{context.say(Text::kpi_group), false, true}};
    for (auto text : {Text::kpi_filed, Text::kpi_closed, Text::kpi_on_time, Text::kpi_response,
                      Text::kpi_resolution, Text::kpi_satisfaction, Text::kpi_claimed,
                      Text::kpi_verified, Text::kpi_accepted, Text::kpi_returned,
                      Text::kpi_reworked, Text::kpi_reopened})
        columns.push_back({context.say(text), true});
    Table table(columns);
    for (const auto& row : view.rows) {
        std::vector<std::string> cells{
            group_name(context, row), grouped(row.counts.filed),
            grouped(row.counts.closed_solved + row.counts.closed_without_remedy +
                    row.counts.closed_elsewhere)};
        const auto& rates = row.rates;
        for (const auto& rate : {rates.on_time, rates.response, rates.resolution,
                                 rates.satisfaction, rates.claimed, rates.verified, rates.accepted,
                                 rates.returned, rates.reworked, rates.reopened})
            cells.push_back(percentage(rate.numerator, rate.denominator));
        table.add(std::move(cells));
    }
    return period + "\n" + table.text(context.out) + "\n" + context.say(Text::kpi_bases) + "\n";
}

Result<ExitCode> kpi(const Context& context, const Options& options) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    TRY_VOID(level_views(context));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto reader = TRY(views::Reader::open(directory.views()));
    views::KpiFilter filter;
    auto [first_day, last_day] = TRY(days_of_journal(directory));
    // What was taken over from another system counts on that system's days.
    if (auto counted = TRY(reader->kpi_days())) {
        first_day = std::min(first_day, counted->first);
        last_day = std::max(last_day, counted->second);
    }
    filter.to = options.to.empty() ? last_day : TRY(parse_date(options.to));
    filter.from = options.from.empty() ? first_day : TRY(parse_date(options.from));
    if (!options.from.empty() && !options.to.empty() && filter.from > filter.to)
        return usage_error(context, {context.say(Text::kpi_period_backwards,
                                                 {filter.from.text(), filter.to.text()}),
                                     {}, context.say(Text::kpi_period_advice)});
    std::vector<views::KpiGroup> groups;
    for (const auto& name : options.by)
        groups.push_back(*json::enum_from_name<views::KpiGroup>(name));
    KpiView view{filter.from.text(), filter.to.text(), TRY(reader->kpis(filter, groups))};
    if (context.json)
        print_line(json::text_of(view));
    else
        print(kpi_text(context, view));
    return exit_good;
}

}  // namespace

void add_kpi(CLI::App& app, Context& context) {
    auto& leaf = add_leaf(app, context, "kpi", Text::about_kpi,
                          "chengshu kpi --by district --from 2026-03-01 --to 2026-03-31");
    add_data_option(leaf, context);
    auto options = std::make_shared<Options>();
    auto* from = leaf.add_option("--from", options->from, context.say(Text::option_kpi_from));
    from->type_name("DATE");
    allow_readable(*from, context, readable_date);
    auto* to = leaf.add_option("--to", options->to, context.say(Text::option_kpi_to));
    to->type_name("DATE");
    allow_readable(*to, context, readable_date);
    auto* by = leaf.add_option("--by", options->by, context.say(Text::option_by));
    allow_only(*by, context, {"day", "unit", "division", "street", "district", "matter"});
    by->allow_extra_args(false);
    leaf.callback([&context, options] {
        context.action = [&context, options] { return kpi(context, *options); };
    });
}

}  // namespace cs::cli
