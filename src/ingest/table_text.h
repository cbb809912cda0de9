// A table as CSV, with the numbers by which its sender knows its rows: the lines of a CSV that was
// sent as one; the rows of a sheet or the features of GeoJSON, which are read as CSV.
#pragma once

#include <string>
#include <vector>

#include "ingest/bad_row.h"
#include "ingest/sheets.h"

namespace cs::ingest {

struct TableText {
    TableText() = default;
    /// A CSV as it is: its rows are known by their lines.
    TableText(std::string text) : csv(std::move(text)) {}
    TableText(const char* text) : csv(text) {}

    /// Adds a row that the sender knows by this number.
    void add_row(std::size_t number, const std::vector<std::string>& cells);
    /// By which he knows what stands at a line of the CSV.
    std::size_t number_at(std::size_t line) const;

    /// Where a row begins in the CSV, and its number.
    struct Row {
        std::size_t line = 0;
        std::size_t number = 0;
    };
    std::string csv;
    std::vector<Row> rows;         ///< none of a CSV as it is
    std::vector<BadRow> bad_rows;  ///< left out of the CSV, by their numbers
    Sheets sheets;                 ///< what the numbers of a workbook's rows stand for

private:
    std::size_t next_line_ = 1;
};

}  // namespace cs::ingest
