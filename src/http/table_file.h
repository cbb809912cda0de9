// A list as a file, written row by row so that its length costs no memory: CSV and XLSX with one
// column for each member, in XLSX with times as dates; GeoJSON with the row as a feature's
// properties.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/result.h"

namespace cs::http {

enum class FileFormat : std::uint8_t { csv, xlsx, geojson };
DESCRIBED_ENUM(FileFormat, csv, xlsx, geojson)
std::string_view media_type_of(FileFormat format);

/// Where a cell's value stands in a row; its name is the members' names joined by points.
struct Column {
    std::vector<std::string> members;
    bool is_time = false;  ///< an instant: in XLSX a date with a time of day, of the realm's zone
    std::string name() const;
};
/// Of an answer's JSON Schema what it says of its rows.
const boost::json::value& row_schema_of(const boost::json::object& schemas,
                                        const boost::json::value& answer_schema);
/// The columns of a row's JSON Schema, members of members included; lists are one column.
std::vector<Column> columns_of(const boost::json::object& schemas,
                               const boost::json::value& row_schema);

class TableFile {
public:
    virtual ~TableFile() = default;
    /// `geometry` is GeoJSON's, or "null".
    virtual Result<void> add(const boost::json::object& row, const std::string& geometry) = 0;
    /// After it the file is whole and closed.
    virtual Result<void> finish() = 0;
};

/// `name` is what a sheet is called; `scratch` a directory for what XLSX puts together at the end.
Result<std::unique_ptr<TableFile>> open_table(FileFormat format, const std::string& path,
                                              const std::string& scratch, const std::string& name,
                                              std::vector<Column> columns);

/// A text as a CSV field. One that a spreadsheet would take for a formula gets a ' before it.
std::string csv_field(std::string_view text);

}  // namespace cs::http
