// What an operator may choose of `chengshu serve`. Each choice is an option of the command line;
// what is not given there is taken from the environment, then from the file of --config.
#pragma once

#include <string>

#include "cli/context.h"
#include "cli/demo_sources.h"
#include "http/options.h"

namespace cs::cli {

struct ServeSettings {
    http::Options http;
    DemoOptions demo;
    bool no_simulation = false;
    bool no_registration = false;
    std::int64_t speed = 60;  ///< the simulated city's seconds in one of ours
    std::string config;
    std::string map_origins;           ///< whose pages may draw the map; "*": every site's
    std::string outbound_allow;        ///< networks, besides public ones, that may be connected to
    std::string outbound_authorities;  ///< PEM file in place of the system's
    std::string oidc_issuer;           ///< empty: nobody signs in by a provider
    std::string oidc_client_id;
    std::string oidc_secret_file;
    std::string oidc_redirect;
};

void add_serve_options(CLI::App& leaf, const Context& context, ServeSettings& settings);
/// Fills in from the file whatever neither command line nor environment gave. An unknown or
/// unusable value is refused with its file and key.
Result<void> read_config(CLI::App& leaf, const ServeSettings& settings);

}  // namespace cs::cli
