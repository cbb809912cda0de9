#include "http/table_file.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "base/characters.h"
#include "base/json_schema.h"
#include "base/utf8.h"
#include "base/check.h"
#include "base/time.h"

namespace cs::http {

namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t longest_cell = 16'000;  // characters; XLSX takes 32,767 units of UTF-16
constexpr lxw_row_t rows_a_sheet = 1'048'576;

const value* find(const object& row, const Column& column) {
    const object* at = &row;
    const value* found = nullptr;
    for (const auto& member : column.members) {
        if (at == nullptr) return nullptr;
        found = at->if_contains(member);
        at = found == nullptr ? nullptr : found->if_object();
    }
    return found;
}

std::string text_of(const value& cell) {
    if (cell.is_null()) return {};
    if (const auto* text = cell.if_string()) return {text->data(), text->size()};
    return boost::json::serialize(cell);
}

const value& resolved(const object& schemas, const value& schema) {
    constexpr std::string_view prefix = "#/components/schemas/";
    const auto* reference = schema.as_object().if_contains("$ref");
    if (reference == nullptr) return schema;
    std::string_view name = reference->as_string();
    name.remove_prefix(prefix.size());
    return resolved(schemas, schemas.at(name));
}

void add_columns(std::vector<Column>& out, const object& schemas, const value& schema,
                 const Column& before) {
    const auto& known = resolved(schemas, schema).as_object();
    const auto* properties = known.if_contains("properties");
    if (properties == nullptr) {
        out.push_back(before);
        out.back().is_time = known == json::detail::instant_schema().as_object();
        return;
    }
    for (const auto& [name, member] : properties->as_object()) {
        auto column = before;
        column.members.emplace_back(name);
        add_columns(out, schemas, member, column);
    }
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::unexpected<Error> cannot_write(const std::string& path) {
    return fail("the file cannot be written", path, "look for space on the disk");
}

class PlainFile : public TableFile {
public:
    PlainFile(File file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

protected:
    Result<void> write(std::string_view text) {
        if (std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size()) return {};
        return cannot_write(path_);
    }
    Result<void> close() {
        if (std::fclose(file_.release()) == 0) return {};
        return cannot_write(path_);
    }

private:
    File file_;
    std::string path_;
};

class CsvFile final : public PlainFile {
public:
    CsvFile(File file, const std::string& path, std::vector<Column> columns)
        : PlainFile(std::move(file), path), columns_(std::move(columns)) {}

    Result<void> begin() {
        // Without the mark, spreadsheets take UTF-8 for the system's own code page.
        std::string line = "\xEF\xBB\xBF";
        for (const auto& column : columns_)
            line += (&column == &columns_.front() ? "" : ",") + csv_field(column.name());
        return write(line + "\r\n");
    }
    Result<void> add(const object& row, const std::string&) override {
        std::string line;
        for (const auto& column : columns_) {
            if (&column != &columns_.front()) line += ',';
            const auto* cell = find(row, column);
            if (cell == nullptr) continue;
            line += cell->is_number() ? text_of(*cell) : csv_field(text_of(*cell));
        }
        return write(line + "\r\n");
    }
    Result<void> finish() override { return close(); }

private:
    std::vector<Column> columns_;
};

class GeoJsonFile final : public PlainFile {
public:
    using PlainFile::PlainFile;
    Result<void> begin() { return write("{\"type\":\"FeatureCollection\",\"features\":["); }
    Result<void> add(const object& row, const std::string& geometry) override {
        auto text = std::string(is_first_ ? "\n" : ",\n") +
                    "{\"type\":\"Feature\",\"geometry\":" + geometry +
                    ",\"properties\":" + boost::json::serialize(row) + "}";
        is_first_ = false;
        return write(text);
    }
    Result<void> finish() override {
        TRY_VOID(write("\n]}\n"));
        return close();
    }

private:
    bool is_first_ = true;
};

// Strings are written as strings, which no spreadsheet evaluates.
class XlsxFile final : public TableFile {
public:
    XlsxFile(lxw_workbook* book, std::string path, std::string name, std::vector<Column> columns)
        : book_(book),
          path_(std::move(path)),
          name_(std::move(name)),
          columns_(std::move(columns)) {
        head_ = workbook_add_format(book_);
        format_set_bold(head_);
        time_ = workbook_add_format(book_);
        format_set_num_format(time_, "yyyy-mm-dd hh:mm:ss");
        begin_sheet();
    }
    ~XlsxFile() override {
        if (book_ != nullptr) static_cast<void>(workbook_close(book_));
    }
    Result<void> add(const object& row, const std::string&) override {
        if (row_ == rows_a_sheet) begin_sheet();
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (const auto* cell = find(row, columns_[i])) put(i, *cell);
        ++row_;
        return {};
    }
    Result<void> finish() override {
        if (workbook_close(std::exchange(book_, nullptr)) == LXW_NO_ERROR) return {};
        return cannot_write(path_);
    }

private:
    void begin_sheet() {
        auto name = name_ + (++sheets_ == 1 ? "" : " " + std::to_string(sheets_));
        sheet_ = workbook_add_worksheet(book_, name.c_str());
        row_ = 1;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            auto column = static_cast<lxw_col_t>(i);
            auto title = columns_[i].name();
            worksheet_set_column(sheet_, column, column, width_of(columns_[i]), nullptr);
            worksheet_write_string(sheet_, 0, column, title.c_str(), head_);
        }
        worksheet_freeze_panes(sheet_, 1, 0);
    }
    // In characters. Rows are gone once they are written: nothing can be measured.
    static double width_of(const Column& column) {
        constexpr std::size_t of_time = 19, of_text = 14, most = 40;
        auto least = column.is_time ? of_time : of_text;
        return static_cast<double>(std::clamp(column.name().size() + 2, least, most));
    }
    // A day of 1.0 each since the end of 1899, as the wall clock shows it.
    static double serial_of(Instant at) {
        constexpr double days_to_1970 = 25'569;
        auto local = at + shanghai_offset;
        return static_cast<double>(local.us / Duration::seconds(1).us) / 86'400 + days_to_1970;
    }
    void put(std::size_t number, const value& cell) {
        auto column = static_cast<lxw_col_t>(number);
        if (columns_[number].is_time && cell.is_string())
            if (auto at = parse_instant(text_of(cell))) {
                worksheet_write_number(sheet_, row_, column, serial_of(*at), time_);
                return;
            }
        if (cell.is_number()) {
            worksheet_write_number(sheet_, row_, column, cell.to_number<double>(), nullptr);
        } else if (cell.is_bool()) {
            worksheet_write_boolean(sheet_, row_, column, cell.get_bool() ? 1 : 0, nullptr);
        } else if (auto text = utf8::storable(text_of(cell)); !text.empty()) {
            if (auto kept = utf8::prefix(text, longest_cell); kept.size() < text.size())
                text = std::string(kept) + "…";
            worksheet_write_string(sheet_, row_, column, text.c_str(), nullptr);
        }
    }

    lxw_workbook* book_;
    std::string path_;
    std::string name_;
    std::vector<Column> columns_;
    lxw_format* head_ = nullptr;
    lxw_format* time_ = nullptr;
    std::size_t sheets_ = 0;
    lxw_worksheet* sheet_ = nullptr;
    lxw_row_t row_ = 0;
};

Result<File> open_file(const std::string& path) {
    File file(std::fopen(path.c_str(), "wx"));
    if (!file) return cannot_write(path);
    return file;
}

}  // namespace

std::string_view media_type_of(FileFormat format) {
    switch (format) {
        case FileFormat::csv: return "text/csv; charset=utf-8";
        case FileFormat::xlsx:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case FileFormat::geojson: return "application/geo+json";
    }
    return {};
}

std::string Column::name() const {
    std::string out;
    for (const auto& member : members) out += (out.empty() ? "" : ".") + member;
    return out;
}

const value& row_schema_of(const object& schemas, const value& answer_schema) {
    return resolved(schemas, answer_schema).at("properties").at("rows").at("items");
}

std::vector<Column> columns_of(const object& schemas, const value& row_schema) {
    std::vector<Column> out;
    add_columns(out, schemas, row_schema, {});
    return out;
}

std::string csv_field(std::string_view text) {
    // Some readers pass over line breaks and blanks before they look for one.
    auto first = text.find_first_not_of(" \n\r\t");
    bool is_formula = first != std::string_view::npos &&
                      (std::string_view("=+-@").contains(text[first]) ||
                       std::string_view("\t\r").contains(text.front()));
    std::string out = is_formula ? "'" : "";
    out += text;
    bool is_plain = out.find_first_of(",\"\r\n") == std::string::npos && !out.starts_with(' ') &&
                    !out.ends_with(' ');
    if (is_plain) return out;
    std::string quoted = "\"";
    for (char c : out) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

Result<std::unique_ptr<TableFile>> open_table(FileFormat format, const std::string& path,
                                              const std::string& scratch, const std::string& name,
                                              std::vector<Column> columns) {
    switch (format) {
        case FileFormat::csv: {
            auto file =
                std::make_unique<CsvFile>(TRY(open_file(path)), path, std::move(columns));
            TRY_VOID(file->begin());
            return file;
        }
        case FileFormat::geojson: {
            auto file = std::make_unique<GeoJsonFile>(TRY(open_file(path)), path);
            TRY_VOID(file->begin());
            return file;
        }
        case FileFormat::xlsx: break;
    }
    auto tmpdir = scratch;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = tmpdir.data();
    auto* book = workbook_new_opt(path.c_str(), &options);
    if (book == nullptr) return cannot_write(path);
    return std::make_unique<XlsxFile>(book, path, name, std::move(columns));
}

}  // namespace cs::http
