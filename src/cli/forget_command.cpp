#include "cli/forget_command.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/account_file.h"
#include "cli/node.h"
#include "cli/views_follow.h"

namespace cs::cli {

namespace {

struct ForgetView {
    SubjectId subject{};
    std::optional<std::uint64_t> record;  ///< absent when an earlier run has made it
    std::vector<std::string> unreached_backups;
    std::vector<std::string> ledgers_made;
    std::vector<std::string> ledgers_behind;
    DESCRIBED(ForgetView, subject, record, unreached_backups, ledgers_made, ledgers_behind)
    bool is_complete() const { return unreached_backups.empty() && ledgers_behind.empty(); }
};

std::vector<std::string> missing_of(std::vector<std::string> paths) {
    std::erase_if(paths, [](const auto& path) { return ::access(path.c_str(), F_OK) == 0; });
    return paths;
}

std::string forget_text(const Context& context, const ForgetView& view) {
    auto who = id_text(view.subject);
    auto out = view.record
                   ? context.say(Text::forget_done, {who, std::to_string(*view.record)})
                   : context.say(Text::forget_again, {who});
    auto list = [&](Text sentence, const std::vector<std::string>& paths) {
        for (const auto& path : paths) out += "\n" + context.say(sentence, {path});
    };
    list(Text::forget_owed, view.unreached_backups);
    list(Text::forget_ledger_made, view.ledgers_made);
    list(Text::forget_ledger_behind, view.ledgers_behind);
    return out + "\n";
}

Result<ExitCode> forget(const Context& context, const std::string& text,
                        const std::string& reason) {
    SubjectId subject{TRY(parse_entity_id(text))};
    auto node = TRY(open_node(context.data));
    if (!TRY(node->vault().knows(subject)))
        return fail(context.say(Text::subject_unknown, {context.data}), text,
                    context.say(Text::subject_advice));
    ForgetView view;
    view.subject = subject;
    auto missing = missing_of(TRY(node->vault().ledgers()));
    if (!node->engine().state().registry.forgotten(subject)) {
        auto actor = TRY(administrator_of(*node));
        view.record =
            TRY(send(context, *node, actor, ForgetSubject{subject, reason})).last_sequence;
    }
    auto owed = TRY(erase_beside(*node, subject));
    view.unreached_backups = std::move(owed.unreached_backups);
    view.ledgers_behind = std::move(owed.ledgers_behind);
    for (auto& path : missing)
        if (::access(path.c_str(), F_OK) == 0) view.ledgers_made.push_back(std::move(path));
    TRY_VOID(follow_journal(context, node->directory(), node->vault()));
    if (context.json)
        print_line(json::text_of(view));
    else
        print(forget_text(context, view));
    return view.is_complete() ? exit_good : exit_incomplete;
}

}  // namespace

void add_forget(CLI::App& app, Context& context) {
    struct Options {
        std::string subject, reason;
    };
    auto options = std::make_shared<Options>();
    auto& leaf = add_leaf(app, context, "forget", Text::about_forget,
                          "chengshu forget 410100000-42 --reason \"asked in writing, 2026-02-13\"");
    add_data_option(leaf, context);
    auto* subject = leaf.add_option("SUBJECT", options->subject,
                                    context.say(Text::option_subject));
    subject->required();
    allow_readable(*subject, context, readable_id);
    leaf.add_option("--reason", options->reason, context.say(Text::option_reason))
        ->required()
        ->type_name("TEXT");
    leaf.callback([&context, options] {
        context.action = [&context, options] {
            return forget(context, options->subject, options->reason);
        };
    });
}

}  // namespace cs::cli
