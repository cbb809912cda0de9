// One simulated life of a node: steps of commands, clock and faults, and the comparison of what the
// node answers and holds with the model.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sim/random_city.h"
#include "sim/random_commands.h"
#include "sim/simulate.h"
#include "sim/simulate_model.h"
#include "sim/simulate_views.h"

namespace cs::sim {

class SimulatedRun {
public:
    explicit SimulatedRun(const SimulationOptions& options);

    /// Founds the city, lives through the seed's steps and makes the last comparison.
    SimulationResult run();

    // The parts, for tests that set their own course. After a failure they do nothing.

    bool start();
    /// Lets something go wrong at the n-th operation of the disk from now on (torn_write,
    /// io_error), or once so many more bytes are written (full_disk).
    void arm(Fault fault, std::uint64_t operation);
    std::vector<Envelope> draw_batch(Random& random, std::int64_t size);
    /// Sends a batch until every command of it has an answer, as a patient client does: those with
    /// a key act once. After a torn write the node is crashed, else recovered, in between.
    void insist(std::vector<Envelope> batch, Random& random);
    /// Sends a batch and holds the answers to the model's.
    void send(const std::vector<Envelope>& batch);
    /// Passes all clock points that are due; then none may be left.
    void pass_due_points(Random& random);
    void checkpoint();
    /// The views fold up to so many records of what the journal has got.
    void follow_journal(std::size_t records);
    /// Lifts all faults and brings the node to where it must be sound again; compares.
    void recover();
    /// The power goes now; starts again, compares, and sends what had no answer again.
    void crash(Random& random);
    void restart();
    /// Restarts, verifies every byte and compares for the last time.
    SimulationResult finish();

    SimulatedNode& node() { return node_; }
    const Model& model() const { return model_; }
    const RandomCity& city() const { return city_; }
    bool failed() const { return result_.failure.has_value(); }
    Instant now() const { return now_; }
    void set_now(Instant now) { now_ = now; }
    std::optional<Bytes> seal(const SubmitReport& report);

private:
    struct Doubt {
        std::vector<Envelope> batch;
        Instant now;
    };
    // simulate_run.cpp
    void step(std::uint32_t number);
    void move_clock(Random& random);
    void arm_faults(Random& random);
    void answer_faults(Random& random);
    bool may(Fault fault) const { return (options_.faults & bit(fault)) != 0; }
    void heal();
    void send_again_what_is_in_doubt(Random& random);
    Envelope sealed_anew(Envelope envelope);

    // simulate_check.cpp
    bool open();
    void judge(const std::vector<Envelope>& batch, const std::vector<runtime::Reply>& replies);
    void judge_one(const Envelope& envelope, const runtime::Reply& reply);
    void resolve_doubts(std::uint64_t first_answered);
    void compare_touched();
    void compare_records();
    void compare_state();
    void compare_fold();
    void compare_vault();
    void compare_views();
    void compare_erasures();
    void fail(std::string what);
    void tell(std::string line);

    SimulationOptions options_;
    Random root_;
    RandomCity city_;
    RandomCommands commands_;
    Model model_;
    SimulatedNode node_;
    SimulatedViews views_;
    bool with_views_;
    SimulationResult result_;
    Instant now_;
    std::vector<Doubt> doubts_;
    std::vector<Envelope> unanswered_;  ///< of the doubts that were resolved last
    std::deque<Envelope> sent_;
    std::uint64_t keys_made_ = 0;
    std::uint32_t full_steps_left_ = 0;
    bool loses_power_ = false;
    bool faulty_ = false;       ///< a fault is armed or at work
    bool lacks_answer_ = false; ///< some command of the last batch could not be decided
};

}  // namespace cs::sim
