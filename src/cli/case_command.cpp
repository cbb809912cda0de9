#include "cli/case_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>

#include "auth/purpose.h"
#include "base/json.h"
#include "cli/access_log.h"
#include "cli/case_text.h"
#include "cli/error_report.h"
#include "cli/history_text.h"
#include "cli/node.h"
#include "cli/views_follow.h"
#include "journal/sqlite_journal.h"
#include "model/mask.h"
#include "runtime/time_source.h"
#include "views/list_sql.h"
#include "views/reader.h"

namespace cs::cli {

namespace {

struct Options {
    bool open = false, overdue = false, unmask = false;
    std::string phase, unit, matter, division, text, after, purpose, name;
    std::uint64_t limit = 50;
};

struct ShowView {
    views::CaseView detail;
    std::vector<views::TimelineEntry> history;
    DESCRIBED(ShowView, detail, history)
};

void mask(std::optional<std::string>& text) {
    if (text) text = masked(*text);
}

// The record of an access is durable before anything is read in clear.
Result<void> allow_unmasked(const Context& context, const Options& options,
                            const std::string& what) {
    if (!options.unmask) return {};
    return record_access(context.data, what, options.purpose);
}

bool lacks_purpose(const Options& options) {
    return options.unmask && !auth::is_purpose(options.purpose);
}

ExitCode purpose_missing(const Context& context) {
    return usage_error(context, {context.say(Text::purpose_missing), {},
                                 context.say(Text::purpose_advice)});
}

std::unexpected<Error> unknown(const Context& context, const char* option,
                               const std::string& value, Text what, const char* group) {
    return fail(context.say(what, {value}), option,
                context.say(Text::filter_advice, {std::string("chengshu kpi --by ") + group}));
}

// By id, "410100000-261", or by name.
Result<UnitId> unit_named(const Context& context, views::Reader& reader,
                          const std::string& text) {
    if (auto id = parse_id<UnitId>(text); id && TRY(reader.unit_name(*id))) return *id;
    if (auto found = TRY(reader.find_unit(text))) return *found;
    return unknown(context, "--unit", text, Text::unit_unknown, "unit");
}

// A value that is nowhere in the realm would find nothing; it is told instead.
Result<views::CaseFilter> filter_of(const Context& context, const Options& options,
                                    views::Reader& reader, Instant now) {
    views::CaseFilter filter;
    filter.now = now;
    if (options.open) filter.open = true;
    if (options.overdue) filter.overdue = true;
    if (!options.phase.empty()) filter.phase = json::enum_from_name<Phase>(options.phase);
    if (!options.unit.empty()) filter.unit = TRY(unit_named(context, reader, options.unit));
    if (!options.matter.empty()) filter.matter = options.matter;
    if (filter.matter && !TRY(reader.has_matter(*filter.matter)))
        return unknown(context, "--matter", options.matter, Text::matter_unknown, "matter");
    if (!options.text.empty()) filter.text = options.text;
    if (!options.division.empty()) filter.division = TRY(parse_division_code(options.division));
    if (filter.division && !TRY(reader.has_division(*filter.division)))
        return unknown(context, "--division", options.division, Text::division_unknown,
                       "division");
    return filter;
}

Result<ExitCode> list(const Context& context, const Options& options) {
    if (lacks_purpose(options)) return purpose_missing(context);
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    TRY_VOID(level_views(context));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto reader = TRY(views::Reader::open(directory.views()));
    runtime::SystemTime time;
    auto filter = TRY(filter_of(context, options, *reader, time.now()));
    views::Page at{options.limit, {}};
    if (!options.after.empty()) at.after = options.after;
    TRY_VOID(allow_unmasked(context, options, "case list"));
    auto page = TRY(reader->list_cases(filter, at));
    if (!options.unmask)
        for (auto& row : page.rows) mask(row.title);
    if (context.json)
        print_line(json::text_of(page));
    else
        print(case_list_text(context, page));
    return exit_good;
}

// By id, "410100000-42", or by number, "410100000-2026-0000042".
Result<CaseId> case_named(views::Reader& reader, const std::string& name) {
    if (auto id = parse_id<CaseId>(name)) return *id;
    auto found = TRY(reader.find_number(name));
    return found.value_or(CaseId{});
}

// The names of all units that the page speaks of.
Result<views::UnitNames> names_of_units(views::Reader& reader, const views::CaseDetail& detail,
                                 const std::vector<views::TimelineEntry>& history) {
    auto ids = units_in(history);
    for (const auto& order : detail.orders) ids.insert(order.unit);
    for (const auto& clock : detail.clocks) ids.insert(clock.unit);
    views::UnitNames units;
    for (UnitId id : ids)
        if (auto name = TRY(reader.unit_name(id))) units.emplace(id, *name);
    return units;
}

Result<ExitCode> show(const Context& context, const Options& options) {
    if (lacks_purpose(options)) return purpose_missing(context);
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    TRY_VOID(level_views(context));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto reader = TRY(views::Reader::open(directory.views()));
    auto journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    runtime::SystemTime time;
    auto id = TRY(case_named(*reader, options.name));
    auto detail = TRY(reader->case_detail(id, time.now(), SIZE_MAX));
    if (!detail)
        return fail(context.say(Text::case_unknown), options.name,
                    context.say(Text::case_advice));
    TRY_VOID(allow_unmasked(context, options, "case " + detail->row.number));
    auto history = TRY(reader->timeline(id, *journal));
    if (!options.unmask) {
        mask(detail->row.title);
        for (auto& report : detail->reports) mask(report.title), mask(report.text);
        for (auto& entry : history) mask(entry.title);
    }
    // What officers wrote may be about a reporter who is forgotten.
    if (!options.unmask || TRY(reader->tells_of_forgotten(detail->row.id)))
        for (auto& entry : history) entry.payload = masked_payload(entry.payload);
    auto units = TRY(names_of_units(*reader, *detail, history));
    if (context.json)
        print_line(json::text_of(ShowView{view_of(*detail, units), std::move(history)}));
    else
        print(case_text(context, *detail, history, units));
    return exit_good;
}

void add_unmask(CLI::App& leaf, Context& context, Options& options) {
    leaf.add_flag("--unmask", options.unmask, context.say(Text::option_unmask));
    leaf.add_option("--purpose", options.purpose, context.say(Text::option_purpose))
        ->type_name("TEXT");
}

}  // namespace

void add_case(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "case", Text::about_case);
    auto options = std::make_shared<Options>();
    auto& leaf = add_leaf(group, context, "list", Text::about_case_list,
                          "chengshu case list --open --division 410102 --text 井盖");
    add_data_option(leaf, context);
    leaf.add_flag("--open", options->open, context.say(Text::option_open));
    leaf.add_flag("--overdue", options->overdue, context.say(Text::option_overdue));
    allow_only(*leaf.add_option("--phase", options->phase, context.say(Text::option_phase)),
               context,
               {"filed", "dispatched", "handling", "claimed", "verified", "called_back", "closed",
                "merged"});
    leaf.add_option("--unit", options->unit, context.say(Text::option_unit))->type_name("UNIT");
    leaf.add_option("--matter", options->matter, context.say(Text::option_matter))
        ->type_name("CODE");
    auto* division = leaf.add_option("--division", options->division,
                                     context.say(Text::option_division));
    division->type_name("CODE");
    allow_readable(*division, context, readable_division);
    leaf.add_option("--text", options->text, context.say(Text::option_text))->type_name("TEXT");
    auto* limit = leaf.add_option("--limit", options->limit, context.say(Text::option_limit));
    limit->type_name("N");
    allow_range(*limit, context, 1, static_cast<std::int64_t>(views::max_page_rows));
    auto* after = leaf.add_option("--after", options->after, context.say(Text::option_after));
    after->type_name("NEXT");
    allow_readable(*after, context, [](const std::string& text) -> Result<void> {
        TRY(views::parse_cursor(text));
        return {};
    });
    add_unmask(leaf, context, *options);
    leaf.callback([&context, options] {
        context.action = [&context, options] { return list(context, *options); };
    });
    auto& one = add_leaf(group, context, "show", Text::about_case_show,
                         "chengshu case show 410100000-2026-0000042");
    add_data_option(one, context);
    one.add_option("CASE", options->name, context.say(Text::option_case))->required();
    add_unmask(one, context, *options);
    one.callback([&context, options] {
        context.action = [&context, options] { return show(context, *options); };
    });
}

}  // namespace cs::cli
