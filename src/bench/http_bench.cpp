#include "bench/http_bench.h"

#include "bench/stream_watch.h"

namespace cs::bench {

namespace {

constexpr std::int64_t lives_beside_streams = 500;  // a second
constexpr int search_connections = 4;
constexpr int map_connections = 4;
constexpr std::int64_t kib = 1'024, mib = 1'024 * kib;

std::string in_lua(std::string_view text) {
    std::string out;
    for (unsigned char c : text) {
        char escaped[5];
        std::snprintf(escaped, sizeof escaped, "%%%02X", c);
        out += escaped;
    }
    return '"' + out + '"';
}

Result<StreamsResult> bench_streams(const ServedNode& node, const HttpOptions& options,
                                    std::uint64_t first_number) {
    StreamsResult result;
    auto before = resident_bytes();
    auto watch = TRY(StreamWatch::open(node.port(), node.tokens(), options.streams));
    HttpLives lives(node.town(), node.tokens(),
                    {node.port(), options.connections, first_number, lives_beside_streams});
    lives.on_answer = [&watch](std::uint64_t sequence, std::int64_t at_ns) {
        watch->note_answer(sequence, at_ns);
    };
    watch->start();
    auto lived = TRY(lives.run(options.seconds));
    result.resident_kib = (resident_bytes() - before) / kib;
    TRY_VOID(watch->stop());
    result.streams = options.streams;
    result.lifecycles_per_second = lived.lifecycles_per_second;
    result.delivered_mib = watch->bytes() / mib;
    result.event_delay = watch->delays();
    result.call_latency = lived.call_latency;
    return result;
}

// Where the town's reports come from.
constexpr const char* tile_script = R"(
    local zoom = math.random(9, 15)
    local tiles = 2 ^ zoom
    local lat = math.rad(34.7 + 0.09 * math.random())
    local x = (113.6 + 0.1 * math.random() + 180) / 360
    local y = (1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2
    return wrk.format('GET', string.format('/api/v1/tiles/cases/%d/%d/%d.mvt', zoom,
                                           math.floor(x * tiles), math.floor(y * tiles))))";

}  // namespace

std::string case_script(std::uint64_t cases) {
    return "return wrk.format('GET', '/api/v1/cases/410100000-' .. math.random(1, " +
           std::to_string(cases) + "))";
}

// The town's units 3 to 182 are its streets' offices.
std::string inbox_script() {
    return "return wrk.format('GET', '/api/v1/units/410100000-' .. math.random(3, 182) .. "
           "'/inbox?limit=20')";
}

std::string search_script() {
    std::string words;
    for (const char* word :
         {"路灯有三盏不亮", "井盖松动", "夜间施工 消防通道", "自来水发黄 垃圾堆放",
          "公交站台 供暖温度 树枝", "上下学", "地铁", "漏雨"})
        words += (words.empty() ? "" : ", ") + in_lua(word);
    return "local words = {" + words +
           "}\nreturn wrk.format('GET', '/api/v1/search?limit=20&q='"
           " .. words[math.random(1, #words)])";
}

Result<HttpResult> bench_http(const HttpOptions& options) {
    auto node =
        TRY(ServedNode::start(options.data, {options.stored, options.open}, options.progress));
    auto url = "http://127.0.0.1:" + std::to_string(node->port());
    auto ask = [&](const std::string& script, int connections, std::optional<int> seconds = {}) {
        return run_wrk({url, script, node->tokens().agent, connections,
                        seconds.value_or(options.seconds)});
    };
    HttpResult result;
    result.stored = static_cast<std::int64_t>(node->cases());
    result.open = static_cast<std::int64_t>(node->open_cases());
    constexpr int readers = 32;
    result.case_by_id = TRY(ask(case_script(node->cases()), readers));
    result.inbox = TRY(ask(inbox_script(), readers));
    result.search = TRY(ask(search_script(), search_connections));
    TRY(ask(tile_script, map_connections, 1));  // warm
    result.tiles = TRY(ask(tile_script, map_connections));
    auto number = node->next_number();
    {
        HttpLives lives(node->town(), node->tokens(), {node->port(), options.connections, number});
        TRY(lives.run(1));  // warm
        result.lives = TRY(lives.run(options.seconds));
    }
    constexpr std::uint64_t lives_apart = 10'000'000;
    result.streams = TRY(bench_streams(*node, options, number + lives_apart));
    return result;
}

}  // namespace cs::bench
