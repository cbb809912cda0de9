// Targets of requests: what is read is UTF-8 and holds no control character; values may have lines.
#include "base/check.h"
#include "base/utf8.h"
#include "http/target.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto text = cs::fuzz::text_of(data, size);
    cs::http::Request request;
    if (!cs::http::read_target(text, request)) return 0;
    auto is_clean = [](std::string_view value) {
        for (unsigned char c : value)
            if (c < ' ' && c != '\t' && c != '\r' && c != '\n') return false;
        return !cs::utf8::first_invalid(value);
    };
    for (const auto& pair : request.query) CHECK(is_clean(pair.name) && is_clean(pair.value));
    auto segments = cs::http::path_segments(request.path);
    if (!segments) return 0;
    for (const auto& segment : *segments)
        CHECK(is_clean(segment) && segment != "." && segment != ".." &&
              segment.find_first_of("\t\r\n") == std::string::npos);
    return 0;
}
