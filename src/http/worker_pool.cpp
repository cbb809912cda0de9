#include "http/worker_pool.h"

#include <utility>

namespace cs::http {

WorkerPool::WorkerPool(int threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
    {
        std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    threads_.clear();
}

bool WorkerPool::add(const std::string& client, Job& job) {
    {
        std::scoped_lock lock(mutex_);
        auto own = jobs_.find(client);
        bool has_share = own == jobs_.end() || own->second.size() < queue_limit_ / 4;
        if (waiting_ >= queue_limit_ || !has_share) return false;
        if (own == jobs_.end()) {
            own = jobs_.try_emplace(client).first;
            turns_.push_back(client);
        }
        own->second.push_back(std::move(job));
        ++waiting_;
    }
    arrived_.notify_one();
    return true;
}

WorkerPool::Job WorkerPool::next_job() {
    auto client = std::move(turns_.front());
    turns_.pop_front();
    auto own = jobs_.find(client);
    auto job = std::move(own->second.front());
    own->second.pop_front();
    --waiting_;
    if (own->second.empty())
        jobs_.erase(own);
    else
        turns_.push_back(std::move(client));
    return job;
}

void WorkerPool::work() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopping_ || waiting_ > 0; });
            if (waiting_ == 0) return;
            job = next_job();
        }
        job();
    }
}

}  // namespace cs::http
