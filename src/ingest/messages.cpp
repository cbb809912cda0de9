#include "ingest/messages.h"

#include <algorithm>
#include <set>

#include "base/characters.h"
#include "ingest/csv.h"
#include "ingest/message_report.h"

namespace cs::ingest {

namespace {

std::vector<CsvColumn> message_columns() {
    return {{"id"}, {"user"}, {"subject"}, {"time"}, {"detail"}};
}

// The column whose text is too long, or "".
std::string too_long(const CsvRow& row) {
    const std::pair<std::size_t, std::size_t> limits[] = {
        {0, longest_line}, {1, longest_line}, {2, longest_title}, {4, longest_text}};
    for (auto [column, bytes] : limits)
        if (row[column].size() > bytes) return std::string(message_columns()[column].name);
    return {};
}

// The column with a character that no text can hold, and which, or "".
std::string unstorable(const CsvRow& row) {
    for (auto column : std::initializer_list<std::size_t>{0, 1, 2, 4})
        if (auto found = utf8::first_unstorable(row[column]))
            return std::string(message_columns()[column].name) + " " + utf8::name_of(*found);
    return {};
}

Result<MessagesFile> read_rows(CsvReader reader, const std::string& path, Instant latest) {
    const Instant earliest = start_of_local_day(Date{1990, 1, 1});
    MessagesFile out;
    out.sheets = reader.sheets();
    std::set<std::string, std::less<>> ids;
    CsvRow row;
    while (TRY(reader.next(row, out.bad_rows))) {
        auto leave_out = [&](RowFault fault, std::string detail) {
            out.bad_rows.push_back({row.line, fault, std::move(detail)});
        };
        if (row[0].empty()) {
            leave_out(RowFault::missing_value, "id");
        } else if (ids.contains(row[0])) {
            leave_out(RowFault::duplicate_id, std::string(row[0]));
        } else if (row[2].empty() && row[4].empty()) {
            leave_out(RowFault::missing_value, "subject, detail");
        } else if (auto column = too_long(row); !column.empty()) {
            leave_out(RowFault::long_text, column);
        } else if (auto foul = unstorable(row); !foul.empty()) {
            leave_out(RowFault::foul_character, foul);
        } else if (auto time = parse_instant(row[3]); !time) {
            leave_out(RowFault::bad_time, std::string(row[3]));
        } else if (*time < earliest) {
            leave_out(RowFault::too_early, std::string(row[3]));
        } else if (*time > latest) {
            leave_out(RowFault::future_time, std::string(row[3]));
        } else {
            ids.emplace(row[0]);
            out.messages.push_back({std::string(row[0]), std::string(row[1]), std::string(row[2]),
                                    std::string(row[4]), *time, row.line});
        }
    }
    if (out.messages.empty() && out.bad_rows.empty())
        return fail("no usable message", path, "the file holds no rows");
    std::ranges::stable_sort(out.messages, {}, &Message::time);
    return out;
}

}  // namespace

Result<MessagesFile> read_messages(const std::string& path, Instant latest) {
    auto reader = TRY(CsvReader::open(path, message_columns()));
    auto out = TRY(read_rows(std::move(reader), path, latest));
    if (!out.messages.empty()) return out;
    return fail("no usable message", path, about_the_first(out.bad_rows, out.sheets));
}

Result<MessagesFile> read_messages_in(TableText table, const std::string& name, Instant latest) {
    return read_rows(TRY(CsvReader::over(std::move(table), name, message_columns())), name, latest);
}

}  // namespace cs::ingest
