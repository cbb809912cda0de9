// A strict, streaming CSV reader (RFC 4180, UTF-8): a bad row is reported with its line and reason
// and reading goes on with the line after the one at which it began. Memory is bounded by the
// longest row allowed, not by the file. Columns are asked for by name and found in any order.
// A file that is a workbook (xlsx.h) is read as the table that its first sheet holds.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/bad_row.h"
#include "ingest/table_text.h"

namespace cs::ingest {

inline constexpr std::size_t max_field_bytes = 1 << 20;
/// A row longer than this counts as one with a field that is too long.
inline constexpr std::size_t max_row_bytes = 16 * max_field_bytes;
/// A row with more columns is a bad one.
inline constexpr std::size_t max_columns = 1'000;

struct CsvColumn {
    std::string_view name;
    bool required = true;
};

/// The columns asked for, in the order in which they were asked for; absent optional ones are
/// empty. The texts live until the next call of the reader.
struct CsvRow {
    std::size_t line = 0;  ///< or the number by which the sender knows the row
    std::vector<std::string_view> fields;
    std::string_view operator[](std::size_t column) const { return fields[column]; }
};

class CsvReader {
public:
    /// Reads the header. Refuses a file that cannot be read, is empty, is not UTF-8, or lacks a
    /// required column or has it twice; the error names what was found instead.
    /// Where it has all columns of `other`, a second form of the same, those are read instead.
    static Result<CsvReader> open(const std::string& path, const std::vector<CsvColumn>& columns,
                                  const std::vector<CsvColumn>& other = {});
    /// The same over a text; `name` stands for the file in errors.
    static Result<CsvReader> over(TableText table, std::string name,
                                  const std::vector<CsvColumn>& columns,
                                  const std::vector<CsvColumn>& other = {});

    /// Fills `row` with the next good row and appends the bad ones met before it to `bad`.
    /// False at the end. An error is the disk's, or says that there are too many bad rows.
    Result<bool> next(CsvRow& row, std::vector<BadRow>& bad);

    /// Of a workbook, for the numbers of its rows.
    const Sheets& sheets() const { return table_.sheets; }
    /// Whether the header has the column that was asked for at this position.
    bool has(std::size_t column) const { return positions_[column] != absent; }
    /// Whether the file is of the other form.
    bool is_other() const { return is_other_; }
    /// For progress: bytes taken so far, and the size of the whole (0 when not known, a pipe).
    std::size_t bytes_taken() const { return taken_; }
    std::size_t bytes_whole() const { return whole_; }

private:
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    struct Field {
        std::size_t begin, end;
        bool has_escapes;
    };
    /// What a look at the buffer found: a whole row, a fault, or that more bytes are needed.
    enum class Scan { row, fault, more };

    explicit CsvReader(std::string name) : name_(std::move(name)) {}
    Result<void> read_header(const std::vector<CsvColumn>& columns,
                             const std::vector<CsvColumn>& other);
    Result<void> find_columns(std::vector<std::string> names,
                              const std::vector<CsvColumn>& columns);
    Result<bool> next_record(std::vector<BadRow>& bad);
    Result<void> fill();
    void set_table(TableText table);
    Scan scan_record();
    Scan scan_quoted(std::size_t& at);
    Scan scan_plain(std::size_t& at);
    Scan fault(RowFault fault, std::size_t field_begin);
    Result<void> skip_faulty_record();
    void take(std::size_t end, std::size_t lines);
    std::string_view text_of(const Field& field);

    std::string name_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    TableText table_;  ///< what it says beside the text, which is in the buffer
    std::string buffer_;
    std::size_t begin_ = 0;  ///< of the record being read, in the buffer
    std::size_t end_ = 0;    ///< past the record
    bool at_eof_ = false;
    bool is_other_ = false;
    std::size_t line_ = 1;         ///< at which the record begins
    std::size_t record_lines_ = 0; ///< line ends within the record
    RowFault fault_{};
    std::size_t faulty_begin_ = 0;  ///< of the field at fault; reading goes on after its first line
    std::size_t faulty_lines_ = 0;  ///< line ends between the record's begin and that field
    std::vector<Field> fields_;
    std::size_t width_ = 0;  ///< columns of the header
    std::vector<std::size_t> positions_;
    std::size_t taken_ = 0;
    std::size_t whole_ = 0;
};

}  // namespace cs::ingest
