// Lists as the API exports them (docs/exchange.md), read back: units, reports and cases; divisions
// and duties are read by the readers of their own files. What a list shows and no command takes is
// passed over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "ingest/bad_row.h"
#include "ingest/csv.h"
#include "ingest/requests.h"
#include "model/people.h"
#include "model/report.h"

namespace cs::ingest {

/// A cell without the ' that keeps spreadsheets from taking it for a formula.
std::string plain_cell(std::string_view cell);

template <class T>
struct ExportedRow {
    std::size_t line = 0;
    T value;
};

struct UnitsFile {
    std::vector<ExportedRow<Unit>> units;
    std::vector<BadRow> bad_rows;
};
/// Columns id, name, kind, division; parent and retired may be missing.
Result<UnitsFile> read_units(TableText table, const std::string& name);

/// `id` and `writer` are those of the realm that exported it.
struct ExportedReport {
    std::string id;
    std::string writer;
    std::string source_id;  ///< the sender's own number, or else the id
    Channel channel = Channel::hotline;
    Instant reported_at;
    std::string title;
    std::string text;
    std::optional<Place> place;
};
struct ReportsFile {
    std::vector<ExportedRow<ExportedReport>> reports;
    std::vector<BadRow> bad_rows;
};
/// Columns id, channel, reported_at, title, text; the others may be missing. A report without words
/// is a bad row: it was erased, or whoever exported it might not read it.
Result<ReportsFile> read_reports(TableText table, const std::string& name, Instant latest);

/// How a list of cases is read as another system's: by number, with its own dates and unit names.
/// A point is there where the file has columns latitude and longitude.
const RequestProfile& exported_cases();
Result<RequestsFile> read_cases(TableText table, const std::string& name);

}  // namespace cs::ingest
