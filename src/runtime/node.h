// A node on its data directory: the lock, the vault, the journal and the engine over them, opened
// in the order that makes a restart safe. Subcommands and the server start here.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "journal/data_directory.h"
#include "journal/vault.h"
#include "runtime/engine.h"

namespace cs::runtime {

class Node {
public:
    /// Opens a data directory for writing. `new_realm` makes an empty journal for a realm where
    /// there is none; without it a directory without a journal is refused.
    static Result<std::unique_ptr<Node>> open(const std::string& path,
                                              std::optional<Realm> new_realm = {},
                                              Engine::Options options = {});

    Engine& engine() { return *engine_; }
    const Engine& engine() const { return *engine_; }
    journal::Vault& vault() { return vault_; }
    const journal::DataDirectory& directory() const { return directory_; }
    /// Gives the engine away, for a Runtime; the node must outlive it.
    std::unique_ptr<Engine> release_engine() { return std::move(engine_); }

private:
    Node(journal::DataDirectory directory, journal::Vault vault)
        : directory_(std::move(directory)), vault_(std::move(vault)) {}

    journal::DataDirectory directory_;
    journal::Vault vault_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace cs::runtime
