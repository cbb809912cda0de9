// Help pages: CLI11's layout, in the language of the context and aligned by terminal columns.
#pragma once

#include <memory>

#include "cli/context.h"

namespace CLI {
class FormatterBase;
}  // namespace CLI

namespace cs::cli {

std::shared_ptr<CLI::FormatterBase> help_formatter(const Context& context);

/// "chengshu clock explain".
std::string full_name(const CLI::App& app);
/// The help page of one subcommand.
std::string help_page(const CLI::App& app);

}  // namespace cs::cli
