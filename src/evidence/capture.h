// Where and when a picture was taken, as its camera says in EXIF (CIPA DC-008): evidence, and kept
// as such beside the original; copies that others see have none of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe.h"
#include "base/geo.h"
#include "base/time.h"

namespace cs::evidence {

/// What a camera says is a claim like any other: it can be set wrong, or be written by hand.
struct Capture {
    std::optional<std::string> local_time;  ///< by the camera's clock: "2026-03-02T10:11:12"
    std::optional<Instant> at;              ///< where it told its offset or the satellites' time
    std::optional<LonLat> place;            ///< WGS84
    std::optional<std::string> camera;      ///< maker and model
    DESCRIBED(Capture, local_time, at, place, camera)
    bool is_empty() const { return !local_time && !at && !place && !camera; }
};

/// Gives the text of an EXIF field by its name, "exif-ifd3-GPSLatitude"; nothing where it is
/// missing.
using ExifField = std::function<std::optional<std::string>(std::string_view name)>;

/// What cannot be read is left out.
Capture read_capture(const ExifField& field);

}  // namespace cs::evidence
