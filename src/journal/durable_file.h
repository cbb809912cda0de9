// Files that are whole or absent: written beside their name, synced, and moved into place. Errors
// of the real disk become one clear sentence each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::journal {

/// Replaces `path` with these bytes; on return they survive loss of power. On error the old file is
/// as it was.
Result<void> write_file_durably(const std::string& path, std::string_view bytes);
Result<std::string> read_whole_file(const std::string& path);
/// Syncs a file that something else wrote, then moves it to `to`, durably.
Result<void> move_durably(const std::string& from, const std::string& to);
/// Makes an empty file that only this user may read, unless there is one already: what SQLite puts
/// in it later, and the log beside it, get the same rights.
Result<void> make_private_file(const std::string& path);
/// Syncs the directory that holds `path`, so that names made or removed in it are durable.
Result<void> sync_directory_of(const std::string& path);

/// Bytes this user may still write on the disk that holds `path`.
Result<std::uint64_t> free_bytes(const std::string& path);
/// Refuses, before a long work begins, when there is less room than it needs.
Result<void> require_free(const std::string& path, std::uint64_t bytes, std::string_view purpose);

/// What the system said about `path`, with advice for a full or read-only disk.
std::unexpected<Error> system_failure(std::string_view what, const std::string& path,
                                      int system_error);

}  // namespace cs::journal
