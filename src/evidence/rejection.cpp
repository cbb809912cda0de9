#include "evidence/rejection.h"

#include <cerrno>
#include <cstring>

namespace cs::evidence {

namespace {

struct Row {
    std::string_view name;
    int status;
    std::string_view english;
    std::string_view chinese;
};

constexpr Row rows[] = {
#define REJECTION(code, status, english, chinese) {#code, status, english, chinese},
#include "evidence/rejections.def"
#undef REJECTION
};

const Row& row_of(RejectionCode code) { return rows[static_cast<std::size_t>(code)]; }

bool is_of_room(const Error& error) {
    for (std::string_view words : std::initializer_list<std::string_view>{
             "disk is full", std::strerror(EDQUOT), "MiB left"})
        if (error.what.find(words) != std::string::npos) return true;
    return false;
}

}  // namespace

Rejection::Rejection(const Error& problem)
    : code(is_of_room(problem) ? RejectionCode::store_full : RejectionCode::store_failed),
      error(problem) {}

std::string_view code_name(RejectionCode code) { return row_of(code).name; }
int http_status(RejectionCode code) { return row_of(code).status; }
std::string_view english_text(RejectionCode code) { return row_of(code).english; }
std::string_view chinese_text(RejectionCode code) { return row_of(code).chinese; }

}  // namespace cs::evidence
