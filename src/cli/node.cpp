#include "cli/node.h"

#include <unistd.h>

#include <algorithm>

#include "journal/sqlite_journal.h"
#include "runtime/time_source.h"

namespace cs::cli {

bool has_journal(const std::string& path) {
    return access((path + "/journal.db").c_str(), F_OK) == 0;
}

Error no_journal(const std::string& path) {
    return {"there is no journal in this data directory", path,
            "name the right one with --data, or make one with chengshu replay or "
            "chengshu import divisions --found CODE"};
}

Result<std::unique_ptr<Node>> open_node(const std::string& path,
                                        std::optional<Realm> realm_if_new) {
    if (!has_journal(path) && !realm_if_new) return std::unexpected(no_journal(path));
    auto directory = TRY(journal::DataDirectory::open(path, journal::Access::write));
    auto realm = realm_if_new.value_or(Realm{});
    if (has_journal(path))
        realm = TRY(journal::SqliteJournal::open_reader(directory.journal()))->realm();
    auto vault = TRY(journal::Vault::open(directory.vault()));
    auto node = std::make_unique<Node>(Node{std::move(directory), std::move(vault), nullptr});
    auto open_journal = [file = node->directory.journal(),
                         realm]() -> Result<std::unique_ptr<journal::Journal>> {
        return TRY(journal::SqliteJournal::open(file, realm));
    };
    auto open_store = [file = node->directory.archive()] {
        return runtime::StateStore::open(file);
    };
    node->engine = TRY(runtime::Engine::open(open_journal, open_store, &node->vault, {}));
    return node;
}

Result<PersonId> administrator_of(const Node& node) {
    const auto& registry = node.engine->state().registry;
    for (auto person : registry.person_ids())
        for (const auto& held : registry.grants(person))
            if (held.grant.role == Role::administrator && held.until == Instant::never())
                return person;
    return fail("nobody is administrator of this realm", node.directory.path(),
                "grant the role first");
}

Error error_of(const Context& context, const Refusal& refusal) {
    bool is_chinese = context.language == Language::chinese;
    std::string what(is_chinese ? chinese_text(refusal.code) : english_text(refusal.code));
    auto detail = refusal.detail;
    if (!refusal.field.empty()) detail += (detail.empty() ? "" : ", ") + refusal.field;
    if (!detail.empty()) what += context.say(Text::refusal_detail, {detail});
    return {what, context.say(Text::refused), {}};
}

Result<runtime::Accepted> send(const Context& context, Node& node, PersonId actor,
                               Command command) {
    Envelope envelope{actor, {}, std::move(command)};
    runtime::SystemTime time;
    auto replies = node.engine->process({&envelope, 1}, time.now());
    if (!replies.front()) {
        if (node.engine->storage_problem()) return std::unexpected(*node.engine->storage_problem());
        return std::unexpected(error_of(context, replies.front().error()));
    }
    return std::move(*replies.front());
}

}  // namespace cs::cli
