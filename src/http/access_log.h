// One JSON object a line for every answered request. No query values, no path parameters other than
// numbers, no headers, no bodies: nothing that names a person; who asks is a number and an address.
// A thread of its own writes; when it cannot keep up, lines are left out and counted.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "http/message.h"
#include "http/metrics.h"

namespace cs::http {

struct Visit {
    const Request& request;
    std::string_view account;
    std::string_view route;  ///< its pattern; empty: none fitted
    int status = 0;
    std::size_t bytes = 0;  ///< of the answer
    std::int64_t us = 0;    ///< from the last byte of the request to the answer
};
std::string access_line(const Visit& visit);

class AccessLog {
public:
    /// "-" is standard error; "" is nowhere. `lost` counts lines left out, and outlives this.
    static Result<std::unique_ptr<AccessLog>> open(const std::string& path, Counter& lost);
    /// Writes what waits.
    ~AccessLog();
    bool is_kept() const { return file_ != nullptr; }
    void add(const Visit& visit);

private:
    AccessLog(std::FILE* file, Counter& lost);
    void write_loop();

    std::FILE* file_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::string waiting_;
    bool stopping_ = false;
    Counter& lost_;
    std::jthread writer_;
};

}  // namespace cs::http
