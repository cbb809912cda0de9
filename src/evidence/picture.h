// What is made of a photo with libvips: a copy for others and a small one, decoded and written
// anew, so that nothing but the picture is in them. Only the three loaders of media.def are let in.
// One picture is worked on at a time in a process, so that memory is bounded whoever sends what.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "evidence/capture.h"
#include "evidence/rejection.h"

namespace cs::evidence {

/// Beyond it a picture is not decoded at all.
inline constexpr std::uint64_t most_pixels = 64'000'000;
/// Of one that must be held whole to be decoded: interlaced, progressive, WebP.
inline constexpr std::uint64_t most_pixels_held = 24'000'000;
inline constexpr int public_edge = 2'048;   ///< longest edge of the copy for others
inline constexpr int thumbnail_edge = 320;  ///< of the small one

struct Picture {
    std::uint32_t width = 0;  ///< of the original, as it lies in the file
    std::uint32_t height = 0;
    Capture capture;
    std::string public_copy;  ///< JPEG, upright, sRGB, without metadata
    std::string thumbnail;
};

/// Rejects what does not decode from its first line to its last, and what has too many pixels,
/// which is found before anything is decoded.
Checked<Picture> develop(std::string_view bytes);

}  // namespace cs::evidence
