#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace cs::http {

namespace {

// Levels for what is made anew for every request: the fast half of each scale.
constexpr int gzip_level = 4;
constexpr int brotli_quality = 4;
constexpr int gzip_window = 15 + 16;  // with gzip's header and not zlib's

std::string_view trimmed(std::string_view text) {
    auto from = text.find_first_not_of(" \t");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// "0.5" in thousandths; what cannot be read counts as refused.
int quality_of(std::string_view parameters) {
    auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1'000;
    auto text = trimmed(parameters.substr(at + 2));
    if (text.starts_with('1')) return 1'000;
    if (!text.starts_with("0.")) return 0;
    std::string digits(text.substr(2, 3));
    digits.resize(3, '0');
    int value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + 3, value);
    return error == std::errc() && end == digits.data() + 3 ? value : 0;
}

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
    while (!accept_encoding.empty()) {
        auto end = std::min(accept_encoding.find(','), accept_encoding.size());
        auto piece = accept_encoding.substr(0, end);
        accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
        auto semicolon = std::min(piece.find(';'), piece.size());
        auto name = trimmed(piece.substr(0, semicolon));
        int quality = quality_of(piece.substr(semicolon));
        if (name == "gzip" || name == "x-gzip") gzip = quality;
        if (name == "br") brotli = quality;
        if (name == "*") any = quality;
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
