// What an operator may choose of the server; docs/operating.md says how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/time.h"

namespace cs::http {

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: any free one (Server::port)
    std::string certificate;    ///< PEM file with its chain; empty: no TLS
    std::string key;            ///< PEM file
    int io_threads = 2;
    int workers = 2;                       ///< threads for slow handlers
    std::size_t max_connections = 10'000;  ///< further ones are closed at once
    std::size_t address_connections = 1'000;  ///< of one address; 0: any; proxies have any
    std::size_t body_limit = 1024 * 1024;  ///< bytes; a route may have its own

    Duration header_timeout = Duration::seconds(10);  ///< from a request's first byte to its body
    Duration body_timeout = Duration::seconds(20);    ///< and a second more for each 8 KiB
    Duration idle_timeout = Duration::seconds(75);    ///< between two requests
    Duration write_timeout = Duration::seconds(20);   ///< without a byte taken
    Duration stop_timeout = Duration::seconds(10);    ///< for what is under way at the stop
    Duration heartbeat = Duration::seconds(15);       ///< of an event stream
    Duration stream_pace = {20'000};                  ///< at least between two wakes of streams

    std::uint32_t address_rate = 500;  ///< requests a second of one address; 0: any
    std::uint32_t account_rate = 200;  ///< of one account
    std::string trusted_proxies;     ///< addresses and networks by commas; empty: none
    std::string proxy_header = "X-Forwarded-For";  ///< or "Forwarded": the one they write
    std::string access_log;          ///< file; "-": standard error; empty: none
};

}  // namespace cs::http
