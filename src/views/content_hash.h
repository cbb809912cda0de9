// A hash of everything the views say: equal for views that followed the journal step by step and
// for views made again from the start, with erasures in between, or one of them is wrong.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace cs::views {

/// SHA-256 over every table of the main views in the order of its key, and over the search index:
/// its state and each term of each volume with its places. Reads all of it.
Result<Hash256> content_hash(const std::string& views_path, const std::string& vfs = {});

}  // namespace cs::views
