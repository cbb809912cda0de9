#include "evidence/samples.h"

#include <vips/vips.h>
#include <zlib.h>

#include <cstdint>

#include "base/check.h"

namespace cs::evidence::samples {

namespace {

std::string big(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
    return out;
}

std::string little(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
    return out;
}

// Ramps in two directions: no two rows are alike, and little is left when it is compressed.
VipsImage* picture(int width, int height) {
    CHECK(VIPS_INIT("chengshu") == 0);
    VipsImage* ramp = nullptr;
    VipsImage* bytes = nullptr;
    VipsImage* coloured = nullptr;
    CHECK(vips_xyz(&ramp, width, height, nullptr) == 0);
    CHECK(vips_cast(ramp, &bytes, VIPS_FORMAT_UCHAR, "shift", FALSE, nullptr) == 0);
    CHECK(vips_copy(bytes, &coloured, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) == 0);
    VipsImage* bands[] = {coloured, coloured};
    VipsImage* four = nullptr;
    VipsImage* three = nullptr;
    CHECK(vips_bandjoin(bands, &four, 2, nullptr) == 0);
    CHECK(vips_extract_band(four, &three, 0, "n", 3, nullptr) == 0);
    for (auto* image : {ramp, bytes, coloured, four}) g_object_unref(image);
    return three;
}

std::string taken(VipsImage* image, const char* ending) {
    void* data = nullptr;
    std::size_t size = 0;
    CHECK(vips_image_write_to_buffer(image, ending, &data, &size, nullptr) == 0);
    std::string out(static_cast<const char*>(data), size);
    g_free(data);
    g_object_unref(image);
    return out;
}

std::string chunk(const std::string& type, const std::string& data) {
    auto named = type + data;
    auto sum = crc32(0, reinterpret_cast<const Bytef*>(named.data()),
                     static_cast<uInt>(named.size()));
    return big(data.size(), 4) + named + big(sum, 4);
}

std::string box(const std::string& type, const std::string& data) {
    return big(data.size() + 8, 4) + type + data;
}

std::string track(const std::string& handler) {
    auto rest = std::string(12, '\0') + "Handler" + std::string(1, '\0');
    return box("trak", box("tkhd", std::string(84, '\0')) +
                           box("mdia", box("mdhd", std::string(24, '\0')) +
                                           box("hdlr", big(0, 8) + handler + rest)));
}

}  // namespace

std::string jpeg(int width, int height,
                 const std::vector<std::pair<std::string, std::string>>& exif) {
    auto* image = picture(width, height);
    VipsImage* own = nullptr;
    CHECK(vips_copy(image, &own, nullptr) == 0);
    g_object_unref(image);
    for (const auto& [name, value] : exif)
        vips_image_set_string(own, name.c_str(), value.c_str());
    return taken(own, ".jpg");
}

std::string png(int width, int height) { return taken(picture(width, height), ".png"); }
std::string webp(int width, int height) { return taken(picture(width, height), ".webp"); }

std::vector<std::pair<std::string, std::string>> zhengzhou_exif() {
    return {{"exif-ifd0-Make", "Chengshu"},
            {"exif-ifd0-Model", "Test 1"},
            {"exif-ifd2-DateTimeOriginal", "2026:03:02 10:11:12"},
            {"exif-ifd2-OffsetTimeOriginal", "+08:00"},
            {"exif-ifd3-GPSLatitudeRef", "N"},
            {"exif-ifd3-GPSLatitude", "34/1 44/1 4788/100"},
            {"exif-ifd3-GPSLongitudeRef", "E"},
            {"exif-ifd3-GPSLongitude", "113/1 37/1 3000/100"}};
}

std::string png_bomb(int width, int height) {
    auto header = big(static_cast<std::uint64_t>(width), 4) +
                  big(static_cast<std::uint64_t>(height), 4) + std::string("\x08\x02\0\0\0", 5);
    std::string row(static_cast<std::size_t>(width) * 3 + 1, '\0');
    uLongf size = compressBound(static_cast<uLong>(row.size()));
    std::string packed(size, '\0');
    CHECK(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                   reinterpret_cast<const Bytef*>(row.data()), static_cast<uLong>(row.size())) ==
          Z_OK);
    packed.resize(size);
    return "\x89PNG\r\n\x1A\n" + chunk("IHDR", header) + chunk("IDAT", packed) + chunk("IEND", "");
}

std::string wav() {
    std::string sound(1'600, '\x80');
    auto format = little(1, 2) + little(1, 2) + little(8'000, 4) + little(8'000, 4) + little(1, 2) +
                  little(8, 2);
    auto parts = "WAVEfmt " + little(16, 4) + format + "data" + little(sound.size(), 4) + sound;
    return "RIFF" + little(parts.size(), 4) + parts;
}

std::string ogg() {
    auto page = "OggS" + std::string(22, '\0') + "\x01\x40" + std::string(64, 'o');
    return page + page;
}

std::string amr() {
    std::string out = "#!AMR\n";
    for (int i = 0; i < 20; ++i) out += "\x3C" + std::string(31, 'a');
    return out;
}

// Layer III of MPEG 1 with 128 kbit/s at 44.1 kHz: 417 bytes a frame.
std::string mp3() {
    std::string out;
    for (int i = 0; i < 10; ++i) out += "\xFF\xFB\x90\x64" + std::string(413, '\0');
    return out;
}

std::string mp4() {
    return box("ftyp", "isom" + big(512, 4) + "isomavc1") +
           box("moov", box("mvhd", "film") + track("vide") + track("soun")) +
           box("mdat", std::string(200, 'm'));
}

std::string m4a() {
    return box("ftyp", "isom" + big(512, 4) + "isomiso2mp41") + box("mdat", std::string(200, 'm')) +
           box("moov", box("mvhd", "tone") + track("soun"));
}

std::string webm() {
    std::string doctype = "\x42\x82\x84webm";
    return "\x1A\x45\xDF\xA3" + std::string(1, static_cast<char>(0x80 | doctype.size())) + doctype +
           "\x18\x53\x80\x67" + big(0x0100000000000000 | 80, 8) + std::string(80, 's');
}

std::string pdf(const std::string& inside) {
    return "%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + inside +
           ">>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
}

namespace {

std::string deflated(const std::string& text) {
    constexpr int raw = -15, memory_level = 8;
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw, memory_level,
                 Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string zip(const std::vector<std::string>& names) {
    std::vector<std::pair<std::string, std::string>> members;
    for (const auto& name : names) members.emplace_back(name, "<x/>");
    return zip_of(members);
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members,
                   bool is_deflated) {
    std::string files, directory;
    for (const auto& [name, text] : members) {
        auto at = files.size();
        auto stored = is_deflated ? deflated(text) : text;
        auto sum = crc32(0, reinterpret_cast<const Bytef*>(text.data()),
                         static_cast<uInt>(text.size()));
        auto shared = little(20, 2) + little(0, 2) + little(is_deflated ? 8 : 0, 2) +
                      little(0, 4) + little(sum, 4) + little(stored.size(), 4) +
                      little(text.size(), 4) + little(name.size(), 2) + little(0, 2);
        files += "PK\x03\x04" + shared + name + stored;
        directory += "PK\x01\x02" + little(20, 2) + shared + little(0, 2) + little(0, 2) +
                     little(0, 2) + little(0, 4) + little(at, 4) + name;
    }
    return files + directory + "PK\x05\x06" + little(0, 4) + little(members.size(), 2) +
           little(members.size(), 2) + little(directory.size(), 4) + little(files.size(), 4) +
           little(0, 2);
}

std::string docx() { return zip({"[Content_Types].xml", "_rels/.rels", "word/document.xml"}); }

}  // namespace cs::evidence::samples
