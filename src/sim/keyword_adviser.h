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
    /// Reads columns keyword,matter,weight (1–9). A matter of the catalogue that the table does not
    /// know gets its own name as a word, and those of the table's that occur in what it says.
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
    struct Wording {
        std::string name;
        std::string conditions;
    };
    static void add_words(std::vector<Row>& rows, const std::string& matter,
                          const Wording& wording, const std::vector<Row>& known);
    static Result<std::vector<Row>> read_rows(const std::string& path);
    std::vector<Keyword> keywords_;
    std::vector<std::string> matters_;  ///< sorted
    std::string version_;
};

}  // namespace cs::sim
