#include "cli/openapi_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "http/openapi.h"

namespace cs::cli {

void add_openapi(CLI::App& app, Context& context) {
    auto& leaf = add_leaf(app, context, "openapi", Text::about_openapi,
                          "chengshu openapi > chengshu.openapi.json");
    leaf.callback([&context] {
        context.action = []() -> Result<ExitCode> {
            print_line(http::openapi_text());
            return exit_good;
        };
    });
}

}  // namespace cs::cli
