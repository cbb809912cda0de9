#include "evidence/media.h"

#include <algorithm>

namespace cs::evidence {

namespace {

struct Row {
    MediaKind kind;
    std::string_view type;
    std::string_view extension;
};

constexpr Row rows[] = {
#define MEDIA(name, kind, type, extension) {MediaKind::kind, type, extension},
#define ALSO(name, type)
#include "evidence/media.def"
#undef MEDIA
#undef ALSO
};

struct Name {
    Media media;
    std::string_view type;
};

constexpr Name names[] = {
#define MEDIA(name, kind, type, extension) {Media::name, type},
#define ALSO(name, type) {Media::name, type},
#include "evidence/media.def"
#undef MEDIA
#undef ALSO
};

const Row& row_of(Media media) { return rows[static_cast<std::size_t>(media)]; }

std::string_view part(std::string_view head, std::size_t from, std::size_t size) {
    return from < head.size() ? head.substr(from, size) : std::string_view{};
}

// ISO/IEC 14496-12: the brand says what a file of boxes holds.
std::optional<Media> media_of_brand(std::string_view brand) {
    if (brand == "M4A " || brand == "M4B ") return Media::m4a;
    if (brand == "qt  ") return Media::quicktime;
    if (brand.starts_with("3gp") || brand.starts_with("3g2")) return Media::mobile;
    for (std::string_view known : {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1",
                                   "M4V ", "dash", "MSNV", "mmp4"})
        if (brand == known) return Media::mp4;
    return {};
}

// Layer III of MPEG 1, 2 or 2.5, with a bit rate and a sample rate that exist.
bool begins_mp3_frame(std::string_view head) {
    if (head.size() < 4) return false;
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(head[i]); };
    return byte(0) == 0xFF && (byte(1) & 0xE6) == 0xE2 && (byte(1) & 0x18) != 0x08 &&
           (byte(2) & 0xF0) != 0xF0 && (byte(2) & 0xF0) != 0 && (byte(2) & 0x0C) != 0x0C;
}

}  // namespace

MediaKind kind_of(Media media) { return row_of(media).kind; }
std::string_view type_of(Media media) { return row_of(media).type; }
std::string_view extension_of(Media media) { return row_of(media).extension; }

std::vector<std::string_view> names_of(Media media) {
    std::vector<std::string_view> out;
    for (const auto& name : names)
        if (name.media == media) out.push_back(name.type);
    return out;
}

std::optional<Media> media_of_type(std::string_view type) {
    auto bare = type.substr(0, type.find(';'));
    bare = bare.substr(0, bare.find_last_not_of(" \t") + 1);
    auto is_same = [&](std::string_view known) {
        return std::ranges::equal(bare, known, [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
        });
    };
    for (const auto& name : names)
        if (is_same(name.type)) return name.media;
    return {};
}

bool is_heif(std::string_view head) {
    auto brand = part(head, 8, 4);
    bool is_picture = brand == "heic" || brand == "heix" || brand == "mif1" || brand == "msf1" ||
                      brand == "hevc" || brand == "avif";
    return part(head, 4, 4) == "ftyp" && is_picture;
}

std::optional<Media> media_of_bytes(std::string_view head) {
    if (head.starts_with("\xFF\xD8\xFF")) return Media::jpeg;
    if (head.starts_with("\x89PNG\r\n\x1A\n")) return Media::png;
    bool is_riff = head.starts_with("RIFF");
    if (is_riff && part(head, 8, 4) == "WEBP") return Media::webp;
    if (is_riff && part(head, 8, 4) == "WAVE") return Media::wav;
    if (head.starts_with("OggS")) return Media::ogg;
    if (head.starts_with("#!AMR\n") || head.starts_with("#!AMR-WB\n")) return Media::amr;
    if (part(head, 4, 4) == "ftyp") return media_of_brand(part(head, 8, 4));
    bool is_ebml = head.starts_with("\x1A\x45\xDF\xA3");
    if (is_ebml && head.find("webm") != std::string_view::npos) return Media::webm;
    if (head.starts_with("%PDF-")) return Media::pdf;
    if (head.starts_with("PK\x03\x04")) return Media::docx;
    if (head.starts_with("ID3") || begins_mp3_frame(head)) return Media::mp3;
    return {};
}

std::uint64_t byte_limit(MediaKind kind) {
    constexpr std::uint64_t mebibyte = 1024 * 1024;
    switch (kind) {
        case MediaKind::photo: return 20 * mebibyte;
        case MediaKind::audio: return 50 * mebibyte;
        case MediaKind::video: return largest_file;
        case MediaKind::document: return 50 * mebibyte;
    }
    return 0;
}

}  // namespace cs::evidence
