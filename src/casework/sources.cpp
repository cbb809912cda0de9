#include "casework/sources.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/json.h"

namespace cs::casework {

SourceKey source_key(Channel channel, std::string_view source_id) {
    std::string text(json::enum_name(channel));
    text += '\n';
    text += source_id;
    auto hash = sha256(text);
    SourceKey key;
    for (std::size_t i = 0; i < 8; ++i) {
        key.high = key.high << 8 | hash.data[i];
        key.low = key.low << 8 | hash.data[8 + i];
    }
    return key;
}

std::vector<SourceKey> Sources::sorted() const {
    std::vector<SourceKey> out(keys_.begin(), keys_.end());
    std::ranges::sort(out);
    return out;
}

}  // namespace cs::casework
