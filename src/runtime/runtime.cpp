#include "runtime/runtime.h"

#include <future>

namespace cs::runtime {

namespace {

/// So many passed clock points are decided before waiting commands get their turn.
constexpr std::size_t due_points_a_batch = 500;
constexpr std::size_t cases_copied_a_turn = 200;
constexpr std::size_t cases_released_a_turn = 500;
constexpr auto checkpoint_turn = std::chrono::microseconds(1'000);
constexpr auto longest_sleep = std::chrono::milliseconds(200);
/// A commit costs a third of a millisecond however little it holds, so commands that come right
/// after others wait for company.
constexpr auto between_batches = std::chrono::microseconds(1'500);

}  // namespace

Runtime::Runtime(std::unique_ptr<Engine> engine, TimeSource& time, Options options)
    : engine_(std::move(engine)),
      time_(time),
      options_(options),
      preparer_([] {}, ThreadShare::prompt),
      committer_([this] { wake(); }, ThreadShare::prompt),
      checkpointer_([this] { wake(); }, ThreadShare::background),
      folder_([this] { wake(); }, ThreadShare::background) {
    writer_ = std::jthread([this] { write_loop(); });
}

void Runtime::wake() {
    std::lock_guard lock(mutex_);
    worker_finished_ = true;
    arrived_.notify_one();
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
        if (queue_.size() + taken_left_ < options_.queue_limit && !stopping_) {
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
    return queue_.size() + taken_left_;
}

void Runtime::write_loop() {
    take_share(ThreadShare::prompt);
    std::vector<std::function<void(Engine&)>> errands;
    while (true) {
        bool stop = wait(errands);
        if (!errands.empty()) {
            land();
            end_checkpoint();
            for (const auto& errand : errands) errand(*engine_);
            errands.clear();
        }
        auto next = decide_next();
        if (next) prepare(*next);
        // The answers of the batch before go out once the next is on its way.
        std::unique_ptr<Flight> landed;
        if (flight_ && (next || committer_.idle())) {
            landed = settle_flight();
        }
        if (next) launch(std::move(next));
        if (landed) answer(*landed);
        tend_checkpoint();
        tend_journal();
        if (!stop) continue;
        land();
        end_checkpoint();
        return folder_.wait();
    }
}

bool Runtime::has_work() const { return has_urgent_work() || !queue_.empty(); }

bool Runtime::has_urgent_work() const {
    return stopping_ || worker_finished_ || !errands_.empty() ||
           checkpoint_step_ == CheckpointStep::copying || releasing_;
}

bool Runtime::wait(std::vector<std::function<void(Engine&)>>& errands) {
    std::unique_lock lock(mutex_);
    auto sleep = longest_sleep;
    // While nothing can be stored, timers are tried again now and then, not all the time.
    if (auto due = engine_->next_due(); due && !storage_fails_) {
        auto wait = std::chrono::microseconds((*due - time_.now()).us);
        sleep = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(wait),
                           std::chrono::milliseconds(0), longest_sleep);
    }
    if (!has_work()) arrived_.wait_for(lock, sleep, [&] { return has_work(); });
    if (!has_urgent_work())
        arrived_.wait_until(lock, next_batch_, [&] { return has_urgent_work(); });
    worker_finished_ = false;
    errands.swap(errands_);
    return stopping_ && queue_.empty() && taken_left_ == 0;
}

// The queue is taken whole, so that producers never wait for its content to be moved.
std::vector<Runtime::Item> Runtime::next_items() {
    {
        std::lock_guard lock(mutex_);
        if (taken_next_ == taken_.size()) {
            taken_.clear();
            taken_next_ = 0;
            taken_.swap(queue_);
        }
        taken_left_ = taken_.size() - taken_next_;
        taken_left_ -= std::min(taken_left_, options_.batch_limit);
    }
    auto from = taken_.begin() + static_cast<std::ptrdiff_t>(taken_next_);
    auto to = taken_.end() - static_cast<std::ptrdiff_t>(taken_left_);
    taken_next_ = taken_.size() - taken_left_;
    return {std::make_move_iterator(from), std::make_move_iterator(to)};
}

std::unique_ptr<Runtime::Flight> Runtime::decide_next() {
    auto began = Clock::now();
    if (began < next_batch_) return nullptr;
    auto flight = std::make_unique<Flight>();
    auto now = time_.now();
    envelopes_ = engine_->due_commands(now, due_points_a_batch);
    flight->timers = envelopes_.size();
    flight->items = next_items();
    for (auto& item : flight->items) envelopes_.push_back(std::move(item.envelope));
    if (envelopes_.empty()) return nullptr;
    next_batch_ = began + between_batches;
    flight->batch = engine_->decide(envelopes_, now);
    return flight;
}

// Beside the write of the batch before: two synced files, but not one after the other.
void Runtime::prepare(Flight& flight) {
    preparer_.wait();
    preparer_.start([this, batch = &flight.batch] { engine_->prepare(*batch); });
}

void Runtime::launch(std::unique_ptr<Flight> flight) {
    flight_ = std::move(flight);
    committer_.start([this, batch = &flight_->batch] {
        preparer_.wait();
        engine_->write(*batch);
    });
}

void Runtime::land() {
    if (!flight_) return;
    auto landed = settle_flight();
    answer(*landed);
}

std::unique_ptr<Runtime::Flight> Runtime::settle_flight() {
    committer_.wait();
    auto landed = std::move(flight_);
    bool failed = landed->batch.error.has_value();
    landed->replies = engine_->settle(std::move(landed->batch));
    storage_fails_ = failed || engine_->must_recover();
    if (engine_->must_recover()) recover();
    return landed;
}

void Runtime::answer(Flight& flight) {
    for (std::size_t i = 0; i < flight.items.size(); ++i)
        if (flight.items[i].done)
            flight.items[i].done(std::move(flight.replies[flight.timers + i]));
}

// What the batch decided meanwhile was built upon is gone; it is refused when its turn comes.
void Runtime::recover() {
    end_checkpoint();
    folder_.wait();
    static_cast<void>(engine_->recover());
}

void Runtime::tend_journal() {
    if (folder_.idle() && engine_->journal_wants_folding())
        folder_.start([this] { engine_->fold_journal(); });
}

void Runtime::tend_checkpoint() {
    if (releasing_) releasing_ = !engine_->release_closed(cases_released_a_turn);
    if (checkpoint_step_ == CheckpointStep::writing && checkpointer_.idle()) end_checkpoint();
    if (checkpoint_step_ == CheckpointStep::none && !releasing_ && engine_->checkpoint_is_due()) {
        land();
        if (!engine_->begin_checkpoint()) return;
        checkpoint_step_ = CheckpointStep::copying;
    }
    if (checkpoint_step_ != CheckpointStep::copying) return;
    if (!engine_->copy_for_checkpoint(cases_copied_a_turn)) return;
    checkpoint_step_ = CheckpointStep::writing;
    checkpointer_.start([this] { write_checkpoint(); });
}

// Works half of the time only, so that it is spread over the commands that come meanwhile and none
// of them meets all of it.
void Runtime::write_checkpoint() {
    auto began = Clock::now();
    checkpoint_written_ = engine_->write_checkpoint([&] {
        auto worked = Clock::now() - began;
        if (worked < checkpoint_turn || checkpoint_hurries_) return;
        std::this_thread::sleep_for(worked);
        began = Clock::now();
    });
}

void Runtime::end_checkpoint() {
    if (checkpoint_step_ == CheckpointStep::none) return;
    if (checkpoint_step_ == CheckpointStep::copying) {
        engine_->copy_for_checkpoint(SIZE_MAX);
        checkpoint_written_ = engine_->write_checkpoint();
    }
    checkpoint_hurries_ = true;
    checkpointer_.wait();
    checkpoint_hurries_ = false;
    engine_->finish_checkpoint(checkpoint_written_);
    checkpoint_step_ = CheckpointStep::none;
    releasing_ = true;
}

}  // namespace cs::runtime
