#include "cli/error_report.h"

#include <cstdio>

#include "base/describe.h"
#include "base/forms.h"
#include "base/json.h"

namespace cs::cli {

namespace {

constexpr Form forms[] = {
#define ERROR_FORM(english, chinese) {english, chinese},
#define ROW_FAULT(code, english, chinese) {english, chinese},
#include "cli/error_forms.def"
#include "ingest/row_faults.def"
#include "http/error_forms.def"
#include "http/details.def"
#undef ROW_FAULT
#undef ERROR_FORM
};

struct ErrorView {
    std::string error;
    std::optional<std::string> where;
    std::optional<std::string> advice;
    std::int32_t exit_code = 0;
    DESCRIBED(ErrorView, error, where, advice, exit_code)
};

std::optional<std::string> unless_empty(const std::string& text) {
    if (text.empty()) return {};
    return text;
}

}  // namespace

Error in_language(Language language, const Error& error) {
    if (language == Language::english) return error;
    return {in_chinese(forms, error.what), in_chinese(forms, error.where),
            in_chinese(forms, error.advice)};
}

ExitCode usage_error(const Context& context, const Error& error) {
    report_error(context, error, exit_usage);
    return exit_usage;
}

void report_error(const Context& context, const Error& error, ExitCode code) {
    auto shown = in_language(context.language, error);
    std::string line;
    if (context.json) {
        line = json::text_of(ErrorView{shown.what, unless_empty(shown.where),
                                       unless_empty(shown.advice), code});
    } else {
        line = context.err.paint(Colour::red, context.say(Text::error_label));
        if (!shown.where.empty()) line += context.say(Text::error_where, {shown.where});
        line += shown.what;
        if (!shown.advice.empty()) line += context.say(Text::error_advice, {shown.advice});
    }
    std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace cs::cli
