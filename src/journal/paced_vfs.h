// A disk shared fairly: files opened through this VFS are synced after each 256 KiB that a thread
// writes, so that the end of a large write (a checkpoint, a fold of a log) does not stand in the
// way of the journal's small ones for a tenth of a second. The bytes are counted over all files of
// the thread, so less than that is ever left for a file's own sync.
#pragma once

#include <string>

namespace cs::journal {

/// Its name, for sqlite::Options::vfs; registered at the first call. Otherwise the default VFS.
std::string paced_vfs();

}  // namespace cs::journal
