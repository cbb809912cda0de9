#include "http/server.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <future>

#include "http/loop.h"

namespace cs::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds poll_length(5);
constexpr std::chrono::milliseconds retry_length(100);

std::string address_of(const tcp::socket& socket) {
    boost::system::error_code error;
    auto address = socket.remote_endpoint(error).address();
    if (error) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

struct Server::Parts {
    Parts(const Options& options, TrustedProxies proxies, Router router, Gate& gate,
          Metrics& metrics, runtime::TimeSource& time, std::unique_ptr<AccessLog> log)
        : service(options, std::move(proxies), std::move(router), gate, metrics, time,
                  std::move(log)) {
        for (int i = 0; i < std::max(options.io_threads, 1); ++i) loops.emplace_back(service);
        acceptor.emplace(loops.front().context());
        retry.emplace(loops.front().context());
    }

    Result<void> listen();
    Result<void> listen_beside(Parts& other);
    void accept();
    void give_away(tcp::socket socket);
    void stop_accepting();
    bool is_quiet() const;
    bool wait_until_quiet(Duration limit) const;

    Service service;
    std::deque<Loop> loops;
    std::optional<TlsContext> tls;
    std::optional<tcp::acceptor> acceptor;
    std::optional<asio::steady_timer> retry;
    std::uint16_t port = 0;
    std::size_t next_loop = 0;
    bool stopped = false;
};

Result<void> Server::Parts::listen() {
    const auto& options = service.options();
    auto where = options.address + ':' + std::to_string(options.port);
    boost::system::error_code error;
    auto address = asio::ip::make_address(options.address, error);
    if (error)
        return fail("this is not an IP address", options.address,
                    "give one of this machine, such as 127.0.0.1 or 0.0.0.0");
    tcp::endpoint endpoint(address, options.port);
    acceptor->open(endpoint.protocol(), error);
    if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor->bind(endpoint, error);
    if (!error) acceptor->listen(SOMAXCONN, error);
    if (!error) acceptor->non_blocking(true, error);
    if (error)
        return fail("cannot listen: " + error.message(), where,
                    "choose another with --port or --address, or stop whoever has it");
    port = acceptor->local_endpoint().port();
    return {};
}

// One queue of new connections, and two who take from it.
Result<void> Server::Parts::listen_beside(Parts& other) {
    boost::system::error_code error;
    auto protocol = other.acceptor->local_endpoint(error).protocol();
    int handle = fcntl(other.acceptor->native_handle(), F_DUPFD_CLOEXEC, 0);
    if (handle < 0) return fail("the port cannot be taken over", std::strerror(errno));
    acceptor->assign(protocol, handle, error);
    if (!error) acceptor->non_blocking(true, error);
    if (error) {
        if (!acceptor->is_open()) ::close(handle);
        return fail("the port cannot be taken over", error.message());
    }
    port = other.port;
    return {};
}

void Server::Parts::accept() {
    acceptor->async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !acceptor->is_open()) return;
        if (!error) {
            give_away(std::move(socket));
            return accept();
        }
        // No descriptor left, or the client is gone again: the next may fare better.
        retry->expires_after(retry_length);
        retry->async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled && acceptor->is_open()) accept();
        });
    });
}

void Server::Parts::give_away(tcp::socket socket) {
    service.counts.connections.add();
    auto limit = static_cast<std::int64_t>(service.options().max_connections);
    if (service.counts.open_connections.value() >= limit)
        return service.counts.connections_refused.add();
    auto address = address_of(socket);
    auto place = service.place_for(address);
    if (!place) return service.counts.connections_refused.add();
    service.counts.open_connections.add(1);
    auto& loop = loops[next_loop++ % loops.size()];
    // A socket belongs to the thread that accepted it until it is released.
    auto protocol = socket.local_endpoint().protocol();
    boost::system::error_code error;
    auto handle = socket.release(error);
    tcp::socket moved(loop.context());
    if (!error) moved.assign(protocol, handle, error);
    if (error)
        service.counts.open_connections.add(-1);
    else
        loop.adopt(std::move(moved), tls ? &*tls : nullptr,
                   {std::move(address), std::move(place)});
}

// Takes the connections that the kernel has made already, too.
void Server::Parts::stop_accepting() {
    boost::system::error_code error;
    while (acceptor->is_open()) {
        tcp::socket socket(loops.front().context());
        acceptor->accept(socket, error);
        if (error) break;
        give_away(std::move(socket));
    }
    // Closed alone it would stay in the kernel's set of what this loop waits for, where the queue
    // is another server's as well.
    if (acceptor->is_open()) ::close(acceptor->release(error));
    retry->cancel();
}

bool Server::Parts::is_quiet() const {
    for (const auto& loop : loops)
        if (loop.outstanding() > 0) return false;
    return service.counts.open_connections.value() == 0;
}

bool Server::Parts::wait_until_quiet(Duration limit) const {
    auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(limit.us);
    while (!is_quiet() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(poll_length);
    return is_quiet();
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() {
    stop();
}

Result<std::unique_ptr<Server>> Server::start(const Options& options, std::vector<Route> routes,
                                              Gate& gate, Metrics& metrics,
                                              runtime::TimeSource& time, Server* before) {
    auto router = TRY(Router::build(std::move(routes)));
    auto& lost = metrics.counter("chengshu_http_log_lines_lost_total",
                                 "Lines left out of the access log because too many waited.");
    auto log = TRY(AccessLog::open(options.access_log, lost));
    auto proxies = TRY(TrustedProxies::parse(options.trusted_proxies, options.proxy_header));
    auto parts = std::make_unique<Parts>(options, std::move(proxies), std::move(router), gate,
                                         metrics, time, std::move(log));
    if (options.certificate.empty() != options.key.empty())
        return fail("TLS needs a certificate and its key", {}, "give both files, or neither");
    if (!options.certificate.empty())
        parts->tls = TRY(TlsContext::load(options.certificate, options.key));
    TRY_VOID(before != nullptr ? parts->listen_beside(*before->parts_) : parts->listen());
    parts->accept();
    for (auto& loop : parts->loops) loop.start();
    return std::unique_ptr<Server>(new Server(std::move(parts)));
}

std::uint16_t Server::port() const {
    return parts_->port;
}

void Server::wake_streams() {
    for (auto& loop : parts_->loops) loop.wake_streams();
}

void Server::stop() {
    if (std::exchange(parts_->stopped, true)) return;
    parts_->service.stop_long_work();
    std::promise<void> accepted;
    asio::post(parts_->loops.front().context(), [&] {
        parts_->stop_accepting();
        accepted.set_value();
    });
    accepted.get_future().wait();
    for (auto& loop : parts_->loops) loop.stop_connections();
    if (!parts_->wait_until_quiet(parts_->service.options().stop_timeout)) {
        for (auto& loop : parts_->loops) loop.drop_connections();
        // Whoever still works on an answer holds a way back into a loop.
        while (!parts_->wait_until_quiet(Duration::seconds(1))) continue;
    }
    for (auto& loop : parts_->loops) loop.join();
}

}  // namespace cs::http
