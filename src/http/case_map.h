// Where the open cases are, in memory: read from the views once, then brought up to date from what
// has happened since, at most once a second and only when somebody looks. A map of all of them is
// then one pass over an array.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <shared_mutex>
#include <span>
#include <vector>

#include "http/follower.h"
#include "tiles/case_layer.h"

namespace cs::http {

/// Safe to use from many threads. `follower` outlives it.
class CaseMap {
public:
    explicit CaseMap(Follower& follower) : follower_(follower) {}

    /// How long what was seen may be old; a second, unless said otherwise.
    void set_pace(std::chrono::milliseconds pace) { pace_ = pace; }
    /// Calls `look` with the open cases, which do not change meanwhile.
    Result<void> look(const std::function<void(std::span<const tiles::CaseMark>)>& look);

private:
    Result<void> refresh();
    Result<void> load(views::Reader& reader);
    Result<void> update(views::Reader& reader, CaseId id);

    using Clock = std::chrono::steady_clock;
    Follower& follower_;
    std::shared_mutex mutex_;
    std::vector<tiles::CaseMark> marks_;
    std::map<CaseId, std::size_t> places_;  ///< in marks_
    std::uint64_t known_up_to_ = 0;         ///< the last event that was looked at
    bool is_loaded_ = false;
    Clock::time_point next_look_;
    std::chrono::milliseconds pace_{1'000};
};

}  // namespace cs::http
