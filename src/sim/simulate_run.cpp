#include "sim/simulate_run.h"

#include <algorithm>

namespace cs::sim {

namespace {

constexpr std::size_t sent_remembered = 60;

int pages_of(std::uint64_t seed) {
    static constexpr int pages[] = {4, 16, 60, 1000};
    return pages[Random(seed).fork(7).below(4)];
}

}  // namespace

SimulatedRun::SimulatedRun(const SimulationOptions& options)
    : options_(options),
      root_(Random(options.seed).fork(1)),
      city_(random_city(Random(options.seed).fork(2))),
      commands_(city_),
      node_(options.seed, city_.realm, pages_of(options.seed), options.wrap_journal),
      views_(node_),
      with_views_(options.with_views.value_or(options.seed % seeds_per_views == 0)),
      now_(city_.founded_at) {
    result_.seed = options.seed;
    result_.faults = options.faults;
}

std::optional<Bytes> SimulatedRun::seal(const SubmitReport& report) {
    auto sealed = node_.vault().seal(report.subject, told_by(report.subject, report.reported_at),
                                     sealing_context(report.channel, report.reported_at));
    return sealed ? std::optional(std::move(*sealed)) : std::nullopt;
}

// Whoever sends a report again seals it again: the key of the first time may not have survived.
Envelope SimulatedRun::sealed_anew(Envelope envelope) {
    if (auto* report = std::get_if<SubmitReport>(&envelope.command))
        if (counter_of(report->subject) != 0) report->sealed = seal(*report).value_or(Bytes{});
    return envelope;
}

SimulationResult SimulatedRun::run() {
    if (!start()) return finish();
    std::uint32_t steps = options_.steps;
    if (steps == 0) steps = static_cast<std::uint32_t>(root_.fork(2).between(20, 60));
    for (std::uint32_t number = 1; number <= steps && !failed(); ++number) {
        result_.steps = number;
        step(number);
    }
    return finish();
}

bool SimulatedRun::start() {
    if (!open()) return false;
    Random random = root_.fork(4);
    insist(city_.founding, random);
    if (model_.size() != city_.founding.size()) fail("the city was not founded");
    return !failed();
}

void SimulatedRun::step(std::uint32_t number) {
    Random draw = root_.fork(100 + number);
    Random clock = draw.fork(1), work = draw.fork(2), fault = draw.fork(3);
    move_clock(clock);
    tell("step " + std::to_string(number) + ", " + local_text(now_));
    auto batch = draw_batch(work, work.between(1, 14));
    arm_faults(fault);
    if (may(Fault::checkpoint) && fault.percent(8)) checkpoint();
    send(batch);
    if (!failed() && !node_.engine().storage_problem()) pass_due_points(fault);
    if (with_views_ && fault.percent(50)) follow_journal(1 + fault.below(60));
    if (may(Fault::checkpoint) && fault.percent(10)) checkpoint();
    answer_faults(fault);
}

// Mostly minutes go by; now and then days or months, or the clock is set back.
void SimulatedRun::move_clock(Random& random) {
    auto roll = random.below(100);
    auto back = Duration::minutes(random.between(1, 3000));
    auto by = roll < 60   ? Duration::seconds(random.between(0, 3600))
              : roll < 85 ? Duration::minutes(random.between(60, 1000))
              : roll < 96 ? Duration::hours(random.between(10, 200))
              : roll < 97 ? Duration::days(random.between(20, 300))
                          : Duration{};
    now_ = now_ + by;
    if (roll < 97 || !may(Fault::clock_back)) return;
    now_ = now_ - back;
    tell("the clock is set back");
}

std::vector<Envelope> SimulatedRun::draw_batch(Random& random, std::int64_t size) {
    std::vector<Envelope> batch;
    for (; size > 0; --size) {
        if (!sent_.empty() && random.percent(8)) {
            batch.push_back(sealed_anew(sent_[random.below(sent_.size())]));
            continue;
        }
        auto envelope = commands_.draw(random, model_.state(), now_,
                                       [&](const SubmitReport& report) { return seal(report); });
        if (random.percent(60)) envelope.key = "k" + std::to_string(++keys_made_);
        if (random.percent(2) && !sent_.empty()) envelope.key = sent_.front().key;
        if (random.percent(1)) envelope.key = std::string(201, 'k');
        sent_.push_back(envelope);
        if (sent_.size() > sent_remembered) sent_.pop_front();
        batch.push_back(std::move(envelope));
    }
    return batch;
}

void SimulatedRun::arm_faults(Random& random) {
    auto roll = random.below(100);
    auto operation = 1 + random.below(random.percent(50) ? 12 : 80);
    if (full_steps_left_ > 0) return;
    if (roll < 6 && may(Fault::torn_write))
        arm(Fault::torn_write, operation);
    else if (roll >= 6 && roll < 13 && may(Fault::io_error))
        arm(Fault::io_error, operation);
    else if (roll >= 13 && roll < 17 && may(Fault::full_disk))
        arm(Fault::full_disk, operation * 500);
}

void SimulatedRun::arm(Fault fault, std::uint64_t operation) {
    faulty_ = true;
    if (fault == Fault::torn_write) {
        node_.disk().stop_at(operation);
        loses_power_ = true;
        tell("the power will go at operation " + std::to_string(operation));
    } else if (fault == Fault::io_error) {
        node_.disk().fail_at(operation);
        ++result_.io_errors;
        tell("operation " + std::to_string(operation) + " will fail");
    } else if (fault == Fault::full_disk) {
        node_.disk().full_after(node_.disk().bytes_used() + operation);
        full_steps_left_ = static_cast<std::uint32_t>(1 + operation % 3);
        ++result_.full_disks;
        tell("the disk is full after " + std::to_string(operation) + " more bytes");
    }
}

// Whatever befalls the views while something is wrong, they go on from there once it is not.
void SimulatedRun::follow_journal(std::size_t records) {
    if (failed()) return;
    auto followed = views_.follow(records);
    if (followed) return;
    tell("the views say: " + followed.error().text());
    if (!faulty_) fail("the views do not follow on a sound disk: " + followed.error().text());
}

void SimulatedRun::heal() {
    node_.disk().heal();
    faulty_ = false;
}

void SimulatedRun::insist(std::vector<Envelope> batch, Random& random) {
    for (int tries = 0; tries < 5 && !failed(); ++tries) {
        send(batch);
        if (!lacks_answer_) return;
        if (loses_power_)
            crash(random);
        else
            recover();
        for (auto& envelope : batch) envelope = sealed_anew(std::move(envelope));
    }
    fail("a command has no answer on a sound disk");
}

void SimulatedRun::answer_faults(Random& random) {
    if (failed()) return;
    bool goes_out = random.percent(5), ends = random.percent(2);
    if (loses_power_ || (goes_out && may(Fault::crash))) {
        crash(random);
        pass_due_points(random);
        return;
    }
    if (full_steps_left_ > 0 && --full_steps_left_ > 0) return;
    bool struck = node_.disk().has_struck() && node_.engine().storage_problem().has_value();
    heal();
    if (struck || !doubts_.empty()) {
        tell("the disk works again");
        recover();
        send_again_what_is_in_doubt(random);
        pass_due_points(random);
    }
    if (ends && may(Fault::restart)) restart();
}

void SimulatedRun::send_again_what_is_in_doubt(Random& random) {
    std::vector<Envelope> batch;
    for (auto& envelope : unanswered_)
        if (!envelope.key.empty() && random.percent(70)) batch.push_back(sealed_anew(envelope));
    unanswered_.clear();
    if (failed() || batch.empty()) return;
    tell("sending again " + std::to_string(batch.size()) + " commands without an answer");
    send(batch);
}

void SimulatedRun::crash(Random& random) {
    if (failed()) return;
    ++result_.crashes;
    loses_power_ = false;
    full_steps_left_ = 0;
    views_.close();
    node_.crash(random);
    faulty_ = false;
    tell("the power goes; the node starts again");
    if (random.percent(15)) {
        // Again, while it starts.
        node_.disk().stop_at(1 + random.below(60));
        if (auto opened = node_.open(); !opened) tell("starting says: " + opened.error().text());
        node_.crash(random);
        tell("the power goes once more");
    } else if (random.percent(15)) {
        arm(Fault::io_error, 1 + random.below(60));
    }
    if (!open()) return;
    recover();
    send_again_what_is_in_doubt(random);
}

void SimulatedRun::restart() {
    if (failed()) return;
    views_.close();
    node_.close();
    tell("the node ends in good order and starts again");
    if (open()) recover();
}

void SimulatedRun::checkpoint() {
    if (failed()) return;
    bool excused = faulty_ || node_.engine().storage_problem().has_value();
    auto written = node_.engine().checkpoint();
    ++result_.checkpoints;
    tell(written ? "checkpoint" : "checkpoint fails: " + written.error().text());
    if (!written && !excused)
        fail("a checkpoint fails on a sound disk: " + written.error().text());
}

void SimulatedRun::pass_due_points(Random& random) {
    for (int round = 0; round < 2000 && !failed(); ++round) {
        auto limit = 1 + random.below(20);
        auto wanted = model_.due_by(now_);
        auto due = node_.engine().due_commands(now_, limit);
        if (due.size() != std::min<std::size_t>(limit, wanted.size()))
            return fail("of " + std::to_string(wanted.size()) + " due clock points " +
                        std::to_string(due.size()) + " came up, with a limit of " +
                        std::to_string(limit));
        if (due.empty()) return;
        for (std::size_t i = 0; i < due.size(); ++i) {
            auto came = command_json(due[i].command);
            if (came != command_json(wanted[i]))
                return fail("the point " + came + " came before what was due earlier");
        }
        result_.clock_points += due.size();
        send(due);
        if (failed() || node_.engine().storage_problem()) return;
    }
    fail("clock points do not come to an end");
}

}  // namespace cs::sim
