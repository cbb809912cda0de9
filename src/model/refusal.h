// A refusal is data: the command changed nothing, and this says which rule refused it and why.
// The one table is refusals.def.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace cs {

enum class RefusalCode : std::uint8_t {
#define REFUSAL(code, status, english, chinese) code,
#include "model/refusals.def"
#undef REFUSAL
};

struct Refusal {
    RefusalCode code;
    std::string detail = {};  ///< what exactly: a value, a missing file
    std::string field = {};   ///< the command's field at fault, when one is
    std::string rule = {};    ///< a setting of the policy with its value, or what the command asks
};

std::string_view code_name(RefusalCode code);
int http_status(RefusalCode code);
std::string_view english_text(RefusalCode code);
std::string_view chinese_text(RefusalCode code);
int refusal_count();

template <class T>
using Decision = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(RefusalCode code, std::string detail = {},
                                       std::string field = {}, std::string rule = {}) {
    return std::unexpected(Refusal{code, std::move(detail), std::move(field), std::move(rule)});
}

}  // namespace cs
