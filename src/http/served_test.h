// A server on a free loopback port with routes that tests need, and a client that sends bytes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"

namespace cs::http {

/// One answer, taken apart.
struct Received {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;                            ///< chunks joined
};

/// A blocking socket with a time limit on every read.
class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer = 0);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);
    /// The next answer; of HEAD, without a body. Status 0: the connection ended before it.
    Received receive(bool is_head = false);
    Received ask(std::string_view request);
    /// What comes until `end` has been seen or the connection ends.
    std::string receive_until(std::string_view end);
    /// Whether the server has closed, without a further byte.
    bool is_ended();
    int socket() const { return socket_; }

private:
    bool read_more();
    std::string take_line();
    std::string take_chunks();
    int socket_;
    std::string input_;
};

/// Lets everybody in, as nobody, except by the header "stranger"; account from the one "account".
class OpenGate final : public Gate {
public:
    std::variant<Admitted, Response> admit(const Request& request, const Route& route) override;
};

/// Routes: GET /hello, POST /echo (text/plain, JSON), GET /long (100 KiB of text, with an ETag),
/// GET /items/{id}, GET /items/latest, GET /files/{path*}, GET /later (answered from another thread
/// after /now was), GET /slow (a worker's), GET /dropped (never answered by its handler).
std::vector<Route> test_routes();

/// A route that answers on the I/O thread.
Route simple_route(Method method, std::string pattern, std::string name, Handler handler);

struct Served {
    explicit Served(Options options = {}, std::vector<Route> routes = test_routes());
    OpenGate gate;
    Metrics metrics;
    runtime::SystemTime time;
    std::unique_ptr<Server> server;
    std::uint16_t port() const { return server->port(); }
};

std::string get(std::string_view path, std::string_view headers = {});
std::string post(std::string_view path, std::string_view body,
                 std::string_view type = "text/plain");

}  // namespace cs::http
