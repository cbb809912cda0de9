#include "http/loop.h"

#include <boost/asio/post.hpp>

#include "http/writer.h"
#include "runtime/thread_share.h"

namespace cs::http {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds tick_length(100);

}  // namespace

Loop::Loop(Service& service)
    : service_(service),
      work_(context_.get_executor()),
      ticker_(context_),
      waker_(context_),
      date_(http_date(service.now())) {}

Loop::~Loop() {
    join();
}

void Loop::start() {
    tick();
    thread_ = std::thread([this] {
        runtime::take_share(runtime::ThreadShare::prompt);
        context_.run();
    });
}

void Loop::join() {
    if (!thread_.joinable()) return;
    context_.stop();
    thread_.join();
    connections_.clear();
}

void Loop::adopt(Connection::Socket socket, const TlsContext* tls, Connection::Peer peer) {
    asio::post(context_, [this, tls, taken = std::move(socket), from = std::move(peer)]() mutable {
        boost::system::error_code error;
        taken.native_non_blocking(true, error);
        taken.set_option(asio::ip::tcp::no_delay(true), error);
        auto id = next_id_++;
        auto handle = taken.native_handle();
        auto transport = tls == nullptr ? plain_transport(handle) : tls->transport(handle);
        connections_[id] = std::make_unique<Connection>(*this, id, std::move(taken),
                                                        std::move(transport), std::move(from));
        with(id, [this](Connection& connection) {
            if (stopping_) connection.stop();
        });
    });
}

void Loop::with(std::uint64_t id, const std::function<void(Connection&)>& call) {
    auto found = connections_.find(id);
    if (found == connections_.end()) return;
    auto& connection = *found->second;
    if (connection.is_entered) return call(connection);
    connection.is_entered = true;
    call(connection);
    connection.settle();
    connection.is_entered = false;
    if (!connection.is_closed()) return;
    connections_.erase(id);
    service_.counts.open_connections.add(-1);
}

void Loop::await(std::uint64_t id, Connection::Socket& socket, bool to_write) {
    auto kind = to_write ? asio::socket_base::wait_write : asio::socket_base::wait_read;
    socket.async_wait(kind, [this, id, to_write](boost::system::error_code error) {
        if (error == asio::error::operation_aborted) return;
        with(id, [to_write](Connection& connection) {
            if (to_write)
                connection.writable();
            else
                connection.readable();
        });
    });
}

void Loop::again(std::uint64_t id) {
    asio::post(context_, [this, id] { with(id, [](Connection&) {}); });
}

void Loop::deliver(std::unique_ptr<Exchange> exchange, Response response) {
    if (context_.get_executor().running_in_this_thread())
        return answer(std::move(exchange), std::move(response));
    asio::post(context_,
               [this, taken = std::move(exchange), given = std::move(response)]() mutable {
                   answer(std::move(taken), std::move(given));
               });
}

void Loop::answer(std::unique_ptr<Exchange> exchange, Response response) {
    with(exchange->connection,
         [&](Connection& connection) { connection.take_answer(*exchange, std::move(response)); });
    --outstanding_;
}

void Loop::wake_streams() {
    if (wake_asked_.exchange(true)) return;
    asio::post(context_, [this] {
        waker_.expires_after(std::chrono::microseconds(service_.options().stream_pace.us));
        waker_.async_wait([this](boost::system::error_code) { wake_now(); });
    });
}

// Asked again before the streams are filled: what comes meanwhile is another wake.
void Loop::wake_now() {
    wake_asked_ = false;
    for (auto id : ids()) with(id, [](Connection& connection) { connection.wake(); });
}

void Loop::tick() {
    date_ = http_date(service_.now());
    auto now = Connection::Clock::now();
    for (auto id : ids()) with(id, [now](Connection& connection) { connection.tick(now); });
    ticker_.expires_after(tick_length);
    ticker_.async_wait([this](boost::system::error_code error) {
        if (!error) tick();
    });
}

std::vector<std::uint64_t> Loop::ids() const {
    std::vector<std::uint64_t> out;
    out.reserve(connections_.size());
    for (const auto& [id, connection] : connections_) out.push_back(id);
    return out;
}

void Loop::stop_connections() {
    asio::post(context_, [this] {
        stopping_ = true;
        for (auto id : ids()) with(id, [](Connection& connection) { connection.stop(); });
    });
}

void Loop::drop_connections() {
    asio::post(context_, [this] {
        for (auto id : ids()) with(id, [](Connection& connection) { connection.drop(); });
    });
}

}  // namespace cs::http
