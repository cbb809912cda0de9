#include "runtime/worker.h"

#include <pthread.h>
#include <sched.h>

#include "base/check.h"

namespace cs::runtime {

namespace {

void ask_for_real_time() {
    sched_param parameters{};
    parameters.sched_priority = 1;
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);  // refused: as before
}

}  // namespace

Worker::Worker(std::function<void()> finished, bool real_time) : finished_(std::move(finished)) {
    thread_ = std::jthread([this, real_time] {
        if (real_time) ask_for_real_time();
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
