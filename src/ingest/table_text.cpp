#include "ingest/table_text.h"

#include <algorithm>

namespace cs::ingest {

namespace {

void append_field(std::string& out, const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (char c : cell) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

}  // namespace

void TableText::add_row(std::size_t number, const std::vector<std::string>& cells) {
    rows.push_back({next_line_, number});
    auto begin = csv.size();
    for (const auto& cell : cells) {
        if (&cell != &cells.front()) csv += ',';
        append_field(csv, cell);
    }
    csv += '\n';
    next_line_ += static_cast<std::size_t>(
        std::count(csv.begin() + static_cast<std::ptrdiff_t>(begin), csv.end(), '\n'));
}

std::size_t TableText::number_at(std::size_t line) const {
    auto behind = std::ranges::upper_bound(rows, line, {}, &Row::line);
    return behind == rows.begin() ? line : std::prev(behind)->number;
}

}  // namespace cs::ingest
