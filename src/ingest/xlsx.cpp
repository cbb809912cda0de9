#include "ingest/xlsx.h"

#include <algorithm>
#include <charconv>

#include "ingest/csv.h"
#include "ingest/workbook.h"
#include "ingest/xml_part.h"

namespace cs::ingest {

namespace {

constexpr std::size_t most_columns = 200;
constexpr std::size_t last_row = 1'048'576;  // of a sheet
constexpr std::size_t most_rows = 2'000'000;
constexpr std::size_t most_csv_bytes = 64 * 1024 * 1024;

// The column of a cell such as "AB12", from 0; `last` where there is no end to it.
std::size_t column_of(std::string_view reference) {
    constexpr std::size_t last = 16'384;
    std::size_t out = 0;
    for (char c : reference) {
        if (c < 'A' || c > 'Z') break;
        out = std::min(last, out * 26 + static_cast<std::size_t>(c - 'A') + 1);
    }
    return out == 0 ? last : out - 1;
}

// One sheet after the other goes into the same table.
class Sheet final : public XmlPart {
public:
    Sheet(const Workbook& workbook, std::string name, TableText& out)
        : workbook_(workbook), name_(std::move(name)), out_(out) {}

    Result<void> read_next(ZipParts& parts, const Workbook::Sheet& sheet) {
        rows_ = {sheet.name, last_};
        row_ = 0;
        is_begun_ = false;
        return read(parts, sheet.part);
    }

private:
    void on_start(std::string_view element, const XmlAttributes& attributes) override {
        if (element == "row") start_row(attributes);
        if (element == "c") start_cell(attributes);
        is_spoken_ = is_spoken_ || element == "rPh";
        is_value_ = element == "v" || (element == "t" && !is_spoken_);
    }
    void on_end(std::string_view element) override {
        is_value_ = false;
        if (element == "rPh") is_spoken_ = false;
        if (element == "c") end_cell();
        if (element == "row") end_row();
    }
    // One byte more than a cell may have tells that it has too many.
    void on_text(std::string_view text) override {
        if (is_value_) value_ += text.substr(0, max_field_bytes + 1 - value_.size());
    }

    void start_row(const XmlAttributes& attributes) {
        auto given = attributes.find("r").value_or("");
        std::size_t number = row_ + 1;
        std::from_chars(given.data(), given.data() + given.size(), number);
        row_ = std::min(number, last_row);
        column_ = 0;
        cells_.clear();
        fault_.reset();
    }
    void start_cell(const XmlAttributes& attributes) {
        if (auto reference = attributes.find("r")) column_ = column_of(*reference);
        kind_ = attributes.find("t").value_or("n");
        auto style = attributes.find("s").value_or("");
        std::size_t number = workbook_.forms.size();
        std::from_chars(style.data(), style.data() + style.size(), number);
        form_ = number < workbook_.forms.size() ? workbook_.forms[number] : CellForm{};
        value_.clear();
    }
    void end_cell() {
        auto column = column_++;
        if (value_.empty() || fault_) return;
        // What stands beside the table is none of it.
        if (is_begun_ && column >= head_.size()) return;
        auto text = shown(column);
        bytes_ += text.size();
        if (bytes_ > most_csv_bytes) return stop(too_much(name_));
        if (text.size() > max_field_bytes) leave_out(RowFault::huge_field, column);
        if (kind_ == "e") leave_out(RowFault::cell_error, column);
        if (column >= most_columns) leave_out(RowFault::wrong_columns, column);
        if (fault_ || text.empty()) return;
        if (cells_.size() <= column) cells_.resize(column + 1);
        cells_[column] = std::move(text);
    }
    void leave_out(RowFault fault, std::size_t column) {
        if (!fault_) fault_ = BadRow{rows_.before + row_, fault, "#" + std::to_string(column + 1)};
    }

    std::string shown(std::size_t column) {
        if (kind_ == "s") {
            std::size_t number = workbook_.texts.size();
            std::from_chars(value_.data(), value_.data() + value_.size(), number);
            if (number < workbook_.texts.size()) return workbook_.texts[number];
            stop({"a cell of the workbook names a text that it does not have", name_,
                  "save it as .xlsx anew"});
            return {};
        }
        if (kind_ == "b") return value_ == "1" || value_ == "true" ? "true" : "false";
        if (kind_ != "n") return unescaped(value_);
        auto number = shown_number(value_, form_, workbook_.epoch);
        if (!number) leave_out(RowFault::inexact_number, column);
        return number.value_or("");
    }

    void end_row() {
        if (fault_ && is_begun_) {
            out_.bad_rows.push_back(std::move(*fault_));
            last_ = std::max(last_, rows_.before + row_);
        } else if (fault_ || !cells_.empty()) {
            is_begun_ ? add_row() : begin();
        }
        bool is_too_much = out_.rows.size() + out_.bad_rows.size() > most_rows ||
                           out_.csv.size() > most_csv_bytes;
        if (is_too_much) stop(too_much(name_));
    }
    void begin() {
        is_begun_ = true;
        if (!head_.empty()) {
            if (fault_ || head_ != cells_) return stop();
            out_.sheets.push_back(rows_);
            return;
        }
        if (fault_)
            return stop({"the row of column names has a cell that cannot be read", name_,
                         "begin the first sheet with a row of column names"});
        head_ = cells_;
        last_ = row_;
        out_.sheets.push_back(rows_);
        out_.add_row(row_, head_);
    }
    void add_row() {
        cells_.resize(std::max(cells_.size(), head_.size()));
        last_ = std::max(last_, rows_.before + row_);
        out_.add_row(rows_.before + row_, cells_);
    }

    const Workbook& workbook_;
    std::string name_;
    TableText& out_;
    std::vector<std::string> head_;
    SheetRows rows_;        ///< of this sheet
    std::size_t last_ = 0;  ///< number of the last row with a value
    std::size_t row_ = 0;   ///< in this sheet
    std::size_t column_ = 0;
    bool is_begun_ = false;  ///< the sheet's head was there
    std::vector<std::string> cells_;
    std::optional<BadRow> fault_;
    std::string kind_;
    CellForm form_;
    std::string value_;
    std::size_t bytes_ = 0;  ///< of all cells so far, also of those left out
    bool is_value_ = false;
    bool is_spoken_ = false;  ///< how a text is pronounced is none of it
};

}  // namespace

Result<TableText> table_of_xlsx(std::string_view bytes, const std::string& name,
                                const std::stop_token& stop) {
    if (bytes.size() > longest_xlsx)
        return fail("the workbook is longer than 16 MiB", name, "send it in parts, or as CSV");
    auto parts = TRY(ZipParts::open(bytes, name, stop));
    auto workbook = TRY(read_workbook(parts));
    TableText out;
    Sheet sheet(workbook, name, out);
    for (const auto& one : workbook.sheets) TRY_VOID(sheet.read_next(parts, one));
    return out;
}

bool begins_as_workbook(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0");
}

Result<TableText> table_of_file(std::string bytes, const std::string& name) {
    if (begins_as_workbook(bytes)) return table_of_xlsx(bytes, name);
    return TableText(std::move(bytes));
}

}  // namespace cs::ingest
