// A form says the same however it is cut into pieces. The first byte says how large they are.
#include <string>

#include "base/check.h"
#include "http/multipart.h"
#include "target.h"

namespace {

std::string told(std::string_view form, std::size_t piece) {
    std::string out;
    cs::http::FormReader reader(
        "b",
        [&](const cs::http::FormPart& part) {
            out += "[" + part.name + "|" + part.file_name + "|" + part.content_type + "]";
        },
        [&](std::string_view bytes) { out += bytes; });
    for (std::size_t at = 0; at < form.size(); at += piece)
        if (!reader.take(form.substr(at, piece))) return "refused";
    return reader.is_complete() ? out : "open";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    auto text = cs::fuzz::text_of(data, size);
    cs::http::form_boundary(text);
    auto form = text.substr(1);
    CHECK(told(form, 1 + data[0] % 64) == told(form, 1));
    return 0;
}
