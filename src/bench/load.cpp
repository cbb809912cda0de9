#include "bench/load.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace cs::bench {

namespace {

constexpr std::size_t slots_a_turn = 64;
constexpr std::size_t cases_a_batch = 1'000;

}  // namespace

void rest_us(std::int64_t us) { std::this_thread::sleep_for(std::chrono::microseconds(us)); }

ClosedLoop::ClosedLoop(Node& node, runtime::Runtime& runtime, Lives& lives, int producers)
    : node_(node), runtime_(runtime), lives_(lives) {
    for (int i = 0; i < producers; ++i) threads_.emplace_back([this] { produce(); });
}

ClosedLoop::~ClosedLoop() { stopping_ = true; }

void ClosedLoop::produce() {
    std::vector<std::uint32_t> taken;
    while (!stopping_) {
        lives_.take(taken, slots_a_turn);
        for (auto slot : taken) {
            auto command = lives_.next_command(slot, node_.time().now());
            if (!command) return lives_.fail(command.error().text());
            runtime_.submit(std::move(*command), [lives = &lives_, slot](runtime::Reply reply) {
                lives->answer(slot, reply);
            });
        }
    }
}

Result<void> store_cases(Node& node, std::uint64_t cases, int up_to_step,
                         const Progress& progress) {
    auto& engine = node.engine();
    std::vector<std::uint32_t> taken;
    std::vector<Envelope> commands;
    for (std::uint64_t done = 0; done < cases;) {
        auto count = std::min<std::uint64_t>(cases_a_batch, cases - done);
        Lives lives(node.town(), node.vault(), count, engine.last_sequence() + 1);
        for (int step = 0; step < up_to_step; ++step) {
            lives.take(taken, count);
            commands.clear();
            for (auto slot : taken)
                commands.push_back(TRY(lives.next_command(slot, node.time().now())));
            auto replies = engine.process(commands, node.time().now());
            for (std::size_t i = 0; i < taken.size(); ++i) lives.answer(taken[i], replies[i]);
            if (auto failure = lives.failure(); !failure.empty())
                return cs::fail("storing cases was refused: " + failure);
        }
        if (engine.checkpoint_is_due()) TRY_VOID(engine.checkpoint());
        done += count;
        if (progress) progress(done, cases);
    }
    return {};
}

std::int64_t resident_bytes() {
    long whole = 0, resident = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld %ld", &whole, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return std::int64_t{resident} * sysconf(_SC_PAGESIZE);
}

std::int64_t file_bytes(const std::string& path) {
    struct stat info{};
    return stat(path.c_str(), &info) == 0 ? std::int64_t{info.st_size} : 0;
}

}  // namespace cs::bench
