#include "cli/case_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/access_log.h"
#include "cli/case_text.h"
#include "cli/mask.h"
#include "cli/node.h"
#include "cli/views_follow.h"
#include "journal/sqlite_journal.h"
#include "runtime/time_source.h"
#include "views/reader.h"

namespace cs::cli {

namespace {

struct Options {
    bool open = false, overdue = false, unmask = false;
    std::string phase, matter, division, text, after, purpose, name;
    std::uint64_t limit = 50;
};

struct ShowView {
    views::CaseDetail detail;
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
    if (options.purpose.empty())
        return fail(context.say(Text::purpose_missing), {}, context.say(Text::purpose_advice));
    return record_access(context.data, what, options.purpose);
}

Result<views::CaseFilter> filter_of(const Options& options, Instant now) {
    views::CaseFilter filter;
    filter.now = now;
    filter.open_only = options.open;
    filter.overdue_only = options.overdue;
    if (!options.phase.empty()) filter.phase = json::enum_from_name<Phase>(options.phase);
    if (!options.matter.empty()) filter.matter = options.matter;
    if (!options.text.empty()) filter.text = options.text;
    if (!options.division.empty()) filter.division = TRY(parse_division_code(options.division));
    return filter;
}

Result<ExitCode> list(const Context& context, const Options& options) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    TRY_VOID(level_views(context));
    if (options.limit < 1 || options.limit > views::max_page_rows)
        return fail(context.say(Text::limit_wrong), "--limit", {});
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto reader = TRY(views::Reader::open(directory.views()));
    runtime::SystemTime time;
    auto filter = TRY(filter_of(options, time.now()));
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

Result<ExitCode> show(const Context& context, const Options& options) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    TRY_VOID(level_views(context));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto reader = TRY(views::Reader::open(directory.views()));
    auto journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    runtime::SystemTime time;
    auto id = TRY(case_named(*reader, options.name));
    auto detail = TRY(reader->case_detail(id, time.now()));
    if (!detail)
        return fail(context.say(Text::case_unknown), options.name,
                    context.say(Text::case_advice));
    TRY_VOID(allow_unmasked(context, options, "case " + detail->row.number));
    ShowView view{std::move(*detail), TRY(reader->timeline(id, *journal))};
    UnitNames units;
    for (const auto& order : view.detail.orders)
        if (auto name = TRY(reader->unit_name(order.unit))) units.emplace(order.unit, *name);
    if (!options.unmask) {
        mask(view.detail.row.title);
        for (auto& report : view.detail.reports) mask(report.title), mask(report.text);
        for (auto& entry : view.history) {
            mask(entry.title);
            entry.payload = masked(entry.payload);
        }
    }
    if (context.json)
        print_line(json::text_of(view));
    else
        print(case_text(context, view.detail, view.history, units));
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
    leaf.add_option("--matter", options->matter, context.say(Text::option_matter))
        ->type_name("CODE");
    leaf.add_option("--division", options->division, context.say(Text::option_division))
        ->type_name("CODE");
    leaf.add_option("--text", options->text, context.say(Text::option_text))->type_name("TEXT");
    leaf.add_option("--limit", options->limit, context.say(Text::option_limit))->type_name("N");
    leaf.add_option("--after", options->after, context.say(Text::option_after))
        ->type_name("NEXT");
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
