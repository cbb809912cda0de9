#include "cli/node.h"

#include <unistd.h>

#include "cli/error_report.h"
#include "cli/registry_beside.h"
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
    return Node::open(path, realm_if_new);
}

Result<PersonId> administrator_of(Node& node) {
    return administrator_in(node.engine().state().registry, node.directory().path());
}

Error error_of(const Context& context, const Refusal& refusal) {
    bool is_chinese = context.language == Language::chinese;
    std::string what(is_chinese ? chinese_text(refusal.code) : english_text(refusal.code));
    auto detail = in_language(context.language, {refusal.detail}).what;
    if (!refusal.field.empty()) detail += (detail.empty() ? "" : ", ") + refusal.field;
    if (!detail.empty()) what += context.say(Text::refusal_detail, {detail});
    return {what, context.say(Text::refused), {}};
}

Result<runtime::Accepted> send(const Context& context, Node& node, PersonId actor,
                               Command command) {
    Envelope envelope{actor, {}, std::move(command)};
    runtime::SystemTime time;
    auto replies = node.engine().process({&envelope, 1}, time.now());
    if (!replies.front()) {
        if (node.engine().storage_problem())
            return std::unexpected(*node.engine().storage_problem());
        return std::unexpected(error_of(context, replies.front().error()));
    }
    return std::move(*replies.front());
}

}  // namespace cs::cli
