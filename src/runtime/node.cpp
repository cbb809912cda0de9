#include "runtime/node.h"

#include <unistd.h>

#include "journal/paced_vfs.h"
#include "journal/sqlite_journal.h"

namespace cs::runtime {

namespace {

// The realm a directory's journal belongs to; nothing when there is no journal yet.
Result<std::optional<Realm>> realm_of_journal(const std::string& path) {
    if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
    auto reader = TRY(journal::SqliteJournal::open_reader(path));
    return reader->realm();
}

}  // namespace

Result<std::unique_ptr<Node>> Node::open(const std::string& path, std::optional<Realm> new_realm,
                                         Engine::Options options) {
    auto directory = TRY(journal::DataDirectory::open(path, journal::Access::write));
    auto realm = TRY(realm_of_journal(directory.journal()));
    if (!realm && !new_realm)
        return fail("no realm has been founded here", path, "run chengshu replay first");
    if (realm && new_realm && *realm != *new_realm)
        return fail("the journal belongs to realm " +
                        std::to_string(static_cast<std::uint32_t>(*realm)) + ", not " +
                        std::to_string(static_cast<std::uint32_t>(*new_realm)),
                    path, "use another data directory");
    auto vault = TRY(journal::Vault::open(directory.vault()));
    auto node = std::unique_ptr<Node>(new Node(std::move(directory), std::move(vault)));
    auto journal_path = node->directory_.journal();
    auto store_path = node->directory_.archive();
    Realm which = realm ? *realm : *new_realm;
    auto open_journal = [journal_path, which]() -> Result<std::unique_ptr<journal::Journal>> {
        return TRY(journal::SqliteJournal::open(journal_path, which, {.fold_beside = true}));
    };
    auto open_store = [store_path] { return StateStore::open(store_path, journal::paced_vfs()); };
    node->engine_ = TRY(Engine::open(open_journal, open_store, &node->vault_, options));
    return node;
}

}  // namespace cs::runtime
