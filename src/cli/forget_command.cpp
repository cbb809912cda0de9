#include "cli/forget_command.h"

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
    std::uint64_t record = 0;
    std::vector<std::string> unreached_backups;
    std::vector<std::string> ledgers_behind;
    DESCRIBED(ForgetView, subject, record, unreached_backups, ledgers_behind)
};

Result<ExitCode> forget(const Context& context, const std::string& text,
                        const std::string& reason) {
    SubjectId subject{TRY(parse_entity_id(text))};
    auto node = TRY(open_node(context.data));
    if (!TRY(node->vault().knows(subject)))
        return fail(context.say(Text::subject_unknown, {context.data}), text,
                    context.say(Text::subject_advice));
    auto actor = TRY(administrator_of(*node));
    auto accepted = TRY(send(context, *node, actor, ForgetSubject{subject, reason}));
    TRY_VOID(follow_journal(context, node->directory(), node->vault()));
    TRY_VOID(forget_accounts(node->directory().accounts(), {&subject, 1}));
    for (const auto& backup : TRY(node->vault().backups()))
        TRY_VOID(forget_accounts(accounts_beside(backup), {&subject, 1}));
    auto behind = TRY(node->vault().ledgers_behind());
    ForgetView view{subject, accepted.last_sequence, {}, std::move(behind)};
    for (const auto& owed : TRY(node->vault().settle_owed()))
        if (view.unreached_backups.empty() || view.unreached_backups.back() != owed.backup)
            view.unreached_backups.push_back(owed.backup);
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    print(context.say(Text::forget_done, {text, std::to_string(view.record)}) + "\n");
    for (const auto& path : view.unreached_backups)
        print(context.say(Text::forget_owed, {path}) + "\n");
    for (const auto& path : view.ledgers_behind)
        print(context.say(Text::forget_ledger_behind, {path}) + "\n");
    return exit_good;
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
