#include "cli/bad_rows.h"

#include <algorithm>
#include <cstdio>

#include "cli/table.h"

namespace cs::cli {

namespace {
constexpr std::size_t rows_shown = 50;
}

std::vector<BadRowView> views_of(const Context& context,
                                 const std::vector<ingest::BadRow>& bad_rows) {
    std::vector<BadRowView> out;
    for (const auto& row : bad_rows) {
        std::string text(context.language == Language::chinese ? chinese_text(row.fault)
                                                               : english_text(row.fault));
        if (!row.detail.empty()) text += context.say(Text::refusal_detail, {row.detail});
        out.push_back({row.line, std::string(fault_name(row.fault)), std::move(text)});
    }
    return out;
}

std::vector<BadRowView> in_order(std::vector<BadRowView> rows, const ingest::Sheets& sheets) {
    std::ranges::stable_sort(rows, {}, &BadRowView::line);
    for (auto& row : rows) {
        auto place = place_of(sheets, row.line);
        row.line = place.line;
        row.sheet = std::move(place.sheet);
    }
    return rows;
}

std::string place_text(const BadRowView& row) {
    return (row.sheet ? *row.sheet + "!" : "") + std::to_string(row.line);
}

void show_bad_rows(const Context& context, const std::string& file,
                   const std::vector<BadRowView>& rows) {
    if (rows.empty()) return;
    Table table({{context.say(Text::line), true}, {context.say(Text::reason), false, true}});
    for (std::size_t i = 0; i < std::min(rows.size(), rows_shown); ++i)
        table.add({place_text(rows[i]), rows[i].text});
    auto text = context.say(rows.size() == 1 ? Text::row_left_out : Text::rows_left_out,
                            {file, std::to_string(rows.size())}) + "\n" +
                table.text(context.err, 2);
    if (rows.size() > rows_shown)
        text += "  " + context.say(Text::more_rows, {std::to_string(rows.size() - rows_shown)}) +
                "\n";
    std::fputs(text.c_str(), stderr);
}

ExitCode exit_for(const std::vector<BadRowView>& rows) {
    return rows.empty() ? exit_good : exit_incomplete;
}

}  // namespace cs::cli
