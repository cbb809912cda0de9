// A filing standard becomes the next version of the duty catalogue.
#include <filesystem>

#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/import.h"
#include "cli/node.h"
#include "cli/table.h"
#include "ingest/duties.h"
#include "runtime/time_source.h"

namespace cs::cli {

namespace {

struct DutiesView {
    std::string file;
    std::uint32_t version = 0;
    std::uint64_t duties = 0;
    std::string effective_from;
    bool fallback_added = false;
    std::vector<BadRowView> bad_rows;
    DESCRIBED(DutiesView, file, version, duties, effective_from, fallback_added, bad_rows)
};

std::uint32_t version_in(const runtime::Accepted& accepted) {
    for (const auto& event : accepted.events)
        if (const auto* published = std::get_if<CataloguePublished>(&event))
            return published->catalogue.version;
    return 0;
}

}  // namespace

Result<ExitCode> import_duties(const Context& context, const ImportOptions& options) {
    auto file = TRY(ingest::read_duties(options.file));
    runtime::SystemTime time;
    auto from = options.effective_from.empty() ? time.now()
                                               : TRY(parse_instant(options.effective_from));
    auto name = options.name.empty() ? std::filesystem::path(options.file).stem().string()
                                     : options.name;
    auto node = TRY(open_node(context.data));
    auto actor = TRY(administrator_of(*node));
    DutiesView view{options.file, 0, file.duties.size(), local_text(from), file.fallback_added,
                    in_order(views_of(context, file.bad_rows), file.sheets)};
    auto accepted =
        TRY(send(context, *node, actor, PublishCatalogue{name, from, std::move(file.duties)}));
    view.version = version_in(accepted);
    if (context.json) {
        print_line(json::text_of(view));
        return exit_for(view.bad_rows);
    }
    show_bad_rows(context, view.file, view.bad_rows);
    print(context.say(Text::duties_done,
                      {grouped(static_cast<std::int64_t>(view.duties)),
                       std::to_string(view.version), local_minute_text(from)}) +
          "\n");
    if (view.fallback_added) print(context.say(Text::duties_fallback) + "\n");
    return exit_for(view.bad_rows);
}

}  // namespace cs::cli
