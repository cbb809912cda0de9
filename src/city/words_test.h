// A line of a scenario taken apart: words, "quoted text", and the options that follow keywords.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cs::city {

struct Line {
    std::vector<std::string> words;  ///< in order, without the options
    std::map<std::string, std::string, std::less<>> options;
    std::string_view raw;

    bool has(std::string_view option) const { return options.contains(option); }
    std::string option(std::string_view name) const;
    /// The n-th word, "" when there is none.
    std::string word(std::size_t n) const { return n < words.size() ? words[n] : std::string(); }
};

/// Splits at blanks; text in double quotes is one word. A comma after a word is dropped. `{` ends
/// the words: the rest of the line is JSON, kept as one word. An expectation has no options.
Line parse_line(std::string_view text);

}  // namespace cs::city
