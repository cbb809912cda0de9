#include "bench/node_benches.h"

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/check.h"
#include "base/random.h"
#include "calendar/due_queue.h"

/// jemalloc's, where the program is linked with it.
extern "C" int mallctl(const char* name, void* old, std::size_t* old_size, void* value,
                       std::size_t size) __attribute__((weak));

namespace cs::bench {

namespace {

constexpr std::int64_t mib = 1 << 20;
constexpr std::int64_t ms_ns = 1'000'000;
constexpr int up_to_signed = 3, up_to_dispatched = 2;
constexpr int next_asked = 1'000'000;

// What the program has allocated and not freed, whichever allocator it is linked with.
std::int64_t allocated_bytes() {
    if (mallctl == nullptr) return static_cast<std::int64_t>(mallinfo2().uordblks);
    std::uint64_t epoch = 1;
    std::size_t allocated = 0, size = sizeof allocated;
    mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch);  // takes the counts anew
    mallctl("stats.allocated", &allocated, &size, nullptr, 0);
    return static_cast<std::int64_t>(allocated);
}

std::int64_t cases_of(Node& node) {
    return static_cast<std::int64_t>(node.engine().state().cases.last_case);
}

Result<void> fill_up(Node& node, std::uint64_t stored, const Progress& progress) {
    auto have = node.engine().state().cases.last_case;
    if (have < stored)
        TRY_VOID(store_cases(node, stored - have, steps_of_life, progress));
    return node.engine().checkpoint();
}

// In a process of its own: work without a checkpoint, then die without a word.
[[noreturn]] void work_and_die(const std::string& data, std::uint64_t tail_records) {
    runtime::Engine::Options options;
    options.records_per_checkpoint = UINT64_MAX / 2;
    auto node = Node::open(data, options);
    if (!node) _exit(1);
    auto last = (*node)->engine().last_sequence();
    while ((*node)->engine().last_sequence() - last < tail_records)
        if (!store_cases(**node, 1'000, steps_of_life, {})) _exit(1);
    kill(getpid(), SIGKILL);
    _exit(1);
}

Result<std::int64_t> timed_open_ms(const std::string& data, std::uint64_t* tail) {
    auto began = steady_ns();
    auto node = TRY(Node::open(data, {}));
    auto took = (steady_ns() - began) / ms_ns;
    if (tail != nullptr) *tail = node->engine().records_since_checkpoint();
    return took;
}

void bench_queue(const ClocksOptions& options, ClocksResult& result) {
    Random random(1);
    std::uint64_t clocks = 1'000'000;
    calendar::DueQueue queue;
    Instant due{1'000'000'000};
    for (std::uint64_t i = 0; i < clocks; ++i)
        queue.set({make_id<CaseId>(town_realm, i / 4 + 1), static_cast<std::uint16_t>(i % 4)},
                  i < options.due ? due
                                  : due + Duration::seconds(random.between(1, 10'000'000)));
    result.queue_clocks = static_cast<std::int64_t>(queue.size());
    auto began = steady_ns();
    std::int64_t sum = 0;
    for (int i = 0; i < next_asked; ++i) sum += queue.next()->due.us & 1;
    result.queue_next_ns = (steady_ns() - began) / next_asked;
    CHECK(sum >= 0);
    began = steady_ns();
    while (queue.pop_due(due)) {
    }
    result.queue_due_ms = (steady_ns() - began) / ms_ns;
}

}  // namespace

Result<MemoryResult> bench_memory(const MemoryOptions& options) {
    auto node = TRY(Node::open(options.data, {}));
    MemoryResult result;
    result.stored = cases_of(*node);
    // The first thousands fill caches that every node has, however few its cases.
    TRY_VOID(store_cases(*node, 20'000, steps_of_life, {}));
    TRY_VOID(node->engine().checkpoint());
    auto clocks = node->engine().state().cases.due.size();
    auto before = allocated_bytes();
    TRY_VOID(store_cases(*node, options.open, up_to_signed, options.progress));
    TRY_VOID(node->engine().checkpoint());
    auto grown = allocated_bytes() - before;
    result.open_cases = static_cast<std::int64_t>(options.open);
    result.live_clocks =
        static_cast<std::int64_t>(node->engine().state().cases.due.size() - clocks);
    result.bytes_per_case = grown / std::max<std::int64_t>(result.open_cases, 1);
    result.resident_mib = resident_bytes() / mib;
    return result;
}

Result<RestartResult> bench_restart(const RestartOptions& options) {
    std::optional<journal::TemporaryDirectory> temporary;
    if (options.data.empty()) temporary.emplace();
    auto data = options.data.empty() ? *temporary / "node" : options.data;
    RestartResult result;
    {
        auto node = TRY(Node::open(data, {}));
        TRY_VOID(fill_up(*node, options.stored, options.progress));
        result.stored = cases_of(*node);
    }
    result.clean_ms = TRY(timed_open_ms(data, nullptr));
    auto child = fork();
    if (child < 0) return fail("a second process cannot be started");
    if (child == 0) work_and_die(data, options.tail_records);
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status))
        return fail("the process that was to be killed ended by itself", data);
    std::uint64_t tail = 0;
    result.killed_ms = TRY(timed_open_ms(data, &tail));
    result.tail_records = static_cast<std::int64_t>(tail);
    return result;
}

Result<ClocksResult> bench_clocks(const ClocksOptions& options) {
    ClocksResult result;
    bench_queue(options, result);
    auto node = TRY(Node::open({}, {}));
    auto others = options.cases > options.due ? options.cases - options.due : 0;
    // The cases that fall due come first; the others half a minute later on the node's time.
    TRY_VOID(store_cases(*node, options.due, up_to_dispatched, options.progress));
    auto last_due = node->time().now() + Duration::minutes(15);
    node->time().advance(Duration::seconds(30));
    TRY_VOID(store_cases(*node, others, up_to_dispatched, options.progress));
    TRY_VOID(node->engine().checkpoint());
    result.node_clocks = static_cast<std::int64_t>(node->engine().state().cases.due.size());
    auto records = node->engine().last_sequence();
    auto runtime = node->start({});
    runtime->at_rest([&](runtime::Engine& engine) {
        auto began = steady_ns();
        for (int i = 0; i < next_asked; ++i) static_cast<void>(engine.next_due());
        result.node_next_ns = (steady_ns() - began) / next_asked;
        node->time().advance(last_due - node->time().now());
    });
    auto began = steady_ns();
    for (std::uint64_t passed = 0; passed < options.due; rest_us(10'000))
        runtime->at_rest([&](runtime::Engine& engine) {
            passed = engine.last_sequence() - records;
            result.due = static_cast<std::int64_t>(passed);
        });
    result.node_due_ms = (steady_ns() - began) / ms_ns;
    return result;
}

}  // namespace cs::bench
