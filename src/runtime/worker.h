// A thread that does one job at a time for the thread that owns it: writing a batch, writing a
// checkpoint.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "runtime/thread_share.h"

namespace cs::runtime {

class Worker {
public:
    /// `finished` is called on the worker's thread after each job; it may only wake the owner.
    Worker(std::function<void()> finished, ThreadShare share);
    /// Waits for the job under way.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Precondition: idle.
    void start(std::function<void()> job);
    bool idle() const;
    void wait() const;

private:
    void loop();

    std::function<void()> finished_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::function<void()> job_;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace cs::runtime
