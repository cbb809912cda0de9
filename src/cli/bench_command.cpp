#include "cli/bench_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>

#include "base/json.h"
#include "bench/engine_bench.h"
#include "bench/http_bench.h"
#include "bench/lifecycle_bench.h"
#include "bench/node_benches.h"
#include "bench/peer_http.h"
#include "bench/peer_postgres.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "ingest/city_file.h"
#include "ingest/locate_bench.h"

namespace cs::cli {

namespace {

struct Figure {
    std::string name;
    std::string text;
    std::int64_t number = 0;
};

// By the names that --json has; what is within another is named "latency.p99_us".
template <class T>
void add_figures(std::vector<Figure>& out, const std::string& prefix, const T& result) {
    boost::mp11::mp_for_each<json::detail::Members<T>>([&](auto member) {
        const auto& value = result.*member.pointer;
        using Field = std::remove_cvref_t<decltype(value)>;
        auto name = prefix + member.name;
        if constexpr (json::detail::is_described_struct<Field>) {
            add_figures(out, name + ".", value);
        } else if constexpr (std::is_integral_v<Field> && !std::is_same_v<Field, bool>) {
            auto number = static_cast<std::int64_t>(value);
            out.push_back({name, grouped(number), number});
        } else {
            out.push_back({name, json::text_of(value)});
        }
    });
}

template <class T>
std::vector<Figure> figures_of(const T& result) {
    std::vector<Figure> out;
    add_figures(out, "", result);
    return out;
}

template <class T>
ExitCode show(const Context& context, const T& result) {
    if (context.json) {
        print_line(json::text_of(result));
    } else {
        Table table({{context.say(Text::bench_figure)}, {context.say(Text::bench_value), true}});
        for (const auto& figure : figures_of(result)) table.add({figure.name, figure.text});
        print(table.text(context.out));
    }
    return exit_good;
}

// A bar for the preparation, made when there is something to prepare.
bench::Progress preparation(const Context& context) {
    auto bar = std::make_shared<ProgressBar>(context.say(Text::bench_preparing), 0,
                                             context.language, context.json);
    return [bar](std::uint64_t done, std::uint64_t whole) {
        bar->set_whole(static_cast<std::int64_t>(whole));
        bar->set(static_cast<std::int64_t>(done));
        if (done >= whole) bar->finish();
    };
}

// Never the default directory: benchmarks write a town of their own into what they are given.
std::string given_data(const CLI::App& leaf, const Context& context) {
    return leaf.count("--data") > 0 ? context.data : std::string();
}

struct Lifecycle {
    bench::LifecycleOptions node;
    bench::PeerOptions peer;
    std::string peer_name;
};

void add_lifecycle(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "lifecycle", Text::about_bench_lifecycle,
                          "chengshu bench lifecycle --stored 1000000 --data /var/tmp/million");
    add_data_option(leaf, context);
    auto options = std::make_shared<Lifecycle>();
    leaf.add_option("--stored", options->node.stored, context.say(Text::option_bench_stored));
    leaf.add_option("--seconds", options->node.seconds, context.say(Text::option_bench_seconds))
        ->check(CLI::Range(1, 3600));
    leaf.add_option("--producers", options->node.producers,
                    context.say(Text::option_bench_producers))
        ->check(CLI::Range(1, 64));
    leaf.add_option("--slots", options->node.slots, context.say(Text::option_bench_slots))
        ->check(CLI::Range(1, 100'000));
    allow_only(*leaf.add_option("--peer", options->peer_name,
                                context.say(Text::option_bench_peer)),
               context, {"postgres"});
    leaf.add_option("--connections", options->peer.connections,
                    context.say(Text::option_bench_connections))
        ->check(CLI::Range(1, 90));
    leaf.add_flag("--search", options->peer.search, context.say(Text::option_bench_search));
    leaf.callback([&leaf, &context, options] {
        context.action = [&leaf, &context, options]() -> Result<ExitCode> {
            if (options->peer_name.empty()) {
                options->node.data = given_data(leaf, context);
                options->node.progress = preparation(context);
                return show(context, TRY(bench::bench_lifecycle(options->node)));
            }
            options->peer.stored = options->node.stored;
            options->peer.seconds = options->node.seconds;
            options->peer.sql = CHENGSHU_PEERS_DIR "/peer_postgres";
            options->peer.progress = preparation(context);
            return show(context, TRY(bench::bench_peer_postgres(options->peer)));
        };
    });
}

struct Http {
    bench::HttpOptions node;
    bench::PeerHttpOptions peer;
    std::string peer_name;  ///< empty: where it is installed
};

// How many times as many a second; a longest time is no rate.
std::string ratio(const Figure& ours, const Figure& theirs) {
    if (!ours.name.ends_with("_per_second") || theirs.number == 0) return {};
    auto tenths = (ours.number * 10 + theirs.number / 2) / theirs.number;
    return grouped(tenths / 10) + "." + std::to_string(tenths % 10);
}

void show_beside(const Context& context, const bench::HttpComparison& result) {
    Table table({{context.say(Text::bench_figure)},
                 {"chengshu", true},
                 {"Node + PostgreSQL", true},
                 {context.say(Text::bench_ratio), true},
                 {result.published.system, true}});
    auto peer = result.peer ? figures_of(*result.peer) : std::vector<Figure>();
    for (const auto& ours : figures_of(result.node)) {
        auto theirs = std::ranges::find(peer, ours.name, &Figure::name);
        bool is_lives = ours.name == "lives.lifecycles_per_second";
        table.add({ours.name, ours.text, theirs == peer.end() ? "" : theirs->text,
                   theirs == peer.end() ? "" : ratio(ours, *theirs),
                   is_lives ? result.published.lifecycles_per_second_empty + " → " +
                                  result.published.lifecycles_per_second_million
                            : ""});
    }
    print(table.text(context.out));
    print(context.say(Text::bench_published,
                      {result.published.system, result.published.machine}) + "\n");
    if (result.peer_left_out)
        print(context.say(Text::bench_peer_left_out, {*result.peer_left_out}) + "\n");
}

Result<ExitCode> run_http(const Context& context, Http& options) {
    options.peer.stored = std::min(options.peer.stored, options.node.stored);
    options.peer.open = options.node.open;
    options.peer.seconds = options.node.seconds;
    options.peer.connections = options.node.connections;
    options.peer.sql = CHENGSHU_PEERS_DIR "/peer_postgres";
    options.peer.server = CHENGSHU_PEERS_DIR "/peer_http";
    options.peer.progress = preparation(context);
    auto is_there = bench::peer_http_is_there(options.peer);
    if (options.peer_name == "node") TRY_VOID(is_there);
    bench::HttpComparison result;
    result.published = bench::published_by_digit();
    result.node = TRY(bench::bench_http(options.node));
    if (!is_there)
        result.peer_left_out = is_there.error().text();
    else if (options.peer_name != "none")
        result.peer = TRY(bench::bench_peer_http(options.peer));
    if (context.json)
        print_line(json::text_of(result));
    else
        show_beside(context, result);
    return exit_good;
}

void add_http(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "http", Text::about_bench_http,
                          "chengshu bench http --stored 1000000 --data /var/tmp/million");
    add_data_option(leaf, context);
    auto options = std::make_shared<Http>();
    leaf.add_option("--stored", options->node.stored, context.say(Text::option_bench_stored));
    leaf.add_option("--open", options->node.open,
                    context.say(Text::option_bench_open_least))
        ->check(CLI::Range(0, 1'000'000));
    leaf.add_option("--seconds", options->node.seconds, context.say(Text::option_bench_part))
        ->check(CLI::Range(1, 3600));
    leaf.add_option("--connections", options->node.connections,
                    context.say(Text::option_bench_clients))
        ->check(CLI::Range(1, 1'000));
    leaf.add_option("--streams", options->node.streams, context.say(Text::option_bench_streams))
        ->check(CLI::Range(0, 9'000));
    allow_only(*leaf.add_option("--peer", options->peer_name,
                                context.say(Text::option_bench_peer_http)),
               context, {"node", "none"});
    leaf.add_option("--peer-stored", options->peer.stored,
                    context.say(Text::option_bench_peer_stored));
    leaf.callback([&leaf, &context, options] {
        context.action = [&leaf, &context, options]() -> Result<ExitCode> {
            options->node.data = given_data(leaf, context);
            options->node.progress = preparation(context);
            return run_http(context, *options);
        };
    });
}

void add_engine(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "engine", Text::about_bench_engine,
                          "chengshu bench engine --seconds 20");
    add_data_option(leaf, context);
    auto options = std::make_shared<bench::EngineOptions>();
    leaf.add_option("--seconds", options->seconds, context.say(Text::option_bench_seconds))
        ->check(CLI::Range(1, 3600));
    leaf.add_option("--producers", options->producers, context.say(Text::option_bench_producers))
        ->check(CLI::Range(1, 64));
    leaf.add_option("--slots", options->slots, context.say(Text::option_bench_slots))
        ->check(CLI::Range(1, 100'000));
    leaf.add_option("--rate", options->rate, context.say(Text::option_bench_rate))
        ->check(CLI::Range(1, 10'000'000));
    leaf.callback([&leaf, &context, options] {
        context.action = [&leaf, &context, options]() -> Result<ExitCode> {
            options->data = given_data(leaf, context);
            return show(context, TRY(bench::bench_engine(*options)));
        };
    });
}

void add_memory(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "memory", Text::about_bench_memory,
                          "chengshu bench memory --open 100000");
    add_data_option(leaf, context);
    auto options = std::make_shared<bench::MemoryOptions>();
    leaf.add_option("--open", options->open, context.say(Text::option_bench_open))
        ->check(CLI::Range(1, 10'000'000));
    leaf.callback([&leaf, &context, options] {
        context.action = [&leaf, &context, options]() -> Result<ExitCode> {
            options->data = given_data(leaf, context);
            options->progress = preparation(context);
            return show(context, TRY(bench::bench_memory(*options)));
        };
    });
}

void add_restart(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "restart", Text::about_bench_restart,
                          "chengshu bench restart --stored 1000000");
    add_data_option(leaf, context);
    auto options = std::make_shared<bench::RestartOptions>();
    leaf.add_option("--stored", options->stored, context.say(Text::option_bench_stored));
    leaf.add_option("--tail", options->tail_records, context.say(Text::option_bench_tail));
    leaf.callback([&leaf, &context, options] {
        context.action = [&leaf, &context, options]() -> Result<ExitCode> {
            options->data = given_data(leaf, context);
            options->progress = preparation(context);
            return show(context, TRY(bench::bench_restart(*options)));
        };
    });
}

void add_clocks(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "clocks", Text::about_bench_clocks,
                          "chengshu bench clocks --due 100000");
    auto options = std::make_shared<bench::ClocksOptions>();
    leaf.add_option("--cases", options->cases, context.say(Text::option_bench_cases))
        ->check(CLI::Range(1, 10'000'000));
    leaf.add_option("--due", options->due, context.say(Text::option_bench_due))
        ->check(CLI::Range(1, 1'000'000));
    leaf.callback([&context, options] {
        context.action = [&context, options]() -> Result<ExitCode> {
            options->progress = preparation(context);
            return show(context, TRY(bench::bench_clocks(*options)));
        };
    });
}

struct Locate {
    std::string city;
    std::uint64_t points = 5'000'000;
    std::uint64_t peer_points = 200'000;
};

void add_locate(CLI::App& bench, Context& context) {
    auto& leaf = add_leaf(bench, context, "locate", Text::about_bench_locate,
                          "chengshu bench locate --city DIR/city/FILE");
    auto options = std::make_shared<Locate>();
    leaf.add_option("--city", options->city, context.say(Text::option_bench_city))
        ->required()
        ->type_name("FILE");
    leaf.add_option("--points", options->points, context.say(Text::option_bench_points))
        ->check(CLI::Range(1, 1'000'000'000));
    leaf.add_option("--peer-points", options->peer_points,
                    context.say(Text::option_bench_peer_points))
        ->check(CLI::Range(1, 100'000'000));
    leaf.callback([&context, options] {
        context.action = [&context, options]() -> Result<ExitCode> {
            auto plan = TRY(read_city_file(options->city));
            return show(context, TRY(bench_locate(plan, options->points, options->peer_points)));
        };
    });
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
    auto& bench = add_group(app, context, "bench", Text::about_bench);
    add_lifecycle(bench, context);
    add_http(bench, context);
    add_engine(bench, context);
    add_memory(bench, context);
    add_restart(bench, context);
    add_clocks(bench, context);
    add_locate(bench, context);
}

}  // namespace cs::cli
