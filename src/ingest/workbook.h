// What a workbook says before its sheets: where its parts lie, its texts, and how its numbers are
// shown (ISO/IEC 29500-1, 18.2 to 18.8).
#pragma once

#include <string>
#include <vector>

#include "ingest/cell_form.h"
#include "ingest/zip_parts.h"

namespace cs::ingest {

struct Workbook {
    struct Sheet {
        std::string name;  ///< on its tab
        std::string part;
    };
    std::vector<Sheet> sheets;       ///< in the order of the tabs
    std::vector<std::string> texts;  ///< that cells refer to by number
    std::vector<CellForm> forms;     ///< that cells refer to by number
    Epoch epoch = Epoch::of_1900;
};

Result<Workbook> read_workbook(ZipParts& parts);

/// What a workbook may hold at most, and what is said of one that has more.
inline constexpr std::size_t most_texts = 2'000'000;
inline constexpr std::size_t most_text_bytes = 64 * 1024 * 1024;
Error too_much(const std::string& name);

}  // namespace cs::ingest
