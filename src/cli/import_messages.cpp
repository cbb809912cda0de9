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
#include "ingest/messages.h"
#include "runtime/time_source.h"
#include "sim/replay.h"

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
    SubmitReport report;
    report.channel = Channel::hotline;
    report.subject = sim::subject_for(std::to_string(static_cast<std::uint32_t>(realm)),
                                      message.user);
    report.reported_at = message.time;
    report.source_id = message.id;
    PersonalText text{message.subject, message.detail, {}, {}, {}};
    report.sealed = TRY(node.vault().seal(report.subject, json::text_of(text),
                                        sealing_context(report.channel, report.reported_at)));
    return Envelope{system_person(realm), "import/" + message.id, std::move(report)};
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
    MessagesView view{options.file, 0, 0, views_of(context, file.bad_rows)};
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
        return exit_good;
    }
    show_bad_rows(context, view.file, view.bad_rows);
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    print(context.say(Text::messages_done, {number(view.reports), number(view.repeated)}) + "\n");
    return exit_good;
}

}  // namespace cs::cli
