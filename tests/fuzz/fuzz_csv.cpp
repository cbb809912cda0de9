// Tables: reading comes to an end, and every row is either good or reported.
#include "base/check.h"
#include "ingest/csv.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(cs::fuzz::text_of(data, size));
    auto reader = cs::ingest::CsvReader::over(text, "fuzz", {{"a"}, {"b", false}});
    if (!reader) return 0;
    cs::ingest::CsvRow row;
    std::vector<cs::ingest::BadRow> bad;
    std::size_t rows = 0;
    for (auto more = reader->next(row, bad); more && *more; more = reader->next(row, bad)) {
        CHECK(row.fields.size() == 2);
        ++rows;
    }
    CHECK(rows + bad.size() <= size + 1);
    return 0;
}
