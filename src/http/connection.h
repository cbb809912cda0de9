// One client's connection, on one I/O thread. It reads requests, hands them to the service, and
// writes the answers in the order of the requests, whoever is ready first. Idle, it costs no
// buffer.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/connection_counts.h"
#include "http/exchange.h"
#include "http/parser.h"
#include "http/transport.h"

namespace cs::http {

class Connection {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Clock = std::chrono::steady_clock;

    struct Peer {
        std::string address;
        std::unique_ptr<ConnectionCounts::Place> place;
    };

    Connection(Loop& loop, std::uint64_t id, Socket socket, std::unique_ptr<Transport> transport,
               Peer peer);
    ~Connection();

    /// Called by the loop, each followed by settle().
    void readable();
    void writable();
    void take_answer(const Exchange& exchange, Response response);
    void wake() { stream_waits_ = false; }
    void tick(Clock::time_point now);
    /// Takes no further request but what is under way or has arrived already.
    void stop();
    void drop() { is_closed_ = true; }

    /// Reads on what waited for room, fills the stream, writes, and waits for what is wanted next.
    void settle();
    bool is_closed() const { return is_closed_; }
    bool has_stream() const { return stream_ != nullptr; }

    bool is_entered = false;  ///< the loop's: a call of it is under way

private:
    struct Slot {
        bool keeps_alive = true;
        bool is_http_1_1 = true;
        bool is_ready = false;
        bool is_for_worker = false;
        std::string bytes;
        std::unique_ptr<Stream> stream;
        bool is_live = false;     ///< of events: wants heartbeats
        bool is_chunked = false;  ///< its length was not said
    };

    void take(std::string_view bytes);
    void parse(std::string_view& input);
    bool has_room() const;
    /// Whether one more request may be taken on beside those whose answers are not sent.
    bool takes_on() const;
    /// Whether requests have arrived that were not taken on yet.
    bool has_waiting() const { return accepts_ && !exchange_ && !input_.empty(); }
    void begin_request();
    bool enter_request();
    void dispatch(bool is_whole = true);
    void refuse(int status, std::string detail);
    void advance();
    void fill_stream();
    void end_stream();
    void write();
    void finish_output();
    void await();
    bool is_overdue(Clock::time_point now) const;
    std::size_t unwritten() const { return output_.size() - written_; }

    Loop& loop_;
    std::uint64_t id_;
    Socket socket_;
    std::unique_ptr<Transport> transport_;
    Peer peer_;

    std::string input_;  ///< read and not parsed yet
    std::unique_ptr<Exchange> exchange_;
    std::unique_ptr<Parser> parser_;
    std::vector<Slot> slots_;  ///< requests without a written answer, oldest first
    std::uint64_t first_sequence_ = 0;
    std::string output_;
    std::size_t written_ = 0;
    std::unique_ptr<Stream> stream_;  ///< of the oldest slot, whose head is in the output

    Clock::time_point since_;     ///< of what the client is now expected to do
    Clock::time_point progress_;  ///< when it last took bytes
    bool accepts_ = true;         ///< further requests
    bool stopping_ = false;
    bool peer_ended_ = false;
    bool lingers_ = false;  ///< all is written; waiting for the peer to close
    bool stream_waits_ = false;
    bool waits_to_read_ = false;
    bool waits_to_write_ = false;
    bool blocked_ = false;               ///< the last write did not take everything
    bool writes_when_readable_ = false;  ///< TLS's wish
    bool reads_when_writable_ = false;   ///< TLS's wish
    bool more_follows_ = false;          ///< behind the request that is being handed out
    bool is_closed_ = false;
};

}  // namespace cs::http
