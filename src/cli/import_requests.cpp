// Cases of another system, taken over with its own dates. A row acts once by its number; the core's
// own refusal of a row is listed like a fault of the file. With --found the directory begins here.
#include <algorithm>
#include <map>

#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/found_realm.h"
#include "cli/import.h"
#include "cli/node.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "ingest/duties.h"
#include "ingest/requests.h"
#include "runtime/time_source.h"
#include "sim/founding.h"

namespace cs::cli {

namespace {

/// Rows that were taken over without a part, by what they lack.
struct PartialView {
    std::string reason;  ///< the fault's code, for programs
    std::string text;    ///< the clause
    std::uint64_t rows = 0;
    std::vector<BadRowView> first;
    DESCRIBED(PartialView, reason, text, rows, first)
};

struct OnTimeView {
    std::uint64_t met = 0;
    std::uint64_t ended = 0;
    DESCRIBED(OnTimeView, met, ended)
};

struct RequestsView {
    std::string file;
    std::uint64_t rows = 0;
    std::uint64_t imported = 0;
    std::uint64_t repeated = 0;
    std::uint64_t left_out = 0;
    std::uint64_t ended = 0;
    std::uint64_t open = 0;
    std::uint64_t units_added = 0;
    bool founded = false;
    OnTimeView on_time;
    std::vector<PartialView> partial;
    std::vector<BadRowView> bad_rows;
    DESCRIBED(RequestsView, file, rows, imported, repeated, left_out, ended, open, units_added,
              founded, on_time, partial, bad_rows)
};

constexpr std::size_t requests_per_batch = 500;
constexpr std::size_t partial_shown = 10;

class Takeover {
public:
    Takeover(const Context& context, Node& node, const ingest::RequestProfile& profile,
             RequestsView& view)
        : context_(context), node_(node), profile_(profile), view_(view) {}

    // Units of that name that are in service are used as they are, the others are made.
    Result<void> prepare_units(const std::vector<ingest::Request>& requests) {
        const auto& registry = node_.engine().state().registry;
        std::uint64_t last = 0;
        for (UnitId id : registry.unit_ids()) {
            last = std::max(last, counter_of(id));
            const auto* unit = registry.unit(id);
            if (!unit->retired.value_or(false)) units_.emplace(unit->name, id);
        }
        auto actor = TRY(administrator_of(node_));
        for (const auto& request : requests) {
            if (units_.contains(request.unit_name)) continue;
            auto id = make_id<UnitId>(registry.realm(), ++last);
            TRY_VOID(send(context_, node_, actor,
                          SetUnit{{id, request.unit_name, request.unit_name, registry.division(),
                                   {}, {}}}));
            units_.emplace(request.unit_name, id);
            ++view_.units_added;
        }
        return {};
    }

    Result<void> take(std::span<const ingest::Request> part) {
        std::vector<Envelope> batch;
        for (const auto& request : part) batch.push_back(envelope_of(request));
        runtime::SystemTime time;
        auto replies = node_.engine().process(batch, time.now());
        if (node_.engine().storage_problem())
            return std::unexpected(*node_.engine().storage_problem());
        for (std::size_t i = 0; i < replies.size(); ++i) note(part[i], replies[i]);
        return {};
    }

private:
    Envelope envelope_of(const ingest::Request& request) const {
        const auto& registry = node_.engine().state().registry;
        ImportCase command;
        command.system = profile_.system;
        command.source_id = request.id;
        command.matter_name = request.matter_name;
        command.unit = units_.at(request.unit_name);
        command.division = request.division.value_or(registry.division());
        command.at = request.at;
        command.filed_at = request.filed_at;
        command.due = request.due;
        command.closed_at = request.closed_at;
        command.status = request.status;
        return {system_person(registry.realm()), {}, std::move(command)};
    }

    void note(const ingest::Request& request, const runtime::Reply& reply) {
        if (!reply) {
            if (reply.error().code == RefusalCode::duplicate_report) {
                ++view_.repeated;
                return;
            }
            view_.bad_rows.push_back({request.line, std::string(code_name(reply.error().code)),
                                      error_of(context_, reply.error()).what});
            return;
        }
        ++view_.imported;
        ++(request.closed_at ? view_.ended : view_.open);
        for (const auto& event : reply->events) {
            const auto* imported = std::get_if<CaseImported>(&event);
            if (imported == nullptr || !imported->closed_at || !imported->handle_clock) continue;
            ++view_.on_time.ended;
            view_.on_time.met += imported->handle_clock->phase == ClockPhase::met;
        }
    }

    const Context& context_;
    Node& node_;
    const ingest::RequestProfile& profile_;
    RequestsView& view_;
    std::map<std::string, UnitId> units_;
};

// A realm of its own for the file: its city, and a catalogue that has the fallback matter alone.
Result<std::unique_ptr<Node>> begin_realm(const Context& context, const std::string& code,
                                          const std::string& name) {
    auto city = TRY(parse_division_code(code));
    auto node = TRY(open_node(context.data, sim::realm_of_city(city)));
    TRY_VOID(found_realm(context, *node, {city, name}));
    auto actor = TRY(administrator_of(*node));
    TRY_VOID(send(context, *node, actor, SetDivisions{{{city, name}}}));
    runtime::SystemTime time;
    TRY_VOID(send(context, *node, actor,
                  PublishCatalogue{context.say(Text::requests_catalogue), time.now(),
                                   {ingest::fallback_duty()}}));
    return node;
}

std::vector<PartialView> partial_of(const Context& context,
                                    const std::vector<ingest::BadRow>& rows,
                                    const ingest::Sheets& sheets) {
    std::map<ingest::RowFault, std::vector<ingest::BadRow>> by_fault;
    for (const auto& row : rows) by_fault[row.fault].push_back(row);
    std::vector<PartialView> out;
    for (auto& [fault, found] : by_fault) {
        std::uint64_t count = found.size();
        found.resize(std::min(found.size(), partial_shown));
        std::string text(context.language == Language::chinese ? chinese_text(fault)
                                                               : english_text(fault));
        out.push_back({std::string(fault_name(fault)), std::move(text), count,
                       in_order(views_of(context, found), sheets)});
    }
    return out;
}

void show(const Context& context, const RequestsView& view, const std::string& name) {
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    show_bad_rows(context, view.file, view.bad_rows);
    std::string out;
    if (view.founded) out += context.say(Text::realm_founded, {name}) + "\n";
    out += context.say(Text::requests_rows, {number(view.rows), number(view.imported),
                                             number(view.repeated), number(view.left_out)}) +
           "\n";
    out += context.say(Text::requests_cases,
                       {number(view.ended), number(view.open), number(view.units_added)}) +
           "\n";
    auto rate = percentage(static_cast<std::int64_t>(view.on_time.met),
                           static_cast<std::int64_t>(view.on_time.ended));
    out += context.say(Text::requests_on_time,
                       {number(view.on_time.met), number(view.on_time.ended), rate}) +
           "\n" + context.say(Text::requests_times) + "\n";
    for (const auto& partial : view.partial) {
        std::string lines;
        for (const auto& row : partial.first)
            lines += (lines.empty() ? "" : ", ") + place_text(row);
        out += context.say(partial.rows == 1 ? Text::requests_partial_one
                                             : Text::requests_partial,
                           {partial.text, number(partial.rows), lines}) +
               "\n";
    }
    print(out);
}

}  // namespace

Result<ExitCode> import_requests(const Context& context, const ImportOptions& options) {
    auto profile = TRY(ingest::read_request_profile(options.profile));
    auto file = TRY(ingest::read_requests(options.file, profile));
    auto node = options.found.empty() ? TRY(open_node(context.data))
                                      : TRY(begin_realm(context, options.found, profile.name));
    runtime::SystemTime time;
    if (node->engine().state().registry.catalogue_at(time.now()) == nullptr)
        return std::unexpected(error_of(context, {RefusalCode::unknown_catalogue, {}, {}}));
    RequestsView view;
    view.file = options.file;
    view.founded = !options.found.empty();
    view.rows = file.rows;
    view.partial = partial_of(context, file.partial_rows, file.sheets);
    view.bad_rows = views_of(context, file.bad_rows);
    Takeover takeover(context, *node, profile, view);
    TRY_VOID(takeover.prepare_units(file.requests));
    std::span<const ingest::Request> rest(file.requests);
    ProgressBar bar(context.say(Text::importing), static_cast<std::int64_t>(rest.size()),
                    context.language, context.json);
    while (!rest.empty()) {
        auto part = rest.first(std::min(rest.size(), requests_per_batch));
        TRY_VOID(takeover.take(part));
        rest = rest.subspan(part.size());
        bar.set(static_cast<std::int64_t>(file.requests.size() - rest.size()));
    }
    bar.finish();
    view.left_out = view.bad_rows.size();
    TRY_VOID(node->engine().checkpoint());
    TRY_VOID(follow_journal(context, node->directory(), node->vault()));
    view.bad_rows = in_order(std::move(view.bad_rows), file.sheets);
    if (context.json)
        print_line(json::text_of(view));
    else
        show(context, view, profile.name);
    return exit_for(view.bad_rows);
}

}  // namespace cs::cli
