#include "cli/names.h"

namespace cs::cli {

namespace {

struct NameRow {
    NameGroup group;
    std::string_view code;
    std::string_view english;
    std::string_view chinese;
};

constexpr NameRow rows[] = {
#define NAME(group, code, english, chinese) {NameGroup::group, code, english, chinese},
#include "cli/names.def"
#undef NAME
};

}  // namespace

std::string name_of(Language language, NameGroup group, std::string_view code) {
    for (const auto& row : rows)
        if (row.group == group && row.code == code)
            return std::string(language == Language::chinese ? row.chinese : row.english);
    return std::string(code);
}

std::string name_of(Language language, Channel channel) {
    return name_of(language, NameGroup::channel, json::enum_name(channel));
}
std::string name_of(Language language, OrderPhase phase) {
    return name_of(language, NameGroup::order_phase, json::enum_name(phase));
}
std::string name_of(Language language, ClockKind kind) {
    return name_of(language, NameGroup::clock_kind, json::enum_name(kind));
}
std::string name_of(Language language, ClockPhase phase) {
    return name_of(language, NameGroup::clock_phase, json::enum_name(phase));
}
std::string name_of(Language language, Closing closing) {
    return name_of(language, NameGroup::closing, json::enum_name(closing));
}

}  // namespace cs::cli
