#include "evidence/capture.h"

#include <charconv>
#include <vector>

#include "base/utf8.h"

namespace cs::evidence {

namespace {

constexpr std::size_t longest_camera = 100;

// libvips writes a field as "raw (pretty, type, components, size)".
std::string raw_part(const std::string& text) {
    auto end = text.rfind(" (");
    auto open = text.find(" (");
    return text.substr(0, open == std::string::npos ? end : open);
}

std::optional<std::string> words(const ExifField& field, std::string_view name) {
    auto text = field(name);
    if (!text) return {};
    auto out = raw_part(*text);
    out = out.substr(0, out.find_last_not_of(" \0") + 1);
    if (out.empty() || out.size() > longest_camera || utf8::first_invalid(out)) return {};
    for (char c : out)
        if (static_cast<unsigned char>(c) < ' ') return {};
    return out;
}

// "34/1 44/1 4780/100" in millionths; nothing unless each is a fraction with a denominator.
std::vector<std::int64_t> fractions(const ExifField& field, std::string_view name) {
    std::vector<std::int64_t> out;
    auto text = field(name);
    if (!text) return out;
    auto raw = raw_part(*text);
    const char* at = raw.data();
    const char* end = at + raw.size();
    while (at < end) {
        std::uint32_t numerator = 0, denominator = 0;
        auto first = std::from_chars(at, end, numerator);
        if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '/') return {};
        auto second = std::from_chars(first.ptr + 1, end, denominator);
        if (second.ec != std::errc{} || denominator == 0) return {};
        out.push_back(std::int64_t{numerator} * 1'000'000 / denominator);
        at = second.ptr;
        while (at < end && *at == ' ') ++at;
    }
    return out;
}

std::optional<std::int32_t> degrees_e7(const ExifField& field, const std::string& name,
                                       std::string_view negative, std::int64_t limit) {
    auto parts = fractions(field, name);
    auto sign = words(field, name + "Ref");
    constexpr std::int64_t million = 1'000'000;
    if (parts.size() != 3 || !sign || parts[0] > limit * million || parts[1] > 60 * million ||
        parts[2] > 60 * million)
        return {};
    auto degrees = (parts[0] * 3'600 + parts[1] * 60 + parts[2]) * 10 / 3'600;
    if (degrees > limit * 10 * million) return {};
    return static_cast<std::int32_t>(*sign == negative ? -degrees : degrees);
}

std::optional<LonLat> place_of(const ExifField& field) {
    auto lon = degrees_e7(field, "exif-ifd3-GPSLongitude", "W", 180);
    auto lat = degrees_e7(field, "exif-ifd3-GPSLatitude", "S", 90);
    // A telephone without a fix writes zeros.
    if (!lon || !lat || (*lon == 0 && *lat == 0)) return {};
    return LonLat{*lon, *lat};
}

// "2026:03:02 10:11:12" → "2026-03-02T10:11:12".
std::optional<std::string> iso_time(std::optional<std::string> text) {
    if (!text || text->size() != 19) return {};
    (*text)[4] = (*text)[7] = '-';
    (*text)[10] = 'T';
    if (!parse_instant(*text + "Z")) return {};
    return text;
}

std::optional<Instant> satellite_time(const ExifField& field) {
    auto date = words(field, "exif-ifd3-GPSDateStamp");
    auto time = fractions(field, "exif-ifd3-GPSTimeStamp");
    constexpr std::int64_t million = 1'000'000;
    if (!date || date->size() != 10 || time.size() != 3) return {};
    if (time[0] >= 24 * million || time[1] >= 60 * million || time[2] >= 61 * million) return {};
    (*date)[4] = (*date)[7] = '-';
    auto day = parse_instant(*date + "T00:00:00Z");
    if (!day) return {};
    return *day + Duration{time[0] * 3'600 + time[1] * 60 + time[2]};
}

std::optional<Instant> instant_of(const ExifField& field,
                                  const std::optional<std::string>& local_time) {
    auto offset = words(field, "exif-ifd2-OffsetTimeOriginal");
    if (local_time && offset)
        if (auto at = parse_instant(*local_time + *offset)) return *at;
    return satellite_time(field);
}

}  // namespace

Capture read_capture(const ExifField& field) {
    Capture out;
    out.local_time = iso_time(words(field, "exif-ifd2-DateTimeOriginal"));
    if (!out.local_time) out.local_time = iso_time(words(field, "exif-ifd0-DateTime"));
    out.at = instant_of(field, out.local_time);
    out.place = place_of(field);
    auto maker = words(field, "exif-ifd0-Make");
    out.camera = words(field, "exif-ifd0-Model");
    if (maker) out.camera = *maker + (out.camera ? " " + *out.camera : "");
    return out;
}

}  // namespace cs::evidence
