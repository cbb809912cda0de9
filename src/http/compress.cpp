#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>

#include "base/check.h"
#include "http/preferences.h"

namespace cs::http {

namespace {

// Levels for what is made anew for every request: the fast half of each scale.
constexpr int gzip_level = 4;
constexpr int brotli_quality = 4;
constexpr int gzip_window = 15 + 16;  // with gzip's header and not zlib's

std::string gzipped(std::string_view body) {
    z_stream stream{};
    CHECK(deflateInit2(&stream, gzip_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
    std::string out(deflateBound(&stream, body.size()), '\0');
    std::string input(body);
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string brotlied(std::string_view body) {
    std::size_t size = BrotliEncoderMaxCompressedSize(body.size());
    std::string out(size, '\0');
    CHECK(BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                                body.size(), reinterpret_cast<const std::uint8_t*>(body.data()),
                                &size, reinterpret_cast<std::uint8_t*>(out.data())));
    out.resize(size);
    return out;
}

}  // namespace

std::string_view coding_name(Coding coding) {
    switch (coding) {
        case Coding::identity: return "identity";
        case Coding::gzip: return "gzip";
        case Coding::brotli: return "br";
    }
    return "identity";
}

Coding preferred_coding(std::string_view accept_encoding) {
    int gzip = -1, brotli = -1, any = 0;
    while (auto next = next_preference(accept_encoding)) {
        auto is = [&](std::string_view coding) { return is_same_word(next->word, coding); };
        if (is("gzip") || is("x-gzip")) gzip = next->quality;
        if (is("br")) brotli = next->quality;
        if (is("*")) any = next->quality;
    }
    if (gzip < 0) gzip = any;
    if (brotli < 0) brotli = any;
    if (brotli > 0 && brotli >= gzip) return Coding::brotli;
    return gzip > 0 ? Coding::gzip : Coding::identity;
}

bool is_compressible(std::string_view content_type) {
    auto type = content_type.substr(0, content_type.find(';'));
    if (type == "text/event-stream") return false;
    if (type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml")) return true;
    constexpr std::string_view known[] = {"application/json", "application/xml",
                                          "application/javascript",
                                          "application/vnd.mapbox-vector-tile"};
    return std::ranges::find(known, type) != std::end(known);
}

std::string compressed(std::string_view body, Coding coding) {
    CHECK(coding != Coding::identity);
    return coding == Coding::gzip ? gzipped(body) : brotlied(body);
}

}  // namespace cs::http
