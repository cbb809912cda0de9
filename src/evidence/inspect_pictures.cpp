// JPEG (ITU T.81) and PNG (ISO/IEC 15948), part by part.
#include <algorithm>

#include "evidence/inspect.h"

namespace cs::evidence::detail {

namespace {

constexpr std::size_t window = 64 * 1024;

// A progressive picture has about ten; each one costs whoever decodes it as much as the whole.
constexpr int most_scans = 100;
constexpr int start_of_image = 0xD8;
constexpr int end_of_image = 0xD9;
constexpr int start_of_scan = 0xDA;

bool stands_alone(std::uint64_t marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

// Behind a scan's header: its data runs to the next marker that is none of its own.
Checked<void> skip_scan(Cursor& at, Content& content) {
    for (;;) {
        auto bytes = TRY(content.read(at.at(), window));
        if (bytes.size() < 2) return cut_off("the picture has no end");
        for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
            auto next = static_cast<unsigned char>(bytes[i + 1]);
            bool is_marker = bytes[i] == '\xFF' && next != 0x00 && next != 0xFF;
            if (!is_marker || stands_alone(next)) continue;
            at.skip(i);
            return {};
        }
        at.skip(bytes.size() - 1);
    }
}

// One whole picture, from its first marker to its last.
Checked<void> walk_picture(Cursor& at, Content& content) {
    if (TRY(at.big(2)) != (0xFF00 | start_of_image)) return cut_off("the picture has no beginning");
    int scans = 0;
    for (;;) {
        if (TRY(at.big(1)) != 0xFF) return cut_off("at byte " + std::to_string(at.at() - 1));
        auto marker = TRY(at.big(1));
        while (marker == 0xFF) marker = TRY(at.big(1));
        if (stands_alone(marker)) continue;
        if (marker == end_of_image) break;
        auto length = TRY(at.big(2));
        if (length < 2) return cut_off("at byte " + std::to_string(at.at() - 2));
        at.skip(length - 2);
        if (marker != start_of_scan) continue;
        if (++scans > most_scans) return cut_off("the picture is made of too many scans");
        TRY_VOID(skip_scan(at, content));
    }
    if (scans == 0) return cut_off("there is no picture in it");
    return {};
}

Checked<bool> are_zeros_to_the_end(Cursor at) {
    while (at.left() > 0) {
        auto bytes = TRY(at.take(std::min<std::uint64_t>(at.left(), window)));
        if (bytes.find_first_not_of('\0') != std::string::npos) return false;
    }
    return true;
}

}  // namespace

// A camera may add smaller copies of the same picture, each a JPEG of its own (CIPA DC-007), and
// fill up with zeros.
Checked<void> walk_jpeg(Content& content) {
    constexpr int most_pictures = 8;
    Cursor at(content);
    for (int i = 0; i < most_pictures; ++i) {
        TRY_VOID(walk_picture(at, content));
        if (TRY(are_zeros_to_the_end(at))) return {};
        auto next = TRY(content.read(at.at(), 3));
        if (next != "\xFF\xD8\xFF") break;
    }
    return behind_the_end("picture");
}

Checked<void> walk_png(Content& content) {
    Cursor at(content, 8);
    for (;;) {
        auto length = TRY(at.big(4));
        auto type = TRY(at.take(4));
        at.skip(length + 4);
        if (at.at() > content.size()) return cut_off("the picture has no end");
        if (type == "IEND") break;
    }
    if (at.left() > 0) return behind_the_end("picture");
    return {};
}

}  // namespace cs::evidence::detail
