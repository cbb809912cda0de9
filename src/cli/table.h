// A table for people: columns aligned by terminal width (a Chinese character takes two columns),
// numbers to the right, and no line longer than the screen: columns that may be cut are cut,
// the widest first, and end in "…". Without an edge (a pipe) nothing is cut.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/screen.h"

namespace cs::cli {

struct TableColumn {
    std::string header;
    bool is_number = false;
    bool may_cut = false;
};

class Table {
public:
    explicit Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

    /// As many cells as columns. Line breaks and tabs in a cell are shown as spaces.
    void add(std::vector<std::string> cells, Colour colour = Colour::none);
    bool empty() const { return rows_.empty(); }
    std::size_t size() const { return rows_.size(); }
    /// Header, rule and rows, each line ended; `indent` spaces before each.
    std::string text(const Screen& screen, std::size_t indent = 0) const;

private:
    struct Row {
        std::vector<std::string> cells;
        Colour colour;
    };
    std::vector<std::size_t> widths(std::size_t room) const;
    std::string line(const std::vector<std::string>& cells,
                     const std::vector<std::size_t>& widths) const;

    std::vector<TableColumn> columns_;
    std::vector<Row> rows_;
};

/// 1234567 → "1,234,567".
std::string grouped(std::int64_t number);
/// A part of a whole as "83.6 %", rounded half up; "–" when the whole is nothing.
std::string percentage(std::int64_t part, std::int64_t whole);

}  // namespace cs::cli
