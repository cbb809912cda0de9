#include "cli/error_report.h"

#include <array>
#include <cstdio>

#include "base/describe.h"
#include "base/json.h"

namespace cs::cli {

namespace {

struct Form {
    std::string_view english;
    std::string_view chinese;
};
constexpr Form forms[] = {
#define ERROR_FORM(english, chinese) {english, chinese},
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

bool is_placeholder(std::string_view form) {
    return form.size() >= 3 && form[0] == '{' && form[2] == '}' && form[1] >= '0' &&
           form[1] <= '9';
}

using Found = std::array<std::string_view, 10>;

// The shortest text that lets the rest of the form match stands for each placeholder.
bool match(std::string_view form, std::string_view text, Found& found) {
    while (!form.empty() && !is_placeholder(form)) {
        if (text.empty() || text.front() != form.front()) return false;
        form.remove_prefix(1);
        text.remove_prefix(1);
    }
    if (form.empty()) return text.empty();
    auto index = static_cast<std::size_t>(form[1] - '0');
    for (std::size_t length = 1; length <= text.size(); ++length) {
        found[index] = text.substr(0, length);
        if (match(form.substr(3), text.substr(length), found)) return true;
    }
    return false;
}

// Where something stands in a file or in the journal.
constexpr Form places[] = {
    {"{0} line {1}", "{0} 第 {1} 行"},
    {"line {0}", "第 {0} 行"},
    {"byte {0}", "第 {0} 字节"},
    {"journal record {0} ({1})", "日志第 {0} 条记录（{1}）"},
};

std::string place_in_chinese(const std::string& where) {
    std::string out;
    for (const auto& form : places)
        if (translate(form.english, form.chinese, where, out)) return out;
    return where;
}

std::string in_chinese(const std::string& text) {
    std::string out;
    for (const auto& form : forms)
        if (translate(form.english, form.chinese, text, out)) return out;
    return text;
}

}  // namespace

bool translate(std::string_view form, std::string_view translation, std::string_view text,
               std::string& out) {
    Found found{};
    if (!match(form, text, found)) return false;
    out.clear();
    while (!translation.empty()) {
        if (is_placeholder(translation)) {
            // What stands inside a sentence has forms of its own: what the system says, reasons.
            out += in_chinese(std::string(found[static_cast<std::size_t>(translation[1] - '0')]));
            translation.remove_prefix(3);
        } else {
            out += translation.front();
            translation.remove_prefix(1);
        }
    }
    return true;
}

Error in_language(Language language, const Error& error) {
    if (language == Language::english) return error;
    return {in_chinese(error.what), place_in_chinese(error.where), in_chinese(error.advice)};
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
