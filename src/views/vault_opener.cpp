#include "views/vault_opener.h"

namespace cs::views {

Result<std::optional<std::string>> VaultOpener::open(SubjectId subject, const Bytes& sealed,
                                                     std::string_view associated) {
    return vault_.open_sealed(subject, sealed, associated);
}

}  // namespace cs::views
