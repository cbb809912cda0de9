// The head of a request and its body: the same in one piece and in many; limits hold. The first
// byte says how large the pieces are.
#include "base/check.h"
#include "http/limits.h"
#include "http/parser.h"
#include "target.h"

namespace {

using cs::http::Parser;

constexpr std::size_t body_limit = 1'000;

std::string told(std::string_view input, std::size_t piece) {
    cs::http::Request request;
    Parser parser(request, body_limit);
    std::string waiting;
    auto state = Parser::State::needs_more;
    for (std::size_t at = 0; at < input.size(); at += piece) {
        waiting += input.substr(at, piece);
        std::string_view rest = waiting;
        do state = parser.read(rest);
        while (state == Parser::State::header_read);
        waiting.erase(0, waiting.size() - rest.size());
        if (state != Parser::State::needs_more) break;
    }
    CHECK(request.body.size() <= body_limit);
    CHECK(request.headers.size() <= cs::http::limits::header_count);
    if (state == Parser::State::faulty) {
        CHECK(parser.fault().status >= 400);
        return "refused";
    }
    if (state != Parser::State::complete) return "open";
    std::string out = std::string(parser.target()) + "|" + request.body;
    for (const auto& header : request.headers) out += "|" + header.name + "=" + header.value;
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    auto input = cs::fuzz::text_of(data, size).substr(1);
    auto whole = told(input, input.size());
    auto pieces = told(input, 1 + data[0] % 64);
    // In pieces a header is judged once its end is there: until then it may still be open.
    CHECK(whole == pieces || (whole == "refused" && pieces == "open"));
    return 0;
}
