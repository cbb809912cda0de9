// People and their roles, as the API exports them. Each row is taken as the core decides about its
// parts; what it refuses is listed like a fault of the file.
#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/import.h"
#include "cli/node.h"
#include "cli/table.h"
#include "ingest/people.h"
#include "runtime/time_source.h"

namespace cs::cli {

namespace {

struct PeopleView {
    std::string file;
    std::uint64_t taken = 0;
    std::uint64_t known = 0;
    std::vector<BadRowView> bad_rows;
    DESCRIBED(PeopleView, file, taken, known, bad_rows)
};

Result<void> take(const Context& context, Node& node, PersonId actor,
                  const ingest::PersonRow& person, PeopleView& view) {
    std::vector<Envelope> batch;
    for (auto& command : ingest::commands_for(node.engine().state().registry, person))
        batch.push_back({actor, {}, std::move(command)});
    if (batch.empty()) {
        ++view.known;
        return {};
    }
    runtime::SystemTime time;
    auto replies = node.engine().process(batch, time.now());
    if (node.engine().storage_problem())
        return std::unexpected(*node.engine().storage_problem());
    for (const auto& reply : replies) {
        if (reply) continue;
        const auto& refusal = reply.error();
        view.bad_rows.push_back({person.line, std::string(code_name(refusal.code)),
                                 error_of(context, refusal).what});
        return {};
    }
    ++view.taken;
    return {};
}

}  // namespace

Result<ExitCode> import_people(const Context& context, const ImportOptions& options) {
    auto file = TRY(ingest::read_people(options.file));
    auto node = TRY(open_node(context.data));
    auto actor = TRY(administrator_of(*node));
    PeopleView view{options.file, 0, 0, views_of(context, file.bad_rows)};
    for (const auto& person : file.people)
        TRY_VOID(take(context, *node, actor, person, view));
    view.bad_rows = in_order(std::move(view.bad_rows), file.sheets);
    if (context.json) {
        print_line(json::text_of(view));
        return exit_for(view.bad_rows);
    }
    show_bad_rows(context, view.file, view.bad_rows);
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    print(context.say(Text::people_done, {number(view.taken), number(view.known)}) + "\n");
    return exit_for(view.bad_rows);
}

}  // namespace cs::cli
