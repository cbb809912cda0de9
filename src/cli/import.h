// What the imports share: their options, and a function each.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/context.h"

namespace cs::cli {

struct ImportOptions {
    std::string file;
    std::string name;            ///< of a catalogue; else the file's
    std::string effective_from;  ///< of a catalogue; else now
    std::string found;           ///< a city's code: begin a new realm for it
    std::string profile;         ///< of another system's file
};

Result<ExitCode> import_duties(const Context& context, const ImportOptions& options);
Result<ExitCode> import_divisions(const Context& context, const ImportOptions& options);
Result<ExitCode> import_requests(const Context& context, const ImportOptions& options);
Result<ExitCode> import_people(const Context& context, const ImportOptions& options);
Result<ExitCode> import_messages(const Context& context, const ImportOptions& options);

}  // namespace cs::cli
