// Workbooks: reading comes to an end, and what comes out is a table whose rows are in order. In the
// seed `stored` nothing is packed, so that changes reach the XML before its sum is found wrong.
#include "base/check.h"
#include "ingest/csv.h"
#include "ingest/xlsx.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto table = cs::ingest::table_of_xlsx(cs::fuzz::text_of(data, size), "fuzz");
    if (!table) return 0;
    for (std::size_t i = 1; i < table->rows.size(); ++i)
        CHECK(table->rows[i - 1].line < table->rows[i].line);
    auto rows = table->rows.size();
    auto reader = cs::ingest::CsvReader::over(std::move(*table), "fuzz", {{"a", false}});
    if (!reader) return 0;
    cs::ingest::CsvRow row;
    std::vector<cs::ingest::BadRow> bad;
    std::size_t read = 0;
    for (auto more = reader->next(row, bad); more && *more; more = reader->next(row, bad)) ++read;
    CHECK(read < rows || rows == 0);
    return 0;
}
