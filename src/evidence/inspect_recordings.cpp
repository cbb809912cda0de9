// Sound and film, part by part: RIFF, Ogg (RFC 3533), AMR (RFC 4867), MPEG audio, boxes of ISO/IEC
// 14496-12, WebM's EBML (RFC 8794).
#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <vector>

#include "evidence/inspect.h"

namespace cs::evidence::detail {

Checked<void> walk_riff(Content& content) {
    Cursor at(content, 4);
    auto whole = TRY(at.little(4)) + 8;
    if (whole > content.size()) return cut_off("the file says that it is longer");
    at.skip(4);
    while (at.at() + 8 <= whole) {
        at.skip(4);
        auto length = TRY(at.little(4));
        at.skip(length + (length & 1));
    }
    if (at.at() > whole + 1) return cut_off("a part is longer than the file");
    if (content.size() > whole + 1) return behind_the_end("recording or picture");
    return {};
}

Checked<void> walk_ogg(Content& content) {
    Cursor at(content);
    while (at.left() > 0) {
        if (TRY(at.take(4)) != "OggS") return behind_the_end("recording");
        at.skip(22);
        auto segments = TRY(at.big(1));
        auto table = TRY(at.take(segments));
        for (char length : table) at.skip(static_cast<unsigned char>(length));
    }
    if (at.at() > content.size()) return cut_off("the last page");
    return {};
}

Checked<void> walk_amr(Content& content) {
    constexpr std::array<int, 16> narrow{12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0};
    constexpr std::array<int, 16> wide{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0};
    auto head = TRY(content.read(0, 9));
    bool is_wide = head.starts_with("#!AMR-WB\n");
    const auto& sizes = is_wide ? wide : narrow;
    Cursor at(content, is_wide ? 9 : 6);
    while (at.left() > 0) {
        auto frame = TRY(at.big(1));
        if ((frame & 0x83) != 0) return behind_the_end("recording");
        at.skip(static_cast<std::uint64_t>(sizes[frame >> 3 & 15]));
    }
    if (at.at() > content.size()) return cut_off("the last frame");
    return {};
}

namespace {

// Bytes of a layer III frame by its header; 0 where it is none.
std::uint64_t mp3_frame_bytes(std::uint64_t header) {
    constexpr std::array<int, 16> first_rates{0,   32,  40,  48,  56,  64,  80,  96,
                                              112, 128, 160, 192, 224, 256, 320, 0};
    constexpr std::array<int, 16> second_rates{0,  8,  16, 24,  32,  40,  48,  56,
                                               64, 80, 96, 112, 128, 144, 160, 0};
    constexpr std::array<int, 4> sample_rates{44'100, 48'000, 32'000, 0};
    auto version = header >> 19 & 3;
    bool is_layer_3 = header >> 21 == 0x7FF && version != 1 && (header >> 17 & 3) == 1;
    bool is_first = version == 3;
    int kilobits = (is_first ? first_rates : second_rates)[header >> 12 & 15];
    int samples = sample_rates[header >> 10 & 3] >> (is_first ? 0 : version == 2 ? 1 : 2);
    if (!is_layer_3 || kilobits == 0 || samples == 0) return 0;
    int padding = static_cast<int>(header >> 9 & 1);
    return static_cast<std::uint64_t>((is_first ? 144 : 72) * kilobits * 1'000 / samples + padding);
}

Checked<void> skip_id3(Cursor& at) {
    if (at.left() < 10) return cut_off("the recording");
    auto start = at.at();
    if (TRY(at.take(3)) != "ID3") {
        at.go(start);
        return {};
    }
    at.skip(3);
    auto size = TRY(at.big(4));
    at.skip((size >> 24 & 127) << 21 | (size >> 16 & 127) << 14 | (size >> 8 & 127) << 7 |
            (size & 127));
    return {};
}

}  // namespace

Checked<void> walk_mp3(Content& content) {
    constexpr std::uint64_t old_tag_bytes = 128;
    Cursor at(content);
    TRY_VOID(skip_id3(at));
    std::uint64_t frames = 0;
    while (at.left() >= 4) {
        auto start = at.at();
        auto bytes = mp3_frame_bytes(TRY(at.big(4)));
        if (bytes == 0) {
            at.go(start);
            break;
        }
        at.go(start + bytes);
        ++frames;
    }
    if (frames < 2) return cut_off("there is no recording in it");
    bool is_tag = at.left() == old_tag_bytes && TRY(content.read(at.at(), 3)) == "TAG";
    if (at.left() > 0 && !is_tag) return behind_the_end("recording");
    return {};
}

namespace {

struct Box {
    std::string type;
    std::uint64_t start = 0;
    std::uint64_t inside = 0;  ///< where what it holds begins
    std::uint64_t length = 0;

    std::uint64_t end() const { return start + length; }
    bool is_one() const {
        bool is_name = std::ranges::all_of(type, [](char c) { return c >= ' ' && c <= '~'; });
        return is_name && length >= inside - start;
    }
};

Checked<Box> box_at(Content& content, std::uint64_t start, std::uint64_t end) {
    Cursor at(content, start);
    auto length = TRY(at.big(4));
    auto type = TRY(at.take(4));
    if (length == 1) length = TRY(at.big(8));
    if (length == 0) length = end - start;
    return Box{std::move(type), start, at.at(), length};
}

// Of a film no more boxes are looked at for its tracks.
constexpr int most_boxes = 1'000;

/// What the tracks of a film are: "soun", "vide"; "" where that cannot be read.
struct Tracks {
    std::vector<std::string> handlers;
    int boxes = 0;

    bool are_sound() const {
        auto goes_with_sound = [](const std::string& handler) {
            return handler == "soun" || handler == "text" || handler == "meta";
        };
        return std::ranges::find(handlers, "soun") != handlers.end() &&
               std::ranges::all_of(handlers, goes_with_sound);
    }
};

// `way`: the boxes that lead from here to a track's handler.
Checked<void> add_tracks(Content& content, const Box& parent,
                         std::span<const std::string_view> way, Tracks& out) {
    for (auto start = parent.inside; start + 8 <= parent.end();) {
        auto box = TRY(box_at(content, start, parent.end()));
        bool is_within = box.is_one() && box.length <= parent.end() - start;
        if (!is_within || ++out.boxes > most_boxes) {
            out.handlers.emplace_back();
            return {};
        }
        start = box.end();
        if (box.type != way.front()) continue;
        // Version, flags and a number that is not used come before it.
        if (way.size() == 1)
            out.handlers.push_back(TRY(content.read(box.inside + 8, 4)));
        else
            TRY_VOID(add_tracks(content, box, way.subspan(1), out));
    }
    return {};
}

}  // namespace

Checked<bool> walk_boxes(Content& content) {
    constexpr std::string_view way_to_handler[] = {"trak", "mdia", "hdlr"};
    std::optional<Tracks> tracks;
    for (std::uint64_t start = 0; start < content.size();) {
        auto box = TRY(box_at(content, start, content.size()));
        // A second beginning is a second film.
        bool is_another = box.type == "ftyp" && start > 0;
        if (!box.is_one() || is_another) return behind_the_end("recording");
        if (box.length > content.size() - start) return cut_off("the box " + box.type);
        if (box.type == "moov") {
            if (!tracks) tracks.emplace();
            TRY_VOID(add_tracks(content, box, way_to_handler, *tracks));
        }
        start = box.end();
    }
    if (!tracks) return cut_off("there is no recording in it");
    return tracks->are_sound();
}

namespace {

// A number whose first byte says how many bytes it has; all ones stand for an unknown length.
struct Vint {
    std::uint64_t value = 0;
    bool is_unknown = false;
};

Checked<Vint> take_vint(Cursor& at, bool keeps_mark) {
    auto first = TRY(at.big(1));
    if (first == 0) return cut_off("at byte " + std::to_string(at.at() - 1));
    auto more = static_cast<std::size_t>(std::countl_zero(static_cast<std::uint8_t>(first)));
    auto rest = more == 0 ? 0 : TRY(at.big(more));
    auto mask = (std::uint64_t{1} << (7 * (more + 1))) - 1;
    auto all = first << (8 * more) | rest;
    if (keeps_mark) return Vint{all, false};
    return Vint{all & mask, (all & mask) == mask};
}

}  // namespace

Checked<void> walk_webm(Content& content) {
    constexpr std::uint64_t segment = 0x18538067;
    constexpr std::uint64_t filler = 0xEC;
    Cursor at(content);
    bool has_segment = false;
    while (at.left() > 0) {
        auto id = TRY(take_vint(at, true)).value;
        bool is_head = id == 0x1A45DFA3 && at.at() == 4;
        if (!is_head && id != segment && id != filler) return behind_the_end("recording");
        auto length = TRY(take_vint(at, false));
        has_segment = has_segment || id == segment;
        // A stream that was recorded live does not know where it ends.
        if (length.is_unknown && id == segment) return {};
        if (length.is_unknown || length.value > at.left()) return cut_off("the recording");
        at.skip(length.value);
    }
    if (!has_segment) return cut_off("there is no recording in it");
    return {};
}

}  // namespace cs::evidence::detail
