#include "views/vault_opener.h"

#include "base/json.h"
#include "model/report.h"

namespace cs::views {

Result<std::optional<std::string>> VaultOpener::open(SubjectId subject, const Bytes& sealed,
                                                     std::string_view associated) {
    // Nobody is behind a sensor's report, and it says nothing.
    if (sealed.data.empty()) return json::text_of(PersonalText{});
    return vault_.open_sealed(subject, sealed, associated);
}

}  // namespace cs::views
