// The vault of the data directory as the port that views read personal text through.
#pragma once

#include "journal/vault.h"
#include "views/opener.h"

namespace cs::views {

class VaultOpener final : public Opener {
public:
    /// `vault` must outlive this.
    explicit VaultOpener(journal::Vault& vault) : vault_(vault) {}

    Result<std::optional<std::string>> open(SubjectId subject, const Bytes& sealed,
                                            std::string_view associated) override;

private:
    journal::Vault& vault_;
};

}  // namespace cs::views
