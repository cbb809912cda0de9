// Service requests of another system as a table, read by a profile that names its columns, words
// and form of time; nothing here knows a city. A row that is wrong is left out with its reason, and
// a row that merely lacks a date or a usable point is taken without it and listed apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/geo.h"
#include "base/result.h"
#include "base/time.h"
#include "ingest/bad_row.h"
#include "ingest/csv.h"
#include "model/case.h"

namespace cs::ingest {

/// iso: what parse_instant reads. us_12_hour: "04/12/2018 11:11:26 AM", local time of the realm.
enum class TimeForm : std::uint8_t { iso, us_12_hour };
DESCRIBED_ENUM(TimeForm, iso, us_12_hour)

/// The file's own names for the columns; all must be in its header.
struct RequestColumns {
    std::string id, matter, unit, status, filed, due, closed, latitude, longitude;
    std::optional<std::string> division = {};  ///< a code that says where it is; else the realm
    DESCRIBED(RequestColumns, id, matter, unit, status, filed, due, closed, latitude, longitude,
              division)
};

struct StatusWord {
    std::string text;
    OutsideStatus means = OutsideStatus::open;
    DESCRIBED(StatusWord, text, means)
};

/// Decimal degrees as text.
struct DegreeBox {
    std::string west, south, east, north;
    DESCRIBED(DegreeBox, west, south, east, north)
};

/// Described in data/imports/README.md.
struct RequestProfile {
    std::string system;
    std::string name;  ///< of the city whose file it is
    RequestColumns columns;
    TimeForm time_form = TimeForm::iso;
    std::vector<StatusWord> statuses;
    std::optional<DegreeBox> box;
    DESCRIBED(RequestProfile, system, name, columns, time_form, statuses, box)
};

/// Refuses a file that is not such a profile, by the path of the field.
Result<RequestProfile> read_request_profile(const std::string& path);

struct Request {
    std::size_t line = 0;
    std::string id;
    std::string matter_name;
    std::string unit_name;
    OutsideStatus status = OutsideStatus::open;
    Instant filed_at;
    std::optional<Instant> due;
    std::optional<Instant> closed_at;
    std::optional<LonLat> at;
    std::optional<DivisionCode> division;
};

struct RequestsFile {
    std::size_t rows = 0;  ///< that the reader found, usable or not
    std::vector<Request> requests;
    std::vector<BadRow> bad_rows;
    /// Taken without a point (cut_place, bad_place, no_place) or without a promised date (no_due);
    /// a row may be here for both.
    std::vector<BadRow> partial_rows;
    Sheets sheets;  ///< of a workbook, for the lines of all of them
};

/// Refuses a file without one usable row.
Result<RequestsFile> read_requests(const std::string& path, const RequestProfile& profile);
/// The same over what a reader gives, where all rows may be bad.
Result<RequestsFile> read_requests(CsvReader reader, const std::string& name,
                                   const RequestProfile& profile);
/// The columns of a profile, for a reader of one's own; they point into it.
std::vector<CsvColumn> request_columns(const RequestProfile& profile);

}  // namespace cs::ingest
