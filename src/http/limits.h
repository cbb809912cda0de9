// What a request may be at most. Beyond it the server answers with the status named here, and reads
// no further. What an operator may choose is in options.h.
#pragma once

#include <cstddef>

namespace cs::http::limits {

inline constexpr std::size_t header_bytes = 16 * 1024;  ///< request line and headers: 431
inline constexpr std::size_t header_count = 64;         ///< 431
inline constexpr std::size_t target_bytes = 8 * 1024;   ///< path and query: 414
inline constexpr std::size_t query_count = 64;          ///< query parameters: 400
inline constexpr std::size_t json_depth = 32;           ///< of base/json.h's parser: 400
inline constexpr std::size_t pipelined = 32;  ///< requests of one connection at work; more wait
inline constexpr std::size_t pipelined_slow = 4;  ///< of them for worker threads
inline constexpr std::size_t unsent_bytes = 256 * 1024;  ///< of its answers; no more is read
inline constexpr std::size_t slow_waiting = 1'000;  ///< requests waiting for a worker thread: 503
inline constexpr std::size_t late_waiting = 1'000;  ///< requests waiting for the views: 503
inline constexpr int waiting_threads = 4;           ///< for handlers that wait for other systems
inline constexpr std::size_t others_waiting = 100;  ///< requests waiting for these: 503
inline constexpr std::size_t stream_buffer = 64 * 1024;      ///< of one connection's stream
inline constexpr std::size_t compress_from = 1'024;          ///< bytes of a body
inline constexpr int long_bodies = 4;  ///< in memory at once, beyond the ordinary limit: 503
inline constexpr std::size_t rate_keys = 16 * 1024;          ///< addresses or accounts remembered
inline constexpr int comments_saved = 10;  ///< of one address or citizen on one case: 429
inline constexpr int comment_minutes = 6;  ///< until there is one more
inline constexpr std::size_t log_waiting = 4 * 1024 * 1024;  ///< bytes; beyond it lines are lost

}  // namespace cs::http::limits
