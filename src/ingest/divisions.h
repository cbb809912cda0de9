// Reads division codes from CSV: the columns `code` and `name`, in any order and beside any
// others, so that both our compact files and the published tables are read. A bad line is listed
// with its number and reason and the rest is taken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grid/division_book.h"
#include "ingest/table_text.h"

namespace cs {

struct BadDivisionLine {
    std::size_t line = 0;
    std::string reason;
};

struct DivisionImport {
    DivisionBook book;
    std::size_t read = 0;  ///< good lines, repeated ones included
    std::vector<BadDivisionLine> bad;
    ingest::Sheets sheets;  ///< of a workbook, for their lines
};

/// Adds what the table holds to `into`. Fails only when the header lacks a column; `where` names
/// the file in errors.
Result<void> read_divisions(const ingest::TableText& table, std::string_view where,
                            DivisionImport& into);
/// The same for a file, CSV or workbook, or, given a directory, for each *.csv in it in order of
/// names.
Result<void> read_divisions_at(const std::string& path, DivisionImport& into);
/// The compact form, `code,name` with codes cut to their level.
std::string write_divisions(std::span<const Division> divisions);

}  // namespace cs
