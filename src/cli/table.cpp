#include "cli/table.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"
#include "cli/printable.h"

namespace cs::cli {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest_cut = 8;

}  // namespace

void Table::add(std::vector<std::string> cells, Colour colour) {
    CHECK(cells.size() == columns_.size());
    for (auto& cell : cells) cell = printable(cell);
    rows_.push_back({std::move(cells), colour});
}

// Takes columns from the widest that may be cut until the table fits or nothing more can be cut.
std::vector<std::size_t> Table::widths(std::size_t room) const {
    std::vector<std::size_t> out;
    std::size_t sum = columns_.empty() ? 0 : gap * (columns_.size() - 1);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        auto width = utf8::columns(columns_[i].header);
        for (const auto& row : rows_) width = std::max(width, utf8::columns(row.cells[i]));
        out.push_back(width);
        sum += width;
    }
    if (room == 0) return out;
    while (sum > room) {
        std::size_t widest = out.size();
        for (std::size_t i = 0; i < out.size(); ++i) {
            auto least = std::max(narrowest_cut, utf8::columns(columns_[i].header));
            if (columns_[i].may_cut && out[i] > least &&
                (widest == out.size() || out[i] > out[widest]))
                widest = i;
        }
        if (widest == out.size()) break;
        --out[widest];
        --sum;
    }
    return out;
}

std::string Table::line(const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out.append(gap, ' ');
        auto cell = utf8::fit(cells[i], widths[i]);
        auto padding = widths[i] - std::min(widths[i], utf8::columns(cell));
        if (columns_[i].is_number) out.append(padding, ' ');
        out += cell;
        if (!columns_[i].is_number) out.append(padding, ' ');
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

std::string Table::text(const Screen& screen, std::size_t indent) const {
    auto room = screen.width == 0 ? 0 : screen.width - std::min(indent, screen.width - 1);
    auto widths = this->widths(room);
    std::string margin(indent, ' ');
    std::vector<std::string> headers, rules;
    for (const auto& column : columns_) headers.push_back(column.header);
    for (auto width : widths) {
        std::string rule;
        for (std::size_t i = 0; i < width; ++i) rule += "─";
        rules.push_back(rule);
    }
    std::string out = margin + screen.paint(Colour::bold, line(headers, widths)) + "\n";
    out += margin + screen.paint(Colour::faint, line(rules, widths)) + "\n";
    for (const auto& row : rows_)
        out += margin + screen.paint(row.colour, line(row.cells, widths)) + "\n";
    return out;
}

std::string grouped(std::int64_t number) {
    auto digits = std::to_string(number);
    auto first = number < 0 ? std::size_t{1} : std::size_t{0};
    for (auto at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string percentage(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return "–";
    auto tenths = (part * 2000 + whole) / (2 * whole);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

}  // namespace cs::cli
