// How GridIndex writes a cell and the record of a mixed cell: header, base candidates (the one
// with the most edges last), dedicated candidates in order of ids.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cs::index_cells {

inline constexpr std::uint32_t outside_cell = 0;
inline constexpr std::uint32_t mixed_bit = std::uint32_t{1} << 31;
/// In a header: the outer border touches the cell, so perhaps nobody holds a point of it.
inline constexpr std::uint32_t open_bit = std::uint32_t{1} << 31;
inline constexpr std::size_t max_bases = 0xFFFF;

constexpr std::uint32_t header_of(std::size_t bases, std::size_t dedicated, bool open) {
    return static_cast<std::uint32_t>(bases | dedicated << 16) | (open ? open_bit : 0);
}
constexpr std::size_t base_count(std::uint32_t header) { return header & 0xFFFF; }
constexpr std::size_t dedicated_count(std::uint32_t header) { return header >> 16 & 0xFF; }

}  // namespace cs::index_cells
