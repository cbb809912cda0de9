#include "bench/engine_bench.h"

#include <cmath>

#include "base/random.h"
#include "bench/load.h"
#include "runtime/thread_share.h"

namespace cs::bench {

namespace {

// Open loop: commands are sent at drawn instants, whatever became of those before; a late answer
// delays nothing but itself, and waiting to be sent counts.
class OpenLoop {
public:
    OpenLoop(Node& node, runtime::Runtime& runtime, Lives& lives, std::size_t slots)
        : node_(node), runtime_(runtime), lives_(lives), meant_at_(slots) {}

    void run(std::int64_t rate, int seconds) {
        // As a server's threads do, from which commands come.
        runtime::take_share(runtime::ThreadShare::prompt);
        Random random(1);
        times_ns_.reserve(static_cast<std::size_t>(rate * (seconds + 1)));
        auto meant = steady_ns();
        auto end = meant + seconds * second_ns;
        while (meant < end) {
            while (steady_ns() < meant) rest_us(50);
            send(meant);
            // Exponential gaps: arrivals that know nothing of one another.
            double draw = static_cast<double>(random.next() >> 11) * 0x1.0p-53;
            meant +=
                static_cast<std::int64_t>(-std::log1p(-draw) * double(second_ns) / double(rate));
        }
        while (answered_ < sent_) rest_us(1000);
    }
    std::vector<std::int64_t>& times_ns() { return times_ns_; }

private:
    void send(std::int64_t meant) {
        std::uint32_t slot = 0;
        while (!lives_.take_one(slot)) {
            if (!lives_.failure().empty()) return;
            rest_us(50);
        }
        meant_at_[slot] = meant;
        auto command = lives_.next_command(slot, node_.time().now());
        if (!command) return lives_.fail(command.error().text());
        ++sent_;
        runtime_.submit(std::move(*command), [this, slot](runtime::Reply reply) {
            times_ns_.push_back(steady_ns() - meant_at_[slot]);
            lives_.answer(slot, reply);
            ++answered_;
        });
    }

    Node& node_;
    runtime::Runtime& runtime_;
    Lives& lives_;
    std::vector<std::int64_t> meant_at_;
    std::vector<std::int64_t> times_ns_;  ///< grows on the writer thread only
    std::int64_t sent_ = 0;
    std::atomic<std::int64_t> answered_ = 0;
};

}  // namespace

Result<EngineResult> bench_engine(const EngineOptions& options) {
    auto node = TRY(Node::open(options.data, {}));
    auto first_record = node->engine().last_sequence();
    auto runtime = node->start({});
    Lives lives(node->town(), node->vault(), options.slots, first_record + 1);
    EngineResult result;
    result.producers = options.producers;
    result.slots = static_cast<std::int64_t>(options.slots);
    {
        ClosedLoop load(*node, *runtime, lives, options.producers);
        rest_us(1'000'000);  // warm
        auto before = lives.accepted();
        auto began = steady_ns();
        rest_us(options.seconds * 1'000'000LL);
        result.commands = static_cast<std::int64_t>(lives.accepted() - before);
        result.commands_per_second = result.commands * second_ns / (steady_ns() - began);
    }
    while (runtime->waiting() > 0) rest_us(1000);
    runtime->at_rest([&](runtime::Engine& engine) {
        result.records = static_cast<std::int64_t>(engine.last_sequence() - first_record);
    });
    OpenLoop open(*node, *runtime, lives, options.slots);
    result.load_per_second = options.rate > 0 ? options.rate : result.commands_per_second / 2;
    auto began = steady_ns();
    open.run(result.load_per_second, options.seconds);
    result.answered_per_second =
        static_cast<std::int64_t>(open.times_ns().size()) * second_ns / (steady_ns() - began);
    result.median_second_p99_us = median_p99_us(open.times_ns(),
                                                static_cast<std::size_t>(options.seconds));
    result.latency = percentiles_of(open.times_ns());
    runtime.reset();
    if (auto failure = lives.failure(); !failure.empty())
        return fail("the load was refused: " + failure);
    return result;
}

}  // namespace cs::bench
