// The outline of several polygons that tile an area, by cancelling the edges they share.
// Exact: the outline has the same vertices, and its area is the sum of the parts' areas.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "grid/geometry.h"

namespace cs {

/// The boundary of the union. Precondition: parts do not overlap and share borders edge by edge.
/// Every ring visits a vertex once at most; a ring that touches itself comes back as two.
Polygon outline(std::span<const Polygon* const> parts);

/// Whether the children tile the parent: every edge of a child is met by its reverse in exactly
/// one other child or is an edge of the parent, the parent has no further edge, and the areas
/// add up. The error names the first edge that breaks this.
Result<void> check_tiling(const Polygon& parent, std::span<const Polygon* const> children);

/// Whether no two edges cross or overlap, except for shared ends and edges that run in reverse;
/// with the edges of a whole layer this proves that nothing overlaps.
Result<void> check_planar(std::vector<Edge> edges);

}  // namespace cs
