// Citizens' messages as a table: columns id,user,subject,time,detail in any order, others ignored.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "ingest/table_text.h"

namespace cs::ingest {

struct Message {
    std::string id;
    std::string user;
    std::string subject;
    std::string detail;
    Instant time;
    std::size_t line = 0;  ///< at which its row begins in the file
};


struct MessagesFile {
    std::vector<Message> messages;  ///< in order of time, then of the file
    std::vector<BadRow> bad_rows;   ///< broken rows, times that do not exist, ids that came before
    Sheets sheets;                  ///< of a workbook, for the lines of both
};

/// Refuses a file without one usable row. A message from before 1990 or later than `latest` is a
/// bad row.
Result<MessagesFile> read_messages(const std::string& path, Instant latest = Instant::never());
/// The same over a table, where all rows may be bad; `name` stands for the file in errors.
Result<MessagesFile> read_messages_in(TableText table, const std::string& name, Instant latest);

}  // namespace cs::ingest
