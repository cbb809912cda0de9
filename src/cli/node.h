// How an operator's command works on a data directory: it opens the node, acts as the realm's
// administrator, and is on record as such.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "cli/context.h"
#include "runtime/node.h"

namespace cs::cli {

using runtime::Node;

/// Opens for writing. A directory without a journal is refused with the ways to make one, unless
/// `realm_if_new` says for which realm to begin it.
Result<std::unique_ptr<Node>> open_node(const std::string& path,
                                        std::optional<Realm> realm_if_new = {});

/// The first person who holds the role for the whole realm.
Result<PersonId> administrator_of(const Node& node);

/// One command now, as the actor; a refusal becomes an error in the context's language.
Result<runtime::Accepted> send(const Context& context, Node& node, PersonId actor,
                               Command command);
Error error_of(const Context& context, const Refusal& refusal);

/// Whether the directory has a journal.
bool has_journal(const std::string& path);
/// The error for a directory without one.
Error no_journal(const std::string& path);

}  // namespace cs::cli
