// A node at work: one writer thread around the engine, a bounded queue before it, timers from the
// clocks. While one batch is being made durable the next is decided; checkpoints are written
// beside. Commands come from any thread; each is answered once, after its events are durable.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/engine.h"
#include "runtime/time_source.h"
#include "runtime/worker.h"

namespace cs::runtime {

/// Called on the writer thread; it must be quick and must not call back into the runtime.
using Done = std::function<void(Reply)>;

class Runtime {
public:
    struct Options {
        std::size_t queue_limit = 20'000;  ///< beyond it: refused with busy
        /// Batches follow one another through deciding, preparing and writing, so after a
        /// standstill small ones answer sooner than one that holds everything.
        std::size_t batch_limit = 300;
    };

    /// Starts the writer thread.
    Runtime(std::unique_ptr<Engine> engine, TimeSource& time, Options options);
    /// Answers what it took, writes a checkpoint, and stops.
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    /// Queues a command. A full queue answers at once with busy, on the caller's thread.
    void submit(Envelope envelope, Done done);
    /// Sends one command and waits for its answer.
    Reply call(Envelope envelope);
    /// Runs something on the writer thread between two batches, with the engine at rest, and waits:
    /// reading state, a checkpoint, a backup's beginning.
    void at_rest(const std::function<void(Engine&)>& work);

    std::size_t waiting() const;

private:
    struct Item {
        Envelope envelope;
        Done done;
    };
    /// A batch between its decision and its answers. The first `timers` replies are nobody's.
    struct Flight {
        Batch batch;
        std::vector<Reply> replies;  ///< once it is settled
        std::vector<Item> items;
        std::size_t timers = 0;
    };
    void write_loop();
    /// Sleeps until there is something to do; takes the errands. True when it is time to stop.
    bool wait(std::vector<std::function<void(Engine&)>>& errands);
    bool has_work() const;
    bool has_urgent_work() const;  ///< what does not wait for company
    std::vector<Item> next_items();
    std::unique_ptr<Flight> decide_next();
    void prepare(Flight& flight);
    void launch(std::unique_ptr<Flight> flight);
    std::unique_ptr<Flight> settle_flight();
    void land();
    void answer(Flight& flight);
    void recover();
    void tend_checkpoint();
    void tend_journal();
    void wake();
    void write_checkpoint();
    void end_checkpoint();

    std::unique_ptr<Engine> engine_;
    TimeSource& time_;
    Options options_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Item> queue_;
    std::size_t taken_left_ = 0;  ///< of the queue's former content, still to be decided
    std::vector<std::function<void(Engine&)>> errands_;
    bool stopping_ = false;
    bool worker_finished_ = false;

    // The writer thread's own.
    std::vector<Item> taken_;
    std::size_t taken_next_ = 0;
    std::vector<Envelope> envelopes_;
    std::unique_ptr<Flight> flight_;
    using Clock = std::chrono::steady_clock;
    Clock::time_point next_batch_;  ///< no batch begins before
    enum class CheckpointStep : std::uint8_t { none, copying, writing } checkpoint_step_{};
    bool releasing_ = false;
    bool storage_fails_ = false;  ///< the last batch could not be made durable
    Result<void> checkpoint_written_;
    std::atomic<bool> checkpoint_hurries_ = false;  ///< somebody waits for its end

    Worker preparer_;
    Worker committer_;
    Worker checkpointer_;
    Worker folder_;
    std::jthread writer_;
};

}  // namespace cs::runtime
