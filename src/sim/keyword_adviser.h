// The simulated hotline agent's advice on the matter, until there is better: a table of keywords
// with weights (data/keywords.csv). The best sum wins, the title counts double, ties go to the
// lower code; nothing found is "other".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/commands.h"

namespace cs::sim {

class KeywordAdviser {
public:
    /// Reads columns keyword,matter,weight (1–9). Words for matters that the catalogue does not
    /// have are left out; a matter without any word gets its own name as one.
    static Result<KeywordAdviser> open(const std::string& path, std::span<const Duty> catalogue);

    /// Always a suggestion; with confidence 0 it is `other_matter`, for no keyword occurred.
    Advice advise(std::string_view title, std::string_view text) const;

private:
    struct Row {
        std::string word;
        std::string matter;
        std::uint32_t weight;
    };
    struct Keyword {
        std::string word;
        std::uint32_t matter;
        std::uint32_t weight;
    };
    static Result<std::vector<Row>> read_rows(const std::string& path);
    std::vector<Keyword> keywords_;
    std::vector<std::string> matters_;  ///< sorted
    std::string version_;
};

}  // namespace cs::sim
