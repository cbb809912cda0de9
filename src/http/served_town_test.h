// The town behind a real server and its gate, asked over a socket by whoever has a token of it.
#pragma once

#include <string>

#include "http/api_test.h"
#include "http/gate.h"
#include "http/served_test.h"

namespace cs::http {

struct ServedTown {
    explicit ServedTown(Options options = {});

    /// A token of somebody in that role in the case's district.
    std::string token(Role role, std::vector<auth::Scope> scopes,
                      Duration lifetime = Duration::days(1));
    /// On a connection of its own.
    Received ask(const std::string& request);
    /// What is behind an address that the server itself has given.
    Received follow(const std::string& url, const std::string& headers = {});
    std::uint16_t port() const { return server->port(); }

    ApiTown town;
    runtime::SystemTime wall;  ///< the connections'; the town has its own
    AccountsGate gate{town.api()};
    Metrics metrics;
    std::unique_ptr<Server> server;
};

std::string bearer(const std::string& token);
/// A form with its boundary "b": fields, and files as "media".
std::string multipart(const std::vector<Pair>& fields, const std::vector<std::string>& media);
std::string post_form(const std::string& path, const std::string& form,
                      const std::string& headers = {});
/// A member of a JSON body by its path.
std::string member_of(const std::string& body, const std::string& path);

}  // namespace cs::http
