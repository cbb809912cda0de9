// Where the open cases are, in memory: read from the views once, then brought up to date from what
// has happened since, at most once a second and only when somebody looks. Who looks meanwhile sees
// what was there before.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "http/follower.h"
#include "tiles/case_layer.h"
#include "tiles/made_tiles.h"

namespace cs::http {

/// The open cases as they were at an instant, and the tiles that were drawn of them: a tile of one
/// picture never changes.
struct CasePicture {
    CasePicture(std::vector<tiles::CaseMark> marks, Instant at) : cases(std::move(marks), at) {}

    const tiles::CaseSheet cases;
    using Key = std::tuple<tiles::TileId, tiles::Datum, bool /*staff*/,
                           std::vector<views::CaseScope>>;
    mutable tiles::MadeTiles<Key> tiles;
};

/// Safe to use from many threads. `follower` outlives it.
class CaseMap {
public:
    explicit CaseMap(Follower& follower) : follower_(follower) {}

    /// How long what was seen may be old; a second, unless said otherwise.
    void set_pace(std::chrono::milliseconds pace) { pace_ = pace; }
    Result<std::shared_ptr<const CasePicture>> picture(Instant now);

private:
    using Clock = std::chrono::steady_clock;
    using Picture = std::shared_ptr<const CasePicture>;
    /// The last picture, when it is no older than `age`.
    Picture last(std::chrono::milliseconds age);
    Result<Picture> refreshed(const Picture& last, Instant now);
    Result<Picture> redrawn(views::Reader& reader, const std::vector<CaseId>& changed,
                            const CasePicture& last, Instant now);

    Follower& follower_;
    std::chrono::milliseconds pace_{1'000};
    std::mutex refreshing_;  ///< held by the one who brings it up to date
    std::uint64_t known_up_to_ = 0;  ///< the last event that was looked at
    std::mutex mutex_;  ///< of the two below, which are written with both held
    Picture picture_;
    Clock::time_point looked_at_;
};

}  // namespace cs::http
