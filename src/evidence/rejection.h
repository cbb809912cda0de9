// Why a file is not taken: one of a table (rejections.def), and what exactly was found. An
// operating error on the way is one of them too, so that TRY works; what it says is for the
// operator.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::evidence {

enum class RejectionCode : std::uint8_t {
#define REJECTION(code, status, english, chinese) code,
#include "evidence/rejections.def"
#undef REJECTION
};

inline constexpr int rejection_count = 0
#define REJECTION(code, status, english, chinese) +1
#include "evidence/rejections.def"
#undef REJECTION
    ;

struct Rejection {
    RejectionCode code = RejectionCode::store_failed;
    std::string detail = {};  ///< for the sender
    Error error = {};         ///< for the operator

    Rejection(RejectionCode why, std::string what) : code(why), detail(std::move(what)) {}
    Rejection(const Error& problem);  // NOLINT: what TRY hands on
};

std::string_view code_name(RejectionCode code);
int http_status(RejectionCode code);
std::string_view english_text(RejectionCode code);
std::string_view chinese_text(RejectionCode code);

template <class T>
using Checked = std::expected<T, Rejection>;

inline std::unexpected<Rejection> reject(RejectionCode code, std::string detail = {}) {
    return std::unexpected(Rejection(code, std::move(detail)));
}

}  // namespace cs::evidence
