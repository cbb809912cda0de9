#include "bench/http_lives.h"

#include <poll.h>

#include <charconv>

#include "base/json.h"
#include "base/random.h"
#include "evidence/samples.h"
#include "http/api_answers.h"

namespace cs::bench {

namespace {

constexpr std::size_t different_texts = 512;
constexpr int patience_ms = 10;

Hash256 photo_hash() {
    static const auto hash = sha256(photo_of_repair());
    return hash;
}

std::string report_text(std::uint64_t number, DivisionCode division) {
    auto text = message_text(number);
    http::NewReport report;
    report.title = text.title;
    report.text = text.text;
    report.contact = text.contact;
    report.at = LonLat{1'136'000'000 + static_cast<std::int32_t>(number % 1'000'000),
                       347'000'000 + static_cast<std::int32_t>(number % 900'000)};
    report.division = division;
    return json::text_of(report);
}

// What follows the report; what the path says is not said again.
std::string body_of(int step, const std::string& matter) {
    switch (step) {
        case 1: return R"({"matter":")" + matter + R"(","condition":0,"dispatch":{}})";
        case 2: return "{}";
        case 3:
            return R"({"claim":"solved","text":"已安排人员到现场处理，路面已修复，积水已排净。",)"
                   R"("evidence":[")" +
                   hex_text(photo_hash()) + R"("]})";
        case 4: return R"({"pass":true,"remark":"现场核查属实"})";
        case 5:
            return R"({"contacted":true,"solved":"yes","satisfied":"yes",)"
                   R"("remark":"市民表示满意"})";
        default: return R"({"closing":"solved","reason":"","basis":""})";
    }
}

std::string path_of(int step, const std::string& report, const std::string& case_id) {
    auto of_case = "/api/v1/cases/" + case_id;
    switch (step) {
        case 0: return "/api/v1/reports";
        case 1: return "/api/v1/reports/" + report + "/file";
        case 2: return of_case + "/orders/1/sign";
        case 3: return of_case + "/orders/1/outcome";
        case 4: return of_case + "/verify";
        case 5: return of_case + "/callback";
        case 6: return of_case + "/close";
        default: return of_case;
    }
}

}  // namespace

const std::string& photo_of_repair() {
    static const auto photo = evidence::samples::jpeg(320, 240);
    return photo;
}

HttpLives::HttpLives(const Town& town, const Tokens& tokens, const HttpLivesOptions& options)
    : town_(town), tokens_(tokens), options_(options), next_number_(options.first_number) {
    for (std::size_t i = 0; i < different_texts; ++i)
        texts_.push_back(report_text(i, town.streets[i % town.streets.size()].division));
}

Result<void> HttpLives::open() {
    for (int i = 0; i < options_.connections; ++i) {
        lanes_.push_back(Lane{TRY(HttpConnection::open(options_.port)), 0, 0, 0, {}, {}, {}, 0});
        idle_.push_back(lanes_.size() - 1);
    }
    return {};
}

std::string HttpLives::request_of(const Lane& lane) const {
    bool is_officers = lane.step == 2 || lane.step == 3;
    const auto& token = is_officers      ? tokens_.officers[lane.street]
                        : lane.step == 4 ? tokens_.verifier
                                         : tokens_.agent;
    auto path = path_of(lane.step, lane.report, lane.case_id);
    auto head = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n";
    if (lane.step == steps_of_life)
        return "GET " + path + head + "Chengshu-After: " + lane.sequence + "\r\n\r\n";
    const auto& matter = town_.matters[lane.number % town_.matters.size()];
    auto body = lane.step == 0 ? texts_[lane.number % texts_.size()] : body_of(lane.step, matter);
    return "POST " + path + head + "Content-Type: application/json\r\nIdempotency-Key: h" +
           std::to_string(lane.number) + "." + std::to_string(lane.step) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Result<void> HttpLives::send(Lane& lane) {
    auto request = request_of(lane);
    lane.sent_ns = steady_ns();
    return lane.connection.send(request);
}

Result<void> HttpLives::begin(std::size_t index) {
    auto& lane = lanes_[index];
    lane.number = next_number_++;
    lane.step = 0;
    lane.street = static_cast<std::uint32_t>(lane.number % texts_.size() % town_.streets.size());
    ++begun_;
    return send(lane);
}

Result<void> HttpLives::begin_due(std::int64_t now_ns) {
    while (!idle_.empty() && now_ns < ends_ns_) {
        auto due = began_ns_ + (options_.rate > 0 ? begun_ * second_ns / options_.rate : 0);
        if (due > now_ns) return {};
        auto lane = idle_.back();
        idle_.pop_back();
        TRY_VOID(begin(lane));
    }
    return {};
}

Result<void> HttpLives::advance(Lane& lane, const HttpConnection::Answer& answer) {
    if (answer.status >= 300)
        return fail("call " + std::to_string(lane.step) + " of a life was answered " +
                    std::to_string(answer.status) + ": " + std::string(answer.body));
    if (lane.step == 0) lane.report = text_member(answer.body, "report");
    if (lane.step == 1) lane.case_id = text_member(answer.body, "case_id");
    if (lane.step < steps_of_life) {
        lane.sequence = header_in(answer.head, "Chengshu-Sequence");
        std::uint64_t sequence = 0;
        std::from_chars(lane.sequence.data(), lane.sequence.data() + lane.sequence.size(),
                        sequence);
        if (on_answer) on_answer(sequence, steady_ns());
    } else if (text_member(answer.body, "phase") != "closed") {
        return fail("a case that was closed is not shown closed: " + std::string(answer.body));
    }
    ++lane.step;
    return {};
}

Result<void> HttpLives::take(std::size_t index) {
    auto& lane = lanes_[index];
    auto answer = TRY(lane.connection.receive());
    if (!answer) return {};
    auto now = steady_ns();
    times_ns_.push_back(now - lane.sent_ns);
    ++calls_;
    TRY_VOID(advance(lane, *answer));
    if (lane.step < calls_of_life) return send(lane);
    if (now < ends_ns_) ++ended_;
    idle_.push_back(index);
    return {};
}

Result<HttpLivesResult> HttpLives::run(int seconds) {
    if (lanes_.empty()) TRY_VOID(open());
    std::vector<pollfd> waited;
    for (const auto& lane : lanes_) waited.push_back({lane.connection.descriptor(), POLLIN, 0});
    begun_ = ended_ = calls_ = 0;
    times_ns_.clear();
    began_ns_ = steady_ns();
    ends_ns_ = began_ns_ + seconds * second_ns;
    while (idle_.size() < lanes_.size() || steady_ns() < ends_ns_) {
        TRY_VOID(begin_due(steady_ns()));
        ::poll(waited.data(), waited.size(), options_.rate > 0 ? 1 : patience_ms);
        for (std::size_t i = 0; i < waited.size(); ++i)
            if (waited[i].revents != 0) TRY_VOID(take(i));
    }
    HttpLivesResult result;
    result.lifecycles = ended_;
    result.lifecycles_per_second = ended_ / seconds;
    result.calls_per_second = calls_ * second_ns / (steady_ns() - began_ns_);
    result.call_latency = percentiles_of(times_ns_);
    return result;
}

}  // namespace cs::bench
