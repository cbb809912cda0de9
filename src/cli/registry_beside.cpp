#include "cli/registry_beside.h"

#include <unistd.h>

#include "cli/node.h"
#include "journal/data_directory.h"
#include "journal/sqlite_journal.h"
#include "runtime/state_store.h"

namespace cs::cli {

namespace {

constexpr std::size_t records_a_read = 4'096;

template <class E>
concept RegistryEvent =
    requires(registry::Registry& registry, const E& event) { registry.apply(event, Instant{}); };

struct Start {
    registry::Registry registry;
    std::uint64_t sequence = 0;
};

// A checkpoint that is written meanwhile would give a state that is not the position's.
Result<Start> last_checkpoint(const std::string& path) {
    if (access(path.c_str(), F_OK) != 0) return Start{};
    auto store = TRY(runtime::StateStore::open(path));
    for (;;) {
        auto before = TRY(store->position());
        if (!before) return Start{};
        auto loaded = TRY(store->load());
        auto after = TRY(store->position());
        if (after && after->sequence == before->sequence)
            return Start{std::move(loaded.state.registry), before->sequence};
    }
}

}  // namespace

Result<registry::Registry> read_registry(const Context& context) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto [registry, sequence] = TRY(last_checkpoint(directory.archive()));
    auto journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    for (;;) {
        auto records = TRY(journal->read(sequence + 1, records_a_read));
        if (records.empty()) return std::move(registry);
        for (const auto& record : records) {
            auto event = TRY(event_from_json(record.type, record.version, record.payload));
            std::visit(
                [&](const auto& e) {
                    if constexpr (RegistryEvent<std::remove_cvref_t<decltype(e)>>)
                        registry.apply(e, record.at);
                },
                event);
        }
        sequence = records.back().sequence;
    }
}

Result<PersonId> administrator_in(const registry::Registry& registry, const std::string& where) {
    for (auto person : registry.person_ids())
        for (const auto& held : registry.grants(person))
            if (held.grant == Grant{Role::administrator, registry.division(), {}} &&
                held.until == Instant::never() &&
                !registry.person(person)->retired.value_or(false))
                return person;
    return fail("nobody is administrator of this realm", where, "grant the role first");
}

}  // namespace cs::cli
