#include "ingest/divisions.h"

#include <algorithm>
#include <filesystem>

#include "base/utf8.h"
#include "ingest/xlsx.h"
#include "journal/durable_file.h"

namespace cs {

namespace {

constexpr std::size_t no_column = SIZE_MAX;
constexpr std::size_t max_division_name = 200;

// The fields of one line; false when a quote is not closed. Codes and names hold no line breaks.
bool split_division_line(std::string_view line, std::vector<std::string>& fields) {
    fields.assign(1, {});
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
            fields.back() += line[i++];
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return !quoted;
}

struct DivisionColumns {
    std::size_t code = no_column;
    std::size_t name = no_column;
    std::size_t count = 0;
};

Result<Division> division_of_fields(const std::vector<std::string>& fields,
                                    const DivisionColumns& columns) {
    if (fields.size() != columns.count)
        return fail("expected " + std::to_string(columns.count) + " columns, found " +
                    std::to_string(fields.size()));
    auto code = TRY(parse_division_code(fields[columns.code]));
    const auto& name = fields[columns.name];
    if (name.empty()) return fail("the name is empty");
    if (name.size() > max_division_name) return fail("the name is longer than 200 bytes");
    if (auto offset = utf8::first_invalid(name))
        return fail("the name is not valid UTF-8 at byte " + std::to_string(*offset + 1));
    return Division{code, name};
}

}  // namespace

Result<void> read_divisions(const ingest::TableText& table, std::string_view where,
                            DivisionImport& into) {
    into.sheets = table.sheets;
    for (const auto& row : table.bad_rows)
        into.bad.push_back({row.line, std::string(ingest::english_text(row.fault))});
    std::string_view csv = table.csv;
    if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
    DivisionColumns columns;
    std::vector<std::string> fields;
    for (std::size_t number = 1; !csv.empty(); ++number) {
        auto line = csv.substr(0, csv.find('\n'));
        csv.remove_prefix(std::min(csv.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        const bool closed = split_division_line(line, fields);
        if (columns.count == 0) {
            for (std::size_t i = 0; i < fields.size(); ++i) {
                if (fields[i] == "code") columns.code = i;
                if (fields[i] == "name") columns.name = i;
            }
            columns.count = fields.size();
            if (columns.code == no_column || columns.name == no_column) break;
            continue;
        }
        auto division = closed ? division_of_fields(fields, columns)
                               : Result<Division>(fail("a quote is not closed"));
        auto added = division ? into.book.add(std::move(*division))
                              : Result<void>(std::unexpected(division.error()));
        if (added)
            ++into.read;
        else
            into.bad.push_back({table.number_at(number), added.error().text()});
        if (into.bad.size() > ingest::most_bad_rows)
            return fail("more than 100000 rows of the file are bad", std::string(where),
                        "send a list of divisions");
    }
    if (columns.code == no_column || columns.name == no_column)
        return fail("the first line does not name the columns code and name", std::string(where),
                    "begin the file with the line code,name");
    return {};
}

Result<void> read_divisions_at(const std::string& path, DivisionImport& into) {
    std::error_code ec;
    std::vector<std::string> files;
    if (std::filesystem::is_directory(path, ec)) {
        for (const auto& entry : std::filesystem::directory_iterator(path, ec))
            if (entry.path().extension() == ".csv") files.push_back(entry.path().string());
        std::sort(files.begin(), files.end());
        if (files.empty()) return fail("there is no *.csv in this directory", path,
                                       "name a file or another directory");
    } else {
        files.push_back(path);
    }
    for (const auto& file : files) {
        auto text = TRY(journal::read_whole_file(file));
        auto table = TRY(ingest::table_of_file(std::move(text), file));
        TRY_VOID(read_divisions(table, file, into));
    }
    return {};
}

std::string write_divisions(std::span<const Division> divisions) {
    constexpr std::size_t digits_of_level[] = {2, 4, 6, 9, 12};
    std::string out = "code,name\n";
    for (const auto& division : divisions) {
        out += id_text(division.code)
                   .substr(0, digits_of_level[static_cast<int>(level_of(division.code))]);
        out += ',';
        if (division.name.find_first_of(",\"") == std::string::npos) {
            out += division.name;
        } else {
            out += '"';
            for (char c : division.name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
            out += '"';
        }
        out += '\n';
    }
    return out;
}

}  // namespace cs
