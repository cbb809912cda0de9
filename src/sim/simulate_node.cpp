#include "sim/simulate_node.h"

#include "journal/journal_check.h"
#include "journal/sqlite_journal.h"

namespace cs::sim {

SimulatedNode::SimulatedNode(std::uint64_t seed, Realm realm, int fold_pages,
                             WrapJournal wrap)
    : seed_(seed),
      realm_(realm),
      fold_pages_(fold_pages),
      wrap_(std::move(wrap)),
      disk_(seed) {}

Result<std::unique_ptr<runtime::Engine>> SimulatedNode::open_engine(const std::string& store,
                                                                    const std::string& store_vfs,
                                                                    const WrapJournal& wrap) {
    auto open_journal = [this, wrap]() -> Result<std::unique_ptr<journal::Journal>> {
        std::unique_ptr<journal::Journal> real = TRY(journal::SqliteJournal::open(
            journal_path, realm_, {disk_.vfs_name(), fold_pages_, folds_beside()}));
        if (wrap) return wrap(std::move(real));
        return real;
    };
    auto open_store = [store, store_vfs] { return runtime::StateStore::open(store, store_vfs); };
    return runtime::Engine::open(open_journal, open_store, vault_.get(), {});
}

Result<void> SimulatedNode::open() {
    // Keys made after a restart differ from those made before: a lost key cannot go unnoticed.
    ++openings_;
    journal::Vault::Options options{disk_.vfs_name(), 256, seed_ * 1000 + openings_};
    vault_ = std::make_unique<journal::Vault>(TRY(journal::Vault::open(vault_path, options)));
    engine_ = TRY(open_engine(store_path, disk_.vfs_name(), wrap_));
    return {};
}

void SimulatedNode::close() {
    engine_.reset();
    vault_.reset();
}

void SimulatedNode::crash(Random& random) {
    disk_.crash(random);
    close();
}

Result<std::vector<journal::Record>> SimulatedNode::records() {
    auto reader = TRY(journal::SqliteJournal::open_reader(journal_path, disk_.vfs_name()));
    return reader->read(1, SIZE_MAX / 2);
}

Result<Hash256> SimulatedNode::hash_of_fold() {
    journal::FakeDisk scratch(seed_);
    auto fresh = TRY(open_engine("/scratch.db", scratch.vfs_name(), {}));
    return fresh->state_hash();
}

Result<void> SimulatedNode::verify() {
    auto report = TRY(journal::verify(journal_path, {}, disk_.vfs_name()));
    if (report.is_sound()) return {};
    return fail(report.findings.front().what,
                "record " + std::to_string(report.findings.front().sequence));
}

bool SimulatedNode::key_is_on_disk(SubjectId subject) {
    for (std::uint64_t opening = 1; opening <= openings_; ++opening) {
        auto key = journal::SecretSource(seed_ * 1000 + opening).key_for(subject);
        std::string_view bytes(reinterpret_cast<const char*>(key.bytes.data()),
                               key.bytes.size());
        for (const auto& path : disk_.files())
            if (disk_.get(path).value_or("").find(bytes) != std::string::npos) return true;
    }
    return false;
}

}  // namespace cs::sim
