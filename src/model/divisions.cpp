#include "model/divisions.h"

#include "base/check.h"

namespace cs {

GridId make_grid_id(DivisionCode division, GridKind kind, std::uint32_t serial) {
    CHECK(raw(division) < 1'000'000'000'000 && serial >= 1 && serial <= max_grid_serial);
    return GridId{raw(division) * 1'000'000 + static_cast<std::uint64_t>(kind) * 100'000 + serial};
}

std::optional<GridKind> kind_of(GridId id) {
    auto digit = raw(id) / 100'000 % 10;
    if (digit < 1 || digit > 4) return std::nullopt;
    return static_cast<GridKind>(digit);
}

std::uint32_t serial_of(GridId id) { return static_cast<std::uint32_t>(raw(id) % 100'000); }

}  // namespace cs
