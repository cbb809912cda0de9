#include "model/refusal.h"

namespace cs {

namespace {

struct Row {
    std::string_view name;
    int status;
    std::string_view english;
    std::string_view chinese;
};

constexpr Row rows[] = {
#define REFUSAL(code, status, english, chinese) {#code, status, english, chinese},
#include "model/refusals.def"
#undef REFUSAL
};

const Row& row(RefusalCode code) { return rows[static_cast<int>(code)]; }

}  // namespace

std::string_view code_name(RefusalCode code) { return row(code).name; }
int http_status(RefusalCode code) { return row(code).status; }
std::string_view english_text(RefusalCode code) { return row(code).english; }
std::string_view chinese_text(RefusalCode code) { return row(code).chinese; }
int refusal_count() { return static_cast<int>(sizeof rows / sizeof rows[0]); }

}  // namespace cs
