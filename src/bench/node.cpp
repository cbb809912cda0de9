#include "bench/node.h"

#include <chrono>

namespace cs::bench {

std::int64_t steady_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

BenchTime::BenchTime(Instant start) : start_(start), began_ns_(steady_ns()) {}

Instant BenchTime::now() {
    return start_ + Duration{(steady_ns() - began_ns_) / 1000 + ahead_us_};
 }

Result<std::unique_ptr<Node>> Node::open(const std::string& path,
                                         runtime::Engine::Options options) {
    auto node = std::unique_ptr<Node>(new Node);
    if (path.empty()) node->temporary_.emplace();
    auto place = path.empty() ? *node->temporary_ / "node" : path;
    node->node_ = TRY(runtime::Node::open(place, town_realm, options));
    auto& engine = node->engine();
    auto founding = found_town(bench_year);
    Instant start = start_of_local_day({bench_year, 3, 2}) + Duration::minutes(8 * 60 + 30);
    if (engine.last_sequence() == 0)
        for (auto& reply : engine.process(founding.commands, start))
            if (!reply)
                return fail("the town cannot be founded: " +
                            std::string(code_name(reply.error().code)) + " " +
                            reply.error().detail);
    node->town_ = std::move(founding.town);
    node->time_.emplace(std::max(start, engine.last_at()));
    return node;
}

std::unique_ptr<runtime::Runtime> Node::start(runtime::Runtime::Options options) {
    return std::make_unique<runtime::Runtime>(node_->release_engine(), *time_, options);
}

}  // namespace cs::bench
