#include "cli/error_report.h"

#include <cstdio>

#include "base/describe.h"
#include "base/forms.h"
#include "base/json.h"

namespace cs::cli {

namespace {

constexpr Form forms[] = {
#define ERROR_FORM(english, chinese) {english, chinese},
#include "base/error_forms.def"
#include "cli/error_forms.def"
#undef ERROR_FORM
#define ROW_FAULT(code, english, chinese) {english, chinese},
#include "ingest/row_faults.def"
#undef ROW_FAULT
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

// Where something stands in a file or in the journal.
constexpr Form places[] = {
    {"{0} line {1}", "{0} 第 {1} 行"},
    {"line {0}", "第 {0} 行"},
    {"byte {0}", "第 {0} 字节"},
    {"journal record {0} ({1})", "日志第 {0} 条记录（{1}）"},
};

std::string place_in_chinese(const std::string& where) {
    for (const auto& form : places)
        if (auto out = by_form(form, where, forms)) return *out;
    return where;
}

}  // namespace

bool translate(std::string_view form, std::string_view translation, std::string_view text,
               std::string& out) {
    auto found = by_form({form, translation}, text, forms);
    if (found) out = std::move(*found);
    return found.has_value();
}

Error in_language(Language language, const Error& error) {
    if (language == Language::english) return error;
    return {in_chinese(forms, error.what), place_in_chinese(error.where),
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
