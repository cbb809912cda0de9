#include "runtime/worker.h"

#include "base/check.h"

namespace cs::runtime {

Worker::Worker(std::function<void()> finished, ThreadShare share) : finished_(std::move(finished)) {
    thread_ = std::jthread([this, share] {
        take_share(share);
        loop();
    });
}

Worker::~Worker() {
    wait();
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
}

void Worker::start(std::function<void()> job) {
    {
        std::lock_guard lock(mutex_);
        CHECK(!job_);
        job_ = std::move(job);
    }
    changed_.notify_all();
}

bool Worker::idle() const {
    std::lock_guard lock(mutex_);
    return !job_;
}

void Worker::wait() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !job_; });
}

void Worker::loop() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return job_ || stopping_; });
            if (!job_) return;
        }
        job_();
        {
            std::lock_guard lock(mutex_);
            job_ = nullptr;
        }
        changed_.notify_all();
        finished_();
    }
}

}  // namespace cs::runtime
