#include "http/case_map.h"

#include <set>

#include "views/case_points.h"

namespace cs::http {

namespace {

// Beyond this, reading all is quicker than reading what changed.
constexpr std::uint64_t most_events = 20'000;

tiles::CaseMark mark_of(const views::CasePoint& point) {
    auto out = tiles::mark_of(point.id, point.at);
    out.phase = point.phase;
    out.due = point.due_at.value_or(Instant::never());
    out.division = point.division;
    out.unit = point.unit;
    return out;
}

}  // namespace

Result<void> CaseMap::load(views::Reader& reader) {
    marks_.clear();
    places_.clear();
    for (const auto& point : TRY(views::open_case_points(reader))) {
        places_[point.id] = marks_.size();
        marks_.push_back(mark_of(point));
    }
    return {};
}

Result<void> CaseMap::update(views::Reader& reader, CaseId id) {
    auto point = TRY(views::open_case_point(reader, id));
    auto found = places_.find(id);
    if (point && found != places_.end()) {
        marks_[found->second] = mark_of(*point);
    } else if (point) {
        places_[id] = marks_.size();
        marks_.push_back(mark_of(*point));
    } else if (found != places_.end()) {
        // The last one takes the place of the one that is gone.
        auto place = found->second;
        places_.erase(found);
        if (place + 1 < marks_.size()) {
            marks_[place] = marks_.back();
            places_[marks_[place].id] = place;
        }
        marks_.pop_back();
    }
    return {};
}

Result<void> CaseMap::refresh() {
    auto now = Clock::now();
    {
        std::shared_lock lock(mutex_);
        if (is_loaded_ && now < next_look_) return {};
    }
    std::unique_lock lock(mutex_);
    if (is_loaded_ && now < next_look_) return {};
    auto newest = follower_.events().newest();
    auto reader = TRY(follower_.readers().borrow());
    bool starts_anew = !is_loaded_ || newest - known_up_to_ > most_events;
    std::set<CaseId> changed;
    while (!starts_anew && known_up_to_ < newest) {
        auto reached = TRY(follower_.events().read(known_up_to_, [&](const LiveEvent& event) {
            // Two cases change with these, and the event names one.
            if (event.body.type == "cases.merged" || event.body.type == "case.split")
                starts_anew = true;
            if (event.body.case_id) changed.insert(*event.body.case_id);
            return true;
        }));
        // Older than what is at hand: nobody waits here until it is read.
        if (reached == known_up_to_) starts_anew = true;
        known_up_to_ = reached;
    }
    if (starts_anew) {
        TRY_VOID(load(*reader));
        known_up_to_ = newest;
    } else {
        for (CaseId id : changed) TRY_VOID(update(*reader, id));
    }
    is_loaded_ = true;
    next_look_ = now + pace_;
    return {};
}

Result<void> CaseMap::look(const std::function<void(std::span<const tiles::CaseMark>)>& look) {
    TRY_VOID(refresh());
    std::shared_lock lock(mutex_);
    look(marks_);
    return {};
}

}  // namespace cs::http
