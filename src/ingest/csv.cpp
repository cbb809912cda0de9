// The scanner looks at a record without touching it, so that after a fault the same bytes can be
// read again as lines; only a record found whole has its doubled quotes folded, in place.
#include "ingest/csv.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "base/utf8.h"
#include "ingest/xlsx.h"

namespace cs::ingest {

namespace {

constexpr std::size_t block_bytes = 256 << 10;
constexpr const char* save_as_utf8 =
    "save it as UTF-8 (in a spreadsheet: CSV UTF-8; from GBK: iconv -f GB18030 -t UTF-8)";

std::string quoted(std::string_view text) {
    std::string out;
    out.append("\"").append(text).append("\"");
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string join(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

std::string field_number(std::size_t index) { return "#" + std::to_string(index + 1); }

}  // namespace

Result<CsvReader> CsvReader::open(const std::string& path, const std::vector<CsvColumn>& columns,
                                  const std::vector<CsvColumn>& other) {
    CsvReader reader(path);
    reader.file_.reset(std::fopen(path.c_str(), "rb"));
    if (reader.file_ == nullptr)
        return fail(std::string("cannot open the file: ") + std::strerror(errno), path,
                    "check the path and that you may read it");
    struct stat status {};
    if (fstat(fileno(reader.file_.get()), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return fail("this is a directory, not a CSV file", path, "name a file");
        if (S_ISREG(status.st_mode)) reader.whole_ = static_cast<std::size_t>(status.st_size);
    }
    TRY_VOID(reader.fill());
    if (begins_as_workbook(reader.buffer_)) {
        while (!reader.at_eof_ && reader.buffer_.size() <= longest_xlsx) TRY_VOID(reader.fill());
        reader.set_table(TRY(table_of_xlsx(reader.buffer_, path)));
    }
    TRY_VOID(reader.read_header(columns, other));
    return reader;
}

Result<CsvReader> CsvReader::over(TableText table, std::string name,
                                  const std::vector<CsvColumn>& columns,
                                  const std::vector<CsvColumn>& other) {
    CsvReader reader(std::move(name));
    reader.set_table(std::move(table));
    TRY_VOID(reader.read_header(columns, other));
    return reader;
}

void CsvReader::set_table(TableText table) {
    table_ = std::move(table);
    buffer_ = std::move(table_.csv);
    whole_ = buffer_.size();
    at_eof_ = true;
}

Result<void> CsvReader::read_header(const std::vector<CsvColumn>& columns,
                                    const std::vector<CsvColumn>& other) {
    if (buffer_.empty()) return fail("the file is empty", name_, "give one with a header line");
    if (buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF"))
        return fail("the file is UTF-16, not UTF-8", name_, save_as_utf8);
    if (buffer_.starts_with("\xEF\xBB\xBF")) take(3, 0);
    auto first_end = buffer_.find_first_of("\r\n");
    if (first_end != std::string::npos && first_end + 1 < buffer_.size() &&
        buffer_[first_end] == '\r' && buffer_[first_end + 1] != '\n')
        return fail("its lines end in CR alone", name_,
                    "save it with LF or CRLF at the end of each line");
    std::vector<BadRow> bad;
    bool found = TRY(next_record(bad));
    if (!bad.empty() && bad.front().fault == RowFault::broken_utf8)
        return fail("the header is not valid UTF-8", name_, save_as_utf8);
    constexpr const char* begin_with_names = "begin the file with a line of column names";
    if (!bad.empty()) {
        std::string why(english_text(bad.front().fault));
        return fail("the header line cannot be read: " + why, name_ + " line 1", begin_with_names);
    }
    if (!found)
        return fail("the header line cannot be read", name_ + " line 1", begin_with_names);
    std::vector<std::string> names;
    for (const auto& field : fields_) names.emplace_back(trimmed(text_of(field)));
    is_other_ = !other.empty() && std::ranges::all_of(other, [&](const CsvColumn& column) {
        return std::ranges::find(names, column.name) != names.end();
    });
    return find_columns(std::move(names), is_other_ ? other : columns);
}

Result<void> CsvReader::find_columns(std::vector<std::string> names,
                                     const std::vector<CsvColumn>& columns) {
    width_ = names.size();
    std::vector<std::string> missing;
    for (const auto& column : columns) {
        auto count = std::ranges::count(names, column.name);
        if (count > 1)
            return fail("the column " + quoted(column.name) + " appears twice", name_ + " line 1",
                        "keep one of the two");
        auto at = std::ranges::find(names, column.name);
        positions_.push_back(count == 1 ? static_cast<std::size_t>(at - names.begin()) : absent);
        if (count == 0 && column.required) missing.emplace_back(column.name);
    }
    if (!missing.empty()) {
        if (names.size() > 20) names.resize(20), names.emplace_back("…");
        std::string which = missing.size() == 1 ? "the column " + join(missing) + " is missing"
                                                : "the columns " + join(missing) + " are missing";
        return fail(which + "; found only: " + join(names), name_ + " line 1",
                    "name the columns in the first line, in any order");
    }
    return {};
}

Result<bool> CsvReader::next(CsvRow& row, std::vector<BadRow>& bad) {
    std::ranges::move(table_.bad_rows, std::back_inserter(bad));
    table_.bad_rows.clear();
    if (!TRY(next_record(bad))) return false;
    row.line = table_.number_at(line_ - record_lines_);
    row.fields.resize(positions_.size());
    for (std::size_t i = 0; i < positions_.size(); ++i)
        row.fields[i] = has(i) ? text_of(fields_[positions_[i]]) : std::string_view();
    return true;
}

// Reads up to the end of the next record that is well formed; its fields stay in the buffer.
Result<bool> CsvReader::next_record(std::vector<BadRow>& bad) {
    while (true) {
        if (begin_ == buffer_.size() && at_eof_) return false;
        if (bad.size() > most_bad_rows)
            return fail("more than 100000 rows of the file are bad", name_,
                        about_the_first(bad, table_.sheets));
        auto scan = scan_record();
        if (scan == Scan::more) {
            TRY_VOID(fill());
            continue;
        }
        if (scan == Scan::fault) {
            bad.push_back({table_.number_at(line_), fault_, field_number(fields_.size())});
            TRY_VOID(skip_faulty_record());
            continue;
        }
        std::string_view whole(buffer_.data() + begin_, end_ - begin_);
        auto broken = utf8::first_invalid(whole);
        bool is_blank = fields_.size() == 1 && fields_[0].begin == fields_[0].end;
        auto number = table_.number_at(line_);
        take(end_, record_lines_);
        if (broken) {
            auto at = static_cast<std::size_t>(whole.data() - buffer_.data()) + *broken;
            auto field = std::ranges::find_if(fields_, [&](auto& f) { return at < f.end; });
            auto index = static_cast<std::size_t>(field - fields_.begin());
            bad.push_back({number, RowFault::broken_utf8, field_number(index)});
        } else if (width_ != 0 && fields_.size() != width_) {
            if (is_blank) continue;
            bad.push_back({number, RowFault::wrong_columns,
                           std::to_string(fields_.size()) + " ≠ " + std::to_string(width_)});
        } else if (!is_blank) {
            return true;
        }
    }
}

CsvReader::Scan CsvReader::scan_record() {
    fields_.clear();
    record_lines_ = 0;
    auto at = begin_;
    while (true) {
        if (at == buffer_.size() && !at_eof_) return Scan::more;
        if (at - begin_ > max_row_bytes) return fault(RowFault::huge_field, at);
        if (fields_.size() == max_columns) return fault(RowFault::wrong_columns, at);
        bool is_quoted = at < buffer_.size() && buffer_[at] == '"';
        auto scan = is_quoted ? scan_quoted(at) : scan_plain(at);
        if (scan != Scan::row) return scan;
        if (at == buffer_.size()) break;
        if (buffer_[at] == ',') {
            ++at;
            continue;
        }
        at += buffer_[at] == '\r' ? 2 : 1;
        ++record_lines_;
        break;
    }
    end_ = at;
    return Scan::row;
}

CsvReader::Scan CsvReader::scan_plain(std::size_t& at) {
    const auto begin = at;
    const char* text = buffer_.data();
    const auto size = buffer_.size();
    for (; at < size; ++at) {
        char c = text[at];
        if (c > ',') continue;
        if (c == ',' || c == '\n') break;
        if (c == '"') return fault(RowFault::stray_quote, begin);
        if (c != '\r') continue;
        if (at + 1 == size && !at_eof_) return Scan::more;
        if (at + 1 < size && text[at + 1] == '\n') break;
    }
    if (at - begin > max_field_bytes) return fault(RowFault::huge_field, begin);
    if (at == size && !at_eof_) return Scan::more;
    fields_.push_back({begin, at, false});
    return Scan::row;
}

// From the opening quote to past the closing one.
CsvReader::Scan CsvReader::scan_quoted(std::size_t& at) {
    const auto opening = at;
    bool has_escapes = false;
    std::size_t lines = 0;
    for (++at;; ++at) {
        auto quote = buffer_.find('"', at);
        auto end = std::min(quote, buffer_.size());
        lines += static_cast<std::size_t>(
            std::count(buffer_.data() + at, buffer_.data() + end, '\n'));
        if (end - opening > max_field_bytes)
            return fault(lines > 0 ? RowFault::unclosed_quote : RowFault::huge_field, opening);
        if (quote == std::string::npos)
            return at_eof_ ? fault(RowFault::unclosed_quote, opening) : Scan::more;
        at = quote + 1;
        if (at == buffer_.size() && !at_eof_) return Scan::more;
        if (at == buffer_.size() || buffer_[at] != '"') break;
        has_escapes = true;
    }
    bool ends = at == buffer_.size() || buffer_[at] == ',' || buffer_[at] == '\n';
    if (!ends && buffer_[at] == '\r') {
        if (at + 1 == buffer_.size() && !at_eof_) return Scan::more;
        ends = at + 1 < buffer_.size() && buffer_[at + 1] == '\n';
    }
    if (!ends) return fault(RowFault::text_after_quote, opening);
    record_lines_ += lines;
    fields_.push_back({opening + 1, at - 1, has_escapes});
    return Scan::row;
}

CsvReader::Scan CsvReader::fault(RowFault fault, std::size_t field_begin) {
    fault_ = fault;
    faulty_begin_ = field_begin;
    faulty_lines_ = record_lines_;
    return Scan::fault;
}

// Goes on with the line after the one on which the field at fault began: an unclosed quote has
// swallowed lines that may well be good.
Result<void> CsvReader::skip_faulty_record() {
    take(faulty_begin_, faulty_lines_);
    while (true) {
        auto line_end = buffer_.find('\n', begin_);
        if (line_end != std::string::npos) {
            take(line_end + 1, 1);
            return {};
        }
        take(buffer_.size(), 0);
        if (at_eof_) return {};
        TRY_VOID(fill());
    }
}

void CsvReader::take(std::size_t end, std::size_t lines) {
    taken_ += end - begin_;
    begin_ = end;
    line_ += lines;
}

// Doubled quotes are folded in the buffer, once: the record has been taken already.
std::string_view CsvReader::text_of(const Field& field) {
    char* begin = buffer_.data() + field.begin;
    auto size = field.end - field.begin;
    if (!field.has_escapes) return {begin, size};
    char* out = begin;
    for (std::size_t i = 0; i < size; ++i) {
        *out++ = begin[i];
        if (begin[i] == '"') ++i;
    }
    return {begin, static_cast<std::size_t>(out - begin)};
}

Result<void> CsvReader::fill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    auto had = buffer_.size();
    auto wanted = std::max(block_bytes, had);  // growing by doubling keeps rescans linear
    buffer_.resize(had + wanted);
    auto got = std::fread(buffer_.data() + had, 1, wanted, file_.get());
    buffer_.resize(had + got);
    if (got < wanted) {
        if (std::ferror(file_.get()))
            return fail(std::string("reading stopped: ") + std::strerror(errno), name_,
                        "check the disk, then run it again");
        at_eof_ = true;
    }
    return {};
}

}  // namespace cs::ingest
