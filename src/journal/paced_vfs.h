// A disk shared fairly: files opened through this VFS are synced every few MiB that a thread writes,
// so that a large write at its end (a checkpoint, a fold of a log) does not stand for a tenth of a
// second in the way of the journal's small ones.
#pragma once

#include <string>

namespace cs::journal {

/// Its name, for sqlite::Options::vfs; registered at the first call. Otherwise the default VFS.
std::string paced_vfs();

}  // namespace cs::journal
