#include "runtime/runtime.h"

#include <pthread.h>
#include <sched.h>

#include <chrono>
#include <future>

namespace cs::runtime {

namespace {

constexpr std::size_t due_points_a_batch = 1'000;
constexpr auto longest_sleep = std::chrono::milliseconds(200);

void ask_for_real_time() {
    sched_param parameters{};
    parameters.sched_priority = 1;
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);  // refused: as before
}

}  // namespace

Runtime::Runtime(std::unique_ptr<Engine> engine, TimeSource& time, Options options)
    : engine_(std::move(engine)), time_(time), options_(options) {
    writer_ = std::jthread([this] { write_loop(); });
}

Runtime::~Runtime() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    writer_.join();
    // A checkpoint that fails costs nothing but time at the next start.
    static_cast<void>(engine_->checkpoint());
}

void Runtime::submit(Envelope envelope, Done done) {
    bool was_idle = false;
    {
        std::lock_guard lock(mutex_);
        if (queue_.size() < options_.queue_limit && !stopping_) {
            was_idle = queue_.empty();
            queue_.push_back({std::move(envelope), std::move(done)});
            done = nullptr;
        }
    }
    if (done) return done(refuse(RefusalCode::busy));
    if (was_idle) arrived_.notify_one();
}

Reply Runtime::call(Envelope envelope) {
    std::promise<Reply> promise;
    submit(std::move(envelope), [&](Reply reply) { promise.set_value(std::move(reply)); });
    return promise.get_future().get();
}

void Runtime::at_rest(const std::function<void(Engine&)>& work) {
    std::promise<void> finished;
    {
        std::lock_guard lock(mutex_);
        errands_.push_back([&](Engine& engine) {
            work(engine);
            finished.set_value();
        });
    }
    arrived_.notify_one();
    finished.get_future().wait();
}

std::size_t Runtime::waiting() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

void Runtime::write_loop() {
    if (options_.real_time) ask_for_real_time();
    while (true) {
        std::vector<std::function<void(Engine&)>> errands;
        bool stop = false;
        {
            std::unique_lock lock(mutex_);
            auto sleep = longest_sleep;
            if (auto due = engine_->next_due()) {
                auto wait = std::chrono::microseconds((*due - time_.now()).us);
                sleep = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(wait),
                                   std::chrono::milliseconds(0), longest_sleep);
            }
            arrived_.wait_for(lock, sleep, [&] {
                return stopping_ || !queue_.empty() || !errands_.empty();
            });
            errands.swap(errands_);
            stop = stopping_ && queue_.empty();
        }
        for (const auto& errand : errands) errand(*engine_);
        pass_due_points();
        answer(next_batch());
        checkpoint_when_long();
        if (stop) return;
    }
}

std::vector<Runtime::Item> Runtime::next_batch() {
    std::lock_guard lock(mutex_);
    std::vector<Item> batch;
    if (queue_.size() <= options_.batch_limit) {
        batch.swap(queue_);
    } else {
        auto end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch_limit);
        batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
        queue_.erase(queue_.begin(), end);
    }
    return batch;
}

void Runtime::answer(std::vector<Item> items) {
    if (items.empty()) return;
    envelopes_.clear();
    for (auto& item : items) envelopes_.push_back(std::move(item.envelope));
    auto replies = engine_->process(envelopes_, time_.now());
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i].done) items[i].done(std::move(replies[i]));
}

void Runtime::pass_due_points() {
    while (true) {
        auto now = time_.now();
        auto due = engine_->due_commands(now, due_points_a_batch);
        if (due.empty()) return;
        engine_->process(due, now);
        if (due.size() < due_points_a_batch || engine_->storage_problem()) return;
    }
}

void Runtime::checkpoint_when_long() {
    if (engine_->checkpoint_is_due()) static_cast<void>(engine_->checkpoint());
}

}  // namespace cs::runtime
