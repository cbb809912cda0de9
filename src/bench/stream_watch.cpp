#include "bench/stream_watch.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "http/open_files.h"

namespace cs::bench {

namespace {

constexpr std::size_t answers_known = 1 << 20;
constexpr int one_read_closely = 20;
constexpr int patience_ms = 5'000;
constexpr std::string_view id_line = "id: ";

Result<void> await_head(HttpConnection& connection, std::string& buffer) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
        pollfd waited{connection.descriptor(), POLLIN, 0};
        if (::poll(&waited, 1, patience_ms) == 0) return fail("a stream does not begin");
        head += TRY(connection.receive_some(buffer));
    }
    if (head.starts_with("HTTP/1.1 200")) return {};
    return fail("a stream was refused: " + head.substr(0, head.find('\r')));
}

}  // namespace

StreamWatch::StreamWatch() : answered_ns_(answers_known), buffer_(64 * 1024, '\0') {}

StreamWatch::~StreamWatch() {
    stopping_ = true;
    thread_ = {};
    if (epoll_ >= 0) ::close(epoll_);
}

Result<std::unique_ptr<StreamWatch>> StreamWatch::open(std::uint16_t port, const Tokens& tokens,
                                                       int streams) {
    // Both ends of every stream are in this process.
    auto needed = 2 * static_cast<std::size_t>(streams);
    if (http::make_room_for(needed) < needed)
        return fail("this user may not open so many files", std::to_string(needed),
                    "raise ulimit -Hn, or choose fewer --streams");
    std::unique_ptr<StreamWatch> out(new StreamWatch);
    out->epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < streams; ++i) {
        Watched stream{TRY(HttpConnection::open(port)), i % one_read_closely == 0,
                       i < city_wide_streams, {}, 0};
        auto street = static_cast<std::size_t>(i) % tokens.officers.size();
        const auto& token = stream.is_city_wide ? tokens.agent : tokens.officers[street];
        TRY_VOID(stream.connection.send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n"
                                        "Authorization: Bearer " + token + "\r\n\r\n"));
        TRY_VOID(await_head(stream.connection, out->buffer_));
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u64 = static_cast<std::uint64_t>(i);
        if (epoll_ctl(out->epoll_, EPOLL_CTL_ADD, stream.connection.descriptor(), &wanted) != 0)
            return fail("a stream cannot be watched");
        out->streams_.push_back(std::move(stream));
    }
    return out;
}

void StreamWatch::note_answer(std::uint64_t sequence, std::int64_t at_ns) {
    answered_ns_[sequence % answers_known] = at_ns;
}

void StreamWatch::start() {
    thread_ = std::jthread([this] { outcome_ = read_on(); });
}

Result<void> StreamWatch::stop() {
    stopping_ = true;
    thread_ = {};
    return outcome_;
}

Result<void> StreamWatch::read_on() {
    std::array<epoll_event, 256> ready;
    while (!stopping_) {
        auto count = epoll_wait(epoll_, ready.data(), ready.size(), 20);
        for (int i = 0; i < count; ++i)
            TRY_VOID(read(streams_[ready[static_cast<std::size_t>(i)].data.u64]));
    }
    return {};
}

Result<void> StreamWatch::read(Watched& stream) {
    auto text = TRY(stream.connection.receive_some(buffer_));
    bytes_ += static_cast<std::int64_t>(text.size());
    if (!stream.is_close && !stream.is_city_wide) return {};
    stream.rest += text;
    return take_events(stream);
}

Result<void> StreamWatch::take_events(Watched& stream) {
    auto now = steady_ns();
    std::size_t done = 0;
    for (;;) {
        auto at = stream.rest.find(id_line, done);
        auto end = at == std::string::npos ? at : stream.rest.find('\n', at);
        if (end == std::string::npos) break;
        std::uint64_t sequence = 0;
        std::from_chars(stream.rest.data() + at + id_line.size(), stream.rest.data() + end,
                        sequence);
        if (stream.is_city_wide && stream.last != 0 && sequence != stream.last + 1)
            return fail("a stream went from event " + std::to_string(stream.last) + " to " +
                        std::to_string(sequence));
        stream.last = sequence;
        auto answered = answered_ns_[sequence % answers_known].load();
        if (answered != 0) delays_ns_.push_back(std::max<std::int64_t>(now - answered, 0));
        done = end;
    }
    // A part of a line may still be on its way.
    auto kept = std::min(stream.rest.size() - done, std::size_t{64});
    stream.rest.erase(0, stream.rest.size() - kept);
    return {};
}

}  // namespace cs::bench
