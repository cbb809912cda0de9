// The HTTP server: it listens, spreads connections over its I/O threads, and stops gracefully.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "http/metrics.h"
#include "http/options.h"
#include "http/route.h"
#include "runtime/time_source.h"

namespace cs::http {

class Server {
public:
    /// Listens and serves at once. Gate, metrics and time must outlive the server, and so must
    /// whoever holds a Respond. With one `before` it, it listens at that one's port beside it, so
    /// that none is refused when that one is stopped.
    static Result<std::unique_ptr<Server>> start(const Options& options, std::vector<Route> routes,
                                                 Gate& gate, Metrics& metrics,
                                                 runtime::TimeSource& time,
                                                 Server* before = nullptr);
    ~Server();  ///< stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    /// Asks every waiting stream for more, soon: wakes within Options::stream_pace are one. From
    /// any thread, cheaply.
    void wake_streams();
    /// Takes no new connection, answers every request that has arrived, long work with how far it
    /// came (Request::stop), ends streams, and closes; what is not done after Options::stop_timeout
    /// is cut off. Returns when all is quiet.
    void stop();

private:
    struct Parts;
    explicit Server(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace cs::http
