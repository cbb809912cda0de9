#include "http/case_map.h"

#include <algorithm>
#include <set>

#include "views/case_points.h"

namespace cs::http {

namespace {

// Beyond this, reading all is quicker than reading what changed.
constexpr std::uint64_t most_events = 20'000;
// While one brings it up to date, the others take what is no older than so many paces.
constexpr int patience = 5;

tiles::CaseMark mark_of(const views::CasePoint& point) {
    auto out = tiles::mark_of(point.id, point.at);
    out.phase = point.phase;
    out.due = point.due_at.value_or(Instant::never());
    out.division = point.division;
    out.unit = point.unit;
    return out;
}

std::vector<tiles::CaseMark> all_marks(const std::vector<views::CasePoint>& points) {
    std::vector<tiles::CaseMark> out;
    out.reserve(points.size());
    for (const auto& point : points) out.push_back(mark_of(point));
    return out;
}

}  // namespace

Result<CaseMap::Picture> CaseMap::picture(Instant now) {
    if (auto found = last(pace_)) return found;
    std::unique_lock turn(refreshing_, std::try_to_lock);
    if (!turn) {
        if (auto found = last(pace_ * patience)) return found;
        turn.lock();
        if (auto found = last(pace_)) return found;
    }
    auto fresh = TRY(refreshed(picture_, now));
    std::lock_guard lock(mutex_);
    picture_ = fresh;
    looked_at_ = Clock::now();
    return fresh;
}

CaseMap::Picture CaseMap::last(std::chrono::milliseconds age) {
    std::lock_guard lock(mutex_);
    return picture_ && Clock::now() - looked_at_ < age ? picture_ : nullptr;
}

Result<CaseMap::Picture> CaseMap::refreshed(const Picture& last, Instant now) {
    auto newest = follower_.events().newest();
    auto reader = TRY(follower_.readers().borrow());
    bool starts_anew = !last || newest - known_up_to_ > most_events;
    std::set<CaseId> changed;
    auto reached = known_up_to_;
    while (!starts_anew && reached < newest) {
        auto before = reached;
        reached = TRY(follower_.events().read(before, [&](const LiveEvent& event) {
            // Two cases change with these, and the event names one.
            if (event.body.type == "cases.merged" || event.body.type == "case.split")
                starts_anew = true;
            if (event.body.case_id) changed.insert(*event.body.case_id);
            return true;
        }));
        // Older than what is at hand: nobody waits here until it is read.
        if (reached == before) starts_anew = true;
    }
    Picture out = last;
    if (starts_anew) {
        auto points = TRY(views::open_case_points(*reader));
        out = std::make_shared<const CasePicture>(all_marks(points), now);
        reached = newest;
    } else if (!changed.empty() || last->cases.next_due() < now) {
        out = TRY(redrawn(*reader, {changed.begin(), changed.end()}, *last, now));
    }
    known_up_to_ = reached;
    return out;
}

Result<CaseMap::Picture> CaseMap::redrawn(views::Reader& reader, const std::vector<CaseId>& changed,
                                          const CasePicture& last, Instant now) {
    std::vector<tiles::CaseMark> marks;
    marks.reserve(last.cases.marks().size() + changed.size());
    for (const auto& mark : last.cases.marks())
        if (!std::ranges::binary_search(changed, mark.id)) marks.push_back(mark);
    for (CaseId id : changed)
        if (auto point = TRY(views::open_case_point(reader, id)))
            marks.push_back(mark_of(*point));
    return std::make_shared<const CasePicture>(std::move(marks), now);
}

}  // namespace cs::http
