#include "cli/help.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/utf8.h"

namespace cs::cli {

namespace {

constexpr std::size_t left_columns = 34;

// CLI11 pads by bytes; a Chinese character has three of them and two columns.
class WideFormatter : public CLI::Formatter {
public:
    std::string make_option(const CLI::Option* option, bool positional) const override {
        auto left = "  " + make_option_name(option, positional) +
                    make_option_opts(option);
        auto right = make_option_desc(option);
        auto width = utf8::columns(left);
        if (width + 2 > left_columns) {
            left += "\n";
            width = 0;
        }
        left.append(left_columns - width, ' ');
        return left + right + "\n";
    }
    std::string make_subcommand(const CLI::App* app) const override {
        auto left = "  " + app->get_name();
        auto width = std::min(utf8::columns(left), left_columns - 2);
        left.append(left_columns - width, ' ');
        return left + app->get_description() + "\n";
    }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter(const Context& context) {
    auto formatter = std::make_shared<WideFormatter>();
    formatter->label("Usage", context.say(Text::help_usage));
    formatter->label("OPTIONS", context.say(Text::help_options));
    formatter->label("SUBCOMMAND", context.say(Text::help_subcommand));
    formatter->label("Positionals", context.say(Text::help_positionals));
    formatter->label("REQUIRED", context.say(Text::help_required));
    return formatter;
}

std::string full_name(const CLI::App& app) {
    auto name = app.get_name();
    for (const auto* up = app.get_parent(); up != nullptr; up = up->get_parent())
        name = up->get_name() + " " + name;
    return name;
}

std::string help_page(const CLI::App& app) {
    return app.help(app.get_parent() == nullptr ? "" : full_name(*app.get_parent()));
}

}  // namespace cs::cli
