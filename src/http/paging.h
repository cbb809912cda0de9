// Pages of what the registry holds, in order of ids: the next page begins behind the last id, so
// that what is added meanwhile neither repeats nor hides another.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "http/answer.h"
#include "views/reader.h"

namespace cs::http {

/// The id that the page follows.
template <class Id>
Asked<std::optional<Id>> id_after(const views::Page& page);

/// Calls `take` for the ids behind `after` until it took `limit`; the next page's `after`, or
/// nothing at the end. `take` says whether it took one.
template <class Id>
std::optional<std::string> collect(const std::vector<Id>& ids, std::optional<Id> after,
                                   std::size_t limit, const std::function<bool(Id)>& take);

template <class Id>
Asked<std::optional<Id>> id_after(const views::Page& page) {
    if (!page.after) return std::nullopt;
    auto id = parse_id<Id>(*page.after);
    if (!id) return bad_request("after", "give the `next` of the page before");
    return *id;
}

template <class Id>
std::optional<std::string> collect(const std::vector<Id>& ids, std::optional<Id> after,
                                   std::size_t limit, const std::function<bool(Id)>& take) {
    auto at = after ? std::ranges::upper_bound(ids, *after) : ids.begin();
    std::size_t taken = 0;
    for (; at != ids.end() && taken < limit; ++at) {
        if (!take(*at)) continue;
        if (++taken == limit && at + 1 != ids.end()) return id_text(*at);
    }
    return std::nullopt;
}

}  // namespace cs::http
