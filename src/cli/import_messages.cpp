// Citizens' messages become reports that wait for an agent; what identifies the writer is sealed.
// A message's own number is its source number, so that one taken twice acts once.
#include <algorithm>

#include "base/json.h"
#include "cli/bad_rows.h"
#include "cli/import.h"
#include "cli/node.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "ingest/message_report.h"
#include "runtime/time_source.h"

namespace cs::cli {

namespace {

struct MessagesView {
    std::string file;
    std::uint64_t reports = 0;
    std::uint64_t repeated = 0;
    std::vector<BadRowView> bad_rows;
    DESCRIBED(MessagesView, file, reports, repeated, bad_rows)
};

constexpr std::size_t messages_per_batch = 500;

Result<Envelope> envelope_of(Node& node, const ingest::Message& message) {
    auto realm = node.engine().state().registry.realm();
    auto report = TRY(ingest::report_of(node.vault(), realm, message));
    return Envelope{system_person(realm), "import/" + message.id, std::move(report)};
}

// Nothing can be sealed any more for a writer whose data were erased.
Result<void> leave_out_erased(Node& node, ingest::MessagesFile& file) {
    auto realm = node.engine().state().registry.realm();
    std::vector<ingest::Message> kept;
    for (auto& message : file.messages) {
        if (!TRY(node.vault().is_destroyed(ingest::writer_of(realm, message))))
            kept.push_back(std::move(message));
        else
            file.bad_rows.push_back({message.line, ingest::RowFault::erased_writer, message.user});
    }
    file.messages = std::move(kept);
    return {};
}

Result<void> submit(const Context& context, Node& node, std::span<const ingest::Message> part,
                    MessagesView& view) {
    std::vector<Envelope> batch;
    for (const auto& message : part) batch.push_back(TRY(envelope_of(node, message)));
    runtime::SystemTime time;
    for (const auto& reply : node.engine().process(batch, time.now())) {
        if (node.engine().storage_problem())
            return std::unexpected(*node.engine().storage_problem());
        bool is_known = reply ? reply->repeated
                              : reply.error().code == RefusalCode::duplicate_report;
        if (!reply && !is_known) return std::unexpected(error_of(context, reply.error()));
        ++(is_known ? view.repeated : view.reports);
    }
    return {};
}

}  // namespace

Result<ExitCode> import_messages(const Context& context, const ImportOptions& options) {
    runtime::SystemTime time;
    auto file = TRY(ingest::read_messages(options.file, time.now()));
    auto node = TRY(open_node(context.data));
    TRY_VOID(leave_out_erased(*node, file));
    MessagesView view{options.file, 0, 0,
                      in_order(views_of(context, file.bad_rows), file.sheets)};
    std::span<const ingest::Message> rest(file.messages);
    ProgressBar bar(context.say(Text::importing), static_cast<std::int64_t>(rest.size()),
                    context.language, context.json);
    while (!rest.empty()) {
        auto part = rest.first(std::min(rest.size(), messages_per_batch));
        TRY_VOID(submit(context, *node, part, view));
        rest = rest.subspan(part.size());
        bar.set(static_cast<std::int64_t>(view.reports + view.repeated));
    }
    bar.finish();
    TRY_VOID(node->engine().checkpoint());
    TRY_VOID(follow_journal(context, node->directory(), node->vault()));
    if (context.json) {
        print_line(json::text_of(view));
        return exit_for(view.bad_rows);
    }
    show_bad_rows(context, view.file, view.bad_rows);
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    auto repeated = view.repeated == 1 ? Text::messages_repeated_one : Text::messages_repeated;
    auto sentence = view.reports == 0 && view.repeated > 0 ? repeated
                    : view.reports == 1                       ? Text::messages_done_one
                                                              : Text::messages_done;
    print(context.say(sentence, {number(view.reports), number(view.repeated)}) + "\n");
    return exit_for(view.bad_rows);
}

}  // namespace cs::cli
