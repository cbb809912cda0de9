#include "cli/serve_settings.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace cs::cli {

namespace {

// "--io-threads" → "CHENGSHU_IO_THREADS".
std::string environment_name(std::string_view option) {
    std::string out = "CHENGSHU_";
    for (char c : option.substr(2)) {
        bool is_small = c >= 'a' && c <= 'z';
        out += c == '-' ? '_' : is_small ? static_cast<char>(c - ('a' - 'A')) : c;
    }
    return out;
}

template <class T>
CLI::Option& add(CLI::App& leaf, const Context& context, const char* name, T& value, Text about) {
    auto* option = leaf.add_option(name, value, context.say(about));
    option->envname(environment_name(name));
    return *option;
}

std::string text_of(const toml::node& node) {
    if (auto text = node.value<std::string>()) return *text;
    if (auto number = node.value<std::int64_t>()) return std::to_string(*number);
    if (auto yes = node.value<bool>()) return *yes ? "true" : "false";
    return {};
}

}  // namespace

void add_serve_options(CLI::App& leaf, const Context& context, ServeSettings& settings) {
    auto& http = settings.http;
    auto number = [&](const char* name, auto& value, Text about, std::int64_t low,
                      std::int64_t high) {
        auto& option = add(leaf, context, name, value, about);
        allow_range(option, context, low, high);
        option.type_name("N");
    };
    add(leaf, context, "--address", http.address, Text::option_address);
    number("--port", http.port, Text::option_port, 0, 65535);
    add(leaf, context, "--certificate", http.certificate, Text::option_certificate);
    add(leaf, context, "--key", http.key, Text::option_tls_key);
    number("--io-threads", http.io_threads, Text::option_io_threads, 1, 64);
    number("--workers", http.workers, Text::option_workers, 1, 64);
    number("--max-connections", http.max_connections, Text::option_max_connections, 1, 1'000'000);
    number("--address-connections", http.address_connections, Text::option_address_connections, 0,
           1'000'000);
    number("--body-limit", http.body_limit, Text::option_body_limit, 1'024, 1'073'741'824);
    number("--address-rate", http.address_rate, Text::option_address_rate, 0, 1'000'000);
    number("--account-rate", http.account_rate, Text::option_account_rate, 0, 1'000'000);
    add(leaf, context, "--trusted-proxies", http.trusted_proxies, Text::option_trusted_proxies)
        .type_name("NETWORKS");
    allow_only(add(leaf, context, "--proxy-header", http.proxy_header, Text::option_proxy_header),
               context, {"X-Forwarded-For", "Forwarded"});
    add(leaf, context, "--access-log", http.access_log, Text::option_access_log);
    add(leaf, context, "--map-origins", settings.map_origins, Text::option_map_origins)
        .type_name("ORIGINS");
    add(leaf, context, "--outbound-allow", settings.outbound_allow, Text::option_outbound_allow);
    add(leaf, context, "--outbound-authorities", settings.outbound_authorities,
        Text::option_outbound_authorities);
    add(leaf, context, "--oidc-issuer", settings.oidc_issuer, Text::option_oidc_issuer);
    add(leaf, context, "--oidc-client-id", settings.oidc_client_id, Text::option_oidc_client_id);
    add(leaf, context, "--oidc-secret-file", settings.oidc_secret_file,
        Text::option_oidc_secret_file);
    add(leaf, context, "--oidc-redirect", settings.oidc_redirect, Text::option_oidc_redirect);
    auto seconds = [&](const char* name, Duration& value, Text about) {
        auto set = [&value](const std::int64_t& given) { value = Duration::seconds(given); };
        auto* option =
            leaf.add_option_function<std::int64_t>(name, set, context.say(about));
        option->envname(environment_name(name))->type_name("SECONDS");
        allow_range(*option, context, 1, 3'600);
    };
    seconds("--header-timeout", http.header_timeout, Text::option_header_timeout);
    seconds("--body-timeout", http.body_timeout, Text::option_body_timeout);
    seconds("--idle-timeout", http.idle_timeout, Text::option_idle_timeout);
    seconds("--write-timeout", http.write_timeout, Text::option_write_timeout);
    seconds("--stop-timeout", http.stop_timeout, Text::option_stop_timeout);
    seconds("--heartbeat", http.heartbeat, Text::option_heartbeat);
    number("--speed", settings.speed, Text::option_speed, 1, 10'000);
    leaf.add_flag("--no-simulation", settings.no_simulation,
                  context.say(Text::option_no_simulation))
        ->envname(environment_name("--no-simulation"));
    leaf.add_flag("--no-registration", settings.no_registration,
                  context.say(Text::option_no_registration))
        ->envname(environment_name("--no-registration"));
    leaf.add_option("--config", settings.config, context.say(Text::option_config))
        ->type_name("TOML");
    add_demo_options(leaf, context, settings.demo);
}

Result<void> read_config(CLI::App& leaf, const ServeSettings& settings) {
    if (settings.config.empty()) return {};
    auto text = TRY(journal::read_whole_file(settings.config));
    auto parsed = toml::parse(text, settings.config);
    if (!parsed)
        return fail("not valid TOML (" + std::string(parsed.error().description()) + ")",
                    settings.config + " line " +
                        std::to_string(parsed.error().source().begin.line));
    const toml::table& table = parsed.table();
    for (const auto& [key, node] : table) {
        std::string name(key.str());
        auto where = settings.config + ", " + name;
        auto value = text_of(node);
        auto* option = leaf.get_option_no_throw("--" + name);
        bool is_apart = name == "config" || name == "help" || name == "lang" || name == "json";
        if (option == nullptr || is_apart)
            return fail("there is no such setting", where, "see chengshu serve --help");
        if (option->count() > 0) continue;
        try {
            option->add_result(value);
            option->run_callback();
        } catch (const CLI::ParseError& error) {
            return fail("the value cannot be used: " + std::string(error.what()), where,
                        "see chengshu serve --help");
        }
    }
    return {};
}

}  // namespace cs::cli
