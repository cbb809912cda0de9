// One I/O thread and its connections.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <thread>
#include <unordered_map>

#include "http/connection.h"
#include "http/service.h"

namespace cs::http {

class Loop {
public:
    explicit Loop(Service& service);
    ~Loop();

    boost::asio::io_context& context() { return context_; }
    Service& service() { return service_; }
    void start();
    /// From any thread.
    void adopt(Connection::Socket socket, const TlsContext* tls, Connection::Peer peer);
    void deliver(std::unique_ptr<Exchange> exchange, Response response);
    void wake_streams();
    void stop_connections();
    void drop_connections();
    /// Requests handed out and not answered.
    std::int64_t outstanding() const { return outstanding_; }
    void join();

    /// On its own thread, for its connections.
    void handed_out() { ++outstanding_; }
    /// Calls the connection, if it is still there, and lets it settle.
    void with(std::uint64_t id, const std::function<void(Connection&)>& call);
    void await(std::uint64_t id, Connection::Socket& socket, bool to_write);
    void again(std::uint64_t id);
    std::span<char> buffer() { return buffer_; }
    std::string_view date() const { return date_; }

private:
    void tick();
    void wake_now();
    std::vector<std::uint64_t> ids() const;
    void answer(std::unique_ptr<Exchange> exchange, Response response);

    Service& service_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer ticker_;
    boost::asio::steady_timer waker_;
    std::atomic<bool> wake_asked_ = false;
    std::atomic<std::int64_t> outstanding_ = 0;
    bool stopping_ = false;
    std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
    std::uint64_t next_id_ = 1;
    std::array<char, 64 * 1024> buffer_;
    std::string date_;
    std::thread thread_;
};

}  // namespace cs::http
