// Faces of a planar map and whom they belong to: each label keeps its largest connected part, and
// every other face goes to the neighbour along its longest border. So parts never fall apart.
#pragma once

#include <functional>
#include <vector>

#include "ingest/geos.h"

namespace cs {

inline constexpr std::size_t no_label = SIZE_MAX;

/// How dear a neighbour's label is to a face that has lost its own; higher wins over any border.
using LabelKinship = std::function<int(std::size_t own, std::size_t neighbour)>;

/// Makes every label connected. Faces without label, and parts apart from the largest, join a
/// neighbour; parts that have none (islands) keep their label.
void settle_labels(const std::vector<Face>& faces, std::vector<std::size_t>& labels,
                   const LabelKinship& kinship);

/// The outline of each label's faces, for labels 0 … count - 1.
std::vector<Polygon> outlines(const std::vector<Face>& faces,
                              const std::vector<std::size_t>& labels, std::size_t count);

}  // namespace cs
