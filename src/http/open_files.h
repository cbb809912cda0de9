// How many files and connections this process may hold open. Most systems allow a process 1,024
// until it asks for more.
#pragma once

#include <cstddef>

namespace cs::http {

/// What a node needs beside its connections: journal, views and their readers, evidence on its way,
/// files that are written. Where few are allowed, half of them.
inline constexpr std::size_t own_files = 512;

/// Asks the system for as many open files as `connections` and own_files need; how many
/// connections there is room for then, at most `connections` and at least one.
std::size_t make_room_for(std::size_t connections);

}  // namespace cs::http
