// Threads for handlers that would keep an I/O thread from its other connections. Whoever waits with
// many jobs waits for himself: those who wait take turns, a job each.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cs::http {

class WorkerPool {
public:
    using Job = std::move_only_function<void()>;

    WorkerPool(int threads, std::size_t queue_limit);
    /// Does what waits, and ends.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Takes the job over; false, and the job untouched, when too many wait already, or a quarter
    /// of that many of this client.
    bool add(const std::string& client, Job& job);

private:
    void work();
    Job next_job();

    std::size_t queue_limit_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::map<std::string, std::deque<Job>> jobs_;  ///< by client; none is empty
    std::deque<std::string> turns_;                ///< the clients of jobs_, the next one first
    std::size_t waiting_ = 0;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace cs::http
