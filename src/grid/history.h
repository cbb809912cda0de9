// What a city's grids were on any day: every grid has a term, from an instant until another.
// Changes are pure: each checks itself, then ends some terms and begins others at one instant, so
// that the borders of a day never mix with those of another.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "grid/plan.h"

namespace cs {

/// A grid in force from `from` (inclusive) until `until` (exclusive).
struct GridTerm {
    GridArea grid;
    Instant from;
    Instant until = Instant::never();
    std::vector<GridId> successors;  ///< what took its place; empty while in force or retired
};

class GridHistory {
public:
    /// A grid that was not there before. Refused when the id was ever used.
    Result<void> begin(GridArea grid, Instant at);
    /// Replaces one grid by several of the same kind and parent that tile it.
    Result<void> split(GridId id, std::vector<GridArea> parts, Instant at);
    /// Replaces several grids of one kind and parent by one; its polygon and area are theirs.
    Result<void> merge(std::span<const GridId> ids, GridInfo whole, Instant at);
    /// Ends a grid without a successor: for dedicated grids only, since the others tile the city.
    Result<void> retire(GridId id, Instant at);

    /// The grids in force at an instant, in order of ids.
    std::vector<const GridArea*> as_of(Instant at) const;
    /// The grid in force under this id at an instant.
    const GridArea* find(GridId id, Instant at) const;
    /// The term of an id, whether over or not.
    const GridTerm* term(GridId id) const;
    /// The grids now in force that an id became, through all splits and merges; in order.
    std::vector<GridId> descendants(GridId id) const;

private:
    Result<std::size_t> in_force(GridId id, Instant at) const;
    Result<void> unused(GridId id) const;
    void add(GridArea grid, Instant at);
    std::size_t place_of(GridId id) const;

    std::vector<GridTerm> terms_;  ///< in order of ids
};

}  // namespace cs
