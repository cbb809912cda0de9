// What a server answers before it can serve: the port is its own, /healthz says that it lives,
// /readyz how far it is, and everything else when to come again.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "http/server.h"

namespace cs::http {

class Starting {
public:
    /// Listens and answers at once, as Server::start() does. `time` outlives it.
    static Result<std::unique_ptr<Starting>> open(const Options& options,
                                                  runtime::TimeSource& time);

    /// What is being done now, for whoever asks; it has a row in details.def.
    void is_at(std::string sentence);
    /// Whose port the next server takes over (Server::start).
    Server& server() { return *server_; }

private:
    Starting();
    std::vector<Route> routes();
    Route not_yet(Method method, const std::string& pattern, Refuse refuse);
    std::string sentence();

    std::mutex mutex_;
    std::string sentence_;
    Metrics metrics_;
    std::unique_ptr<Gate> gate_;
    std::unique_ptr<Server> server_;  ///< last: it uses all of the above
};

}  // namespace cs::http
