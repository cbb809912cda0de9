// Division codes and names of the realm's city; with --found, the beginning of a new realm.
#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/error_report.h"
#include "cli/found_realm.h"
#include "cli/import.h"
#include "cli/node.h"
#include "cli/table.h"
#include "ingest/divisions.h"
#include "sim/founding.h"

namespace cs::cli {

namespace {

struct DivisionsView {
    std::string file;
    std::uint64_t read = 0;
    std::uint64_t taken = 0;
    std::uint64_t outside = 0;
    bool founded = false;
    std::vector<BadRowView> bad_rows;
    DESCRIBED(DivisionsView, file, read, taken, outside, founded, bad_rows)
};

constexpr std::size_t divisions_per_command = 5000;

Result<const Division*> city_in(const DivisionImport& import, const std::string& code) {
    auto parsed = TRY(parse_division_code(code));
    const auto* city = import.book.find(parsed);
    if (city == nullptr)
        return fail("the file has no division " + id_text(parsed), "--found",
                    "give a code that is in it");
    return city;
}

Result<void> set_all(const Context& context, Node& node, std::span<const Division> divisions) {
    auto actor = TRY(administrator_of(node));
    while (!divisions.empty()) {
        auto part = divisions.first(std::min(divisions.size(), divisions_per_command));
        TRY_VOID(send(context, node, actor, SetDivisions{{part.begin(), part.end()}}));
        divisions = divisions.subspan(part.size());
    }
    return {};
}

}  // namespace

Result<ExitCode> import_divisions(const Context& context, const ImportOptions& options) {
    DivisionImport import;
    TRY_VOID(read_divisions_at(options.file, import));
    DivisionsView view;
    view.file = options.file;
    view.read = import.read;
    for (auto& bad : import.bad)
        view.bad_rows.push_back({bad.line, "bad_code", in_language(context.language,
                                                                   {bad.reason}).what});
    view.bad_rows = in_order(std::move(view.bad_rows), import.sheets);
    std::unique_ptr<Node> node;
    if (!options.found.empty()) {
        const auto* city = TRY(city_in(import, options.found));
        node = TRY(open_node(context.data, sim::realm_of_city(city->code)));
        TRY_VOID(found_realm(context, *node, *city));
        view.founded = true;
    } else {
        node = TRY(open_node(context.data));
    }
    auto divisions = import.book.under(node->engine().state().registry.division());
    TRY_VOID(set_all(context, *node, divisions));
    view.taken = divisions.size();
    view.outside = import.book.size() - divisions.size();
    if (context.json) {
        print_line(json::text_of(view));
        return exit_for(view.bad_rows);
    }
    show_bad_rows(context, view.file, view.bad_rows);
    const auto& registry = node->engine().state().registry;
    if (view.founded) print(context.say(Text::realm_founded, {registry.name()}) + "\n");
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    print(context.say(Text::divisions_done,
                      {number(view.taken), registry.name(), number(view.outside)}) +
          "\n");
    return exit_for(view.bad_rows);
}

}  // namespace cs::cli
