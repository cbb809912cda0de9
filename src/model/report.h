// A report 上报、诉求: one message from one channel. What identifies the reporter is sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/describe.h"
#include "base/geo.h"
#include "base/ids.h"
#include "base/time.h"

namespace cs {

enum class Channel : std::uint8_t {
    hotline,  ///< 12345
    app,      ///< 随手拍
    web,
    patrol,
    sensor,
    camera,
    forecast,
    open311,
    transfer,  ///< from another system
};
DESCRIBED_ENUM(Channel, hotline, app, web, patrol, sensor, camera, forecast, open311, transfer)

/// What a reporter tells of the problem and of himself, in clear. Lives only at the edge and
/// under the vault's key of the subject; the core sees `Report::sealed`.
struct PersonalText {
    std::string title;
    std::string text;
    std::optional<std::string> contact;
    std::optional<std::string> identity;
    std::optional<std::string> address;
    DESCRIBED(PersonalText, title, text, contact, identity, address)
};

/// Where a place comes from: given with the report, found by its address, or drawn for the demo.
enum class PlaceSource : std::uint8_t { given, geocoded, simulated };
DESCRIBED_ENUM(PlaceSource, given, geocoded, simulated)

struct Place {
    LonLat at;
    DivisionCode division{};       ///< the deepest known
    std::optional<GridId> grid;    ///< the smallest that holds the point
    std::optional<GridId> dedicated;
    PlaceSource source = PlaceSource::given;
    DESCRIBED(Place, at, division, grid, dedicated, source)
};

struct Report {
    ReportId id{};
    Channel channel = Channel::hotline;
    SubjectId subject{};  ///< counter 0 when nobody is behind it (a sensor)
    Bytes sealed;         ///< PersonalText, AES-256-GCM under the subject's key
    std::optional<Place> place;
    Instant reported_at;
    std::optional<std::string> source_id;  ///< the sender's own number, unique per channel
    std::vector<Hash256> attachments;
    DESCRIBED(Report, id, channel, subject, sealed, place, reported_at, source_id, attachments)
};

/// What the sealed text is bound to (the vault's associated data), known before the core gives the
/// report its id: its channel and when it was reported.
std::string sealing_context(Channel channel, Instant reported_at);

}  // namespace cs
