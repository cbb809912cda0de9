// Errors as a person or a program reads them: one sentence, or one JSON object, on standard error.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/context.h"

namespace cs::cli {

void report_error(const Context& context, const Error& error, ExitCode code);

/// For what only the command can see to be wrong in its options: reports it, and is exit_usage.
ExitCode usage_error(const Context& context, const Error& error);

/// The error in the language of the context: lower rooms speak English, and error_forms.def says
/// the same in Chinese. What has no form there stays English.
Error in_language(Language language, const Error& error);

}  // namespace cs::cli
