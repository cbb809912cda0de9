// Many open event streams, read by one thread: how many events come, how late behind the answer of
// the command that made them, and whether a stream of the whole city misses one. Of the others one
// in twenty is read closely, the rest only emptied.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/http_connection.h"
#include "bench/latencies.h"
#include "bench/served_node.h"

namespace cs::bench {

inline constexpr int city_wide_streams = 10;  ///< the agent's; all others are officers' of a street

class StreamWatch {
public:
    /// Opens the streams and waits until each has its head.
    static Result<std::unique_ptr<StreamWatch>> open(std::uint16_t port, const Tokens& tokens,
                                                     int streams);
    ~StreamWatch();

    /// A command was answered: its last event has this number. From any thread.
    void note_answer(std::uint64_t sequence, std::int64_t at_ns);
    /// Reads what comes from now on.
    void start();
    /// Ends the reading; an error when a stream broke off or had a gap.
    Result<void> stop();

    std::int64_t bytes() const { return bytes_; }
    /// How long after the answer its event was read.
    Percentiles delays() { return percentiles_of(delays_ns_); }

private:
    struct Watched {
        HttpConnection connection;
        bool is_close = false;
        bool is_city_wide = false;
        std::string rest;
        std::uint64_t last = 0;
    };
    StreamWatch();
    Result<void> read_on();
    Result<void> read(Watched& stream);
    Result<void> take_events(Watched& stream);

    std::vector<Watched> streams_;
    std::vector<std::atomic<std::int64_t>> answered_ns_;  ///< by sequence, the newest of a slot
    std::vector<std::int64_t> delays_ns_;
    std::string buffer_;
    int epoll_ = -1;
    std::int64_t bytes_ = 0;
    std::atomic<bool> stopping_ = false;
    Result<void> outcome_;
    std::jthread thread_;
};

}  // namespace cs::bench
