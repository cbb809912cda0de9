#include "http/connection.h"

#include <algorithm>
#include <utility>

#include "http/answer.h"
#include "http/body_sink.h"
#include "http/limits.h"
#include "http/loop.h"
#include "http/writer.h"

namespace cs::http {

namespace {

constexpr std::size_t kept_capacity = 4 * 1024;  // of an idle connection's buffers
constexpr int reads_in_a_turn = 4;
constexpr int fills_in_a_turn = 8;
constexpr std::int64_t body_bytes_per_second = 8 * 1024;
constexpr Duration longest_body = Duration::minutes(30);
constexpr Duration linger_timeout = Duration::seconds(2);
constexpr std::string_view heartbeat_comment = ":\n\n";

std::chrono::microseconds in_chrono(Duration duration) {
    return std::chrono::microseconds(duration.us);
}

void release_if_large(std::string& buffer) {
    if (buffer.empty() && buffer.capacity() > kept_capacity) std::string().swap(buffer);
}

}  // namespace

Connection::Connection(Loop& loop, std::uint64_t id, Socket socket,
                       std::unique_ptr<Transport> transport, Peer peer)
    : loop_(loop),
      id_(id),
      socket_(std::move(socket)),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      since_(Clock::now()),
      progress_(since_) {}

Connection::~Connection() {
    if (stream_) loop_.service().counts.open_streams.add(-1);
}

void Connection::readable() {
    waits_to_read_ = false;
    reads_when_writable_ = false;
    if (writes_when_readable_) blocked_ = writes_when_readable_ = false;
    auto buffer = loop_.buffer();
    for (int turn = 0; turn < reads_in_a_turn && !is_closed_ && (has_room() || lingers_); ++turn) {
        auto step = transport_->read(buffer);
        if (step.state == Transport::State::closed) {
            peer_ended_ = true;
            if (exchange_ && parser_->has_header())
                refuse(400, "the body ended before its announced length");
            else if ((slots_.empty() && !has_waiting()) || stream_)
                drop();
            return;
        }
        reads_when_writable_ = step.state == Transport::State::wants_write;
        if (step.state != Transport::State::moved) return;
        loop_.service().counts.received_bytes.add(step.bytes);
        if (!lingers_) take({buffer.data(), step.bytes});
        if (step.bytes < buffer.size() && !transport_->is_secure()) return;
    }
}

bool Connection::has_room() const {
    return accepts_ && !peer_ended_ && takes_on() && input_.size() <= limits::header_bytes;
}

bool Connection::takes_on() const {
    auto bytes = unwritten();
    std::size_t slow = 0;
    for (const auto& slot : slots_) {
        bytes += slot.bytes.size();
        slow += slot.is_for_worker && !slot.is_ready;
    }
    return slots_.size() < limits::pipelined && slow < limits::pipelined_slow &&
           bytes <= limits::unsent_bytes;
}

// What the parser leaves is kept; without a rest nothing is copied.
void Connection::take(std::string_view bytes) {
    if (input_.empty()) {
        parse(bytes);
        input_.assign(bytes);
        return;
    }
    input_.append(bytes);
    std::string_view rest = input_;
    parse(rest);
    input_.erase(0, input_.size() - rest.size());
    release_if_large(input_);
}

void Connection::parse(std::string_view& input) {
    while (accepts_ && !input.empty() && takes_on()) {
        if (!exchange_) {
            input.remove_prefix(std::min(input.find_first_not_of("\r\n"), input.size()));
            if (input.empty()) return;
            begin_request();
        }
        auto state = parser_->read(input);
        if (state == Parser::State::header_read && enter_request()) state = parser_->read(input);
        if (state == Parser::State::faulty)
            return refuse(parser_->fault().status, parser_->fault().detail);
        if (state == Parser::State::header_read) return refuse(413, parser_->fault().detail);
        bool is_whole = state == Parser::State::complete;
        const auto* sink = exchange_->request.sink.get();
        if (!is_whole && (sink == nullptr || !sink->is_refused())) return;
        more_follows_ = !input.empty();
        dispatch(is_whole);
    }
    more_follows_ = false;
    if (!accepts_) input = {};
}

void Connection::begin_request() {
    exchange_ = std::make_unique<Exchange>();
    exchange_->loop = &loop_;
    exchange_->connection = id_;
    exchange_->request.peer = peer_.address;
    exchange_->request.is_secure = transport_->is_secure();
    parser_ = std::make_unique<Parser>(exchange_->request, loop_.service().options().body_limit);
    since_ = Clock::now();
}

// False when the body announces itself as too long.
bool Connection::enter_request() {
    since_ = Clock::now();
    auto body_limit = loop_.service().enter(*exchange_, parser_->target());
    if (!parser_->set_body_limit(body_limit)) return false;
    if (!parser_->expects_continue()) return true;
    // Only where nothing else is under way: an interim answer has its place in the order too.
    if (slots_.empty() && !exchange_->early) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
    return true;
}

void Connection::dispatch(bool is_whole) {
    Slot slot;
    slot.keeps_alive = is_whole && parser_->keeps_alive();
    slot.is_http_1_1 = parser_->is_http_1_1();
    slot.is_for_worker = loop_.service().is_for_worker(*exchange_);
    accepts_ = slot.keeps_alive;
    exchange_->sequence = first_sequence_ + slots_.size();
    exchange_->request.received = loop_.service().now();
    exchange_->started = since_ = Clock::now();
    slots_.push_back(std::move(slot));
    parser_.reset();
    loop_.handed_out();
    loop_.service().handle(std::move(exchange_));
}

void Connection::refuse(int status, std::string detail) {
    auto& request = exchange_->request;
    if (request.id.empty()) loop_.service().name(request);
    Slot slot;
    slot.keeps_alive = accepts_ = false;
    slot.is_http_1_1 = true;
    exchange_->sequence = first_sequence_ + slots_.size();
    request.received = loop_.service().now();
    exchange_->started = Clock::now();
    slots_.push_back(std::move(slot));
    input_.clear();
    parser_.reset();
    auto exchange = std::move(exchange_);
    // What was clear before the body says more than what is wrong with the body.
    take_answer(*exchange, exchange->early ? std::move(*exchange->early)
                                           : status_refused(exchange->refuse, exchange->request,
                                                            status, std::move(detail)));
}

void Connection::take_answer(const Exchange& exchange, Response response) {
    auto index = static_cast<std::size_t>(exchange.sequence - first_sequence_);
    auto& slot = slots_[index];
    bool is_last = index + 1 == slots_.size() && !exchange_ && !more_follows_;
    if (stopping_ && is_last) slot.keeps_alive = accepts_ = false;
    if (response.stream && !slot.is_http_1_1) slot.keeps_alive = accepts_ = false;

    bool is_next = index == 0 && !stream_;
    auto& out = is_next ? output_ : slot.bytes;
    auto before = out.size();
    write_response(out, exchange.request, response,
                   {loop_.date(), slot.keeps_alive, slot.is_http_1_1});
    loop_.service().note(exchange, response.status, out.size() - before);
    if (exchange.request.method == Method::head) response.stream.reset();
    slot.is_live = response.content_type == "text/event-stream";
    slot.is_chunked = slot.is_http_1_1 && !response.length;
    slot.stream = std::move(response.stream);
    slot.is_ready = true;
    advance();
}

// Moves finished answers from the front into the output, as far as they follow one another.
void Connection::advance() {
    std::size_t done = 0;
    while (!stream_ && done < slots_.size() && slots_[done].is_ready) {
        auto& slot = slots_[done];
        output_ += slot.bytes;
        slot.bytes.clear();
        if (slot.stream) {
            stream_ = std::move(slot.stream);
            stream_waits_ = false;
            loop_.service().counts.streams.add();
            loop_.service().counts.open_streams.add(1);
            break;
        }
        ++done;
    }
    slots_.erase(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(done));
    first_sequence_ += done;
    if (done > 0) since_ = Clock::now();
}

void Connection::fill_stream() {
    for (int turn = 0; stream_ && !stream_waits_ && !blocked_; ++turn) {
        if (turn == fills_in_a_turn) return loop_.again(id_);
        if (unwritten() >= limits::stream_buffer) return write();
        std::string piece;
        auto next = stream_->fill(piece, limits::stream_buffer - unwritten());
        if (!piece.empty()) {
            if (slots_.front().is_chunked)
                append_chunk(output_, piece);
            else
                output_ += piece;
            since_ = Clock::now();
        }
        if (next == Stream::Next::failed) return drop();
        if (next == Stream::Next::waiting) stream_waits_ = true;
        if (next == Stream::Next::ended) end_stream();
        write();
    }
}

void Connection::end_stream() {
    if (slots_.front().is_chunked) output_ += "0\r\n\r\n";
    stream_.reset();
    loop_.service().counts.open_streams.add(-1);
    slots_.erase(slots_.begin());
    ++first_sequence_;
    advance();
}

void Connection::settle() {
    if (is_closed_) return;
    if (has_waiting() && takes_on()) {
        std::string waiting;
        waiting.swap(input_);
        take(waiting);
    }
    fill_stream();
    write();
    if (is_closed_) return;
    // What was written made room for requests that have arrived already.
    if (has_waiting() && takes_on()) loop_.again(id_);
    await();
}

void Connection::write() {
    if (blocked_ || is_closed_) return;
    while (unwritten() > 0) {
        auto step = transport_->write(std::string_view(output_).substr(written_));
        if (step.state == Transport::State::closed) return drop();
        if (step.state != Transport::State::moved) {
            blocked_ = true;
            if (written_ > limits::unsent_bytes) output_.erase(0, std::exchange(written_, 0));
            writes_when_readable_ = step.state == Transport::State::wants_read;
            return;
        }
        written_ += step.bytes;
        progress_ = Clock::now();
        loop_.service().counts.sent_bytes.add(step.bytes);
    }
    finish_output();
}

void Connection::finish_output() {
    progress_ = Clock::now();
    output_.clear();
    written_ = 0;
    release_if_large(output_);
    if (!slots_.empty() || lingers_ || has_waiting()) return;
    bool is_done = !accepts_ || peer_ended_ || (stopping_ && !exchange_ && input_.empty());
    if (!is_done) return;
    accepts_ = false;
    transport_->end_writing();
    if (peer_ended_) return drop();
    // Bytes that are still on their way would make the kernel reset the connection, and the peer
    // lose the answer: they are read and thrown away for a while.
    lingers_ = true;
    since_ = progress_;
}

void Connection::await() {
    if (!waits_to_read_ && !peer_ended_ && (has_room() || lingers_ || writes_when_readable_)) {
        waits_to_read_ = true;
        loop_.await(id_, socket_, false);
    }
    if ((blocked_ || reads_when_writable_) && !writes_when_readable_ && !waits_to_write_) {
        waits_to_write_ = true;
        loop_.await(id_, socket_, true);
    }
}

void Connection::writable() {
    waits_to_write_ = false;
    blocked_ = writes_when_readable_;
    if (reads_when_writable_) readable();
}

bool Connection::is_overdue(Clock::time_point now) const {
    const auto& options = loop_.service().options();
    auto waited = now - since_;
    if (lingers_) return waited > in_chrono(linger_timeout);
    if (!slots_.empty()) return false;
    bool is_new = first_sequence_ == 0;
    if (!exchange_)
        return waited > in_chrono(is_new ? options.header_timeout : options.idle_timeout);
    if (!parser_->has_header()) return waited > in_chrono(options.header_timeout);
    auto bytes = static_cast<std::int64_t>(parser_->body_bytes());
    Duration earned{bytes * Duration::seconds(1).us / body_bytes_per_second};
    return waited > in_chrono(std::min(options.body_timeout + earned, longest_body));
}

void Connection::tick(Clock::time_point now) {
    const auto& options = loop_.service().options();
    if (unwritten() > 0 && now - progress_ > in_chrono(options.write_timeout)) {
        loop_.service().counts.slow_clients.add();
        return drop();
    }
    bool is_live = stream_ && slots_.front().is_live;
    if (is_live && unwritten() == 0 && now - since_ > in_chrono(options.heartbeat)) {
        if (slots_.front().is_chunked)
            append_chunk(output_, heartbeat_comment);
        else
            output_ += heartbeat_comment;
        since_ = now;
    }
    if (!is_overdue(now)) return;
    if (!exchange_) return drop();
    loop_.service().counts.slow_clients.add();
    refuse(408, parser_->has_header() ? "the body did not arrive in time"
                                      : "the header did not arrive in time");
}

void Connection::stop() {
    stopping_ = true;
    if (stream_ && stream_waits_) {
        slots_.front().keeps_alive = accepts_ = false;
        end_stream();
    }
    if (slots_.empty() && !lingers_) readable();
}

}  // namespace cs::http
