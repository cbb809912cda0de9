// What a client likes best, of a header such as Accept-Language or Accept-Encoding (RFC 9110,
// 12.4.2): words with qualities, "zh, en;q=0.5".
#pragma once

#include <optional>
#include <string_view>

namespace cs::http {

/// Whether two words of a header are the same: capitals are small letters there.
bool is_same_word(std::string_view one, std::string_view other);

struct Preference {
    std::string_view word;
    int quality = 0;  ///< in thousandths; what cannot be read counts as 0, refused
};
/// The header's first preference, which it is then without; nothing once there is none.
std::optional<Preference> next_preference(std::string_view& header);

/// Whether Chinese is liked better than English, of the two languages that are spoken here.
bool prefers_chinese(std::string_view accept_language);

}  // namespace cs::http
