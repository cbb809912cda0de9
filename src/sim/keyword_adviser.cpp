#include "sim/keyword_adviser.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <set>

#include "base/bytes.h"
#include "ingest/csv.h"
#include "model/catalogue.h"

namespace cs::sim {

namespace {
constexpr std::uint32_t weight_of_a_name = 5;
/// A word in a filing condition says less of the matter than one in its name.
constexpr std::uint32_t parts_of_a_weight = 3;
}

Result<std::vector<KeywordAdviser::Row>> KeywordAdviser::read_rows(const std::string& path) {
    auto reader = TRY(ingest::CsvReader::open(path, {{"keyword"}, {"matter"}, {"weight"}}));
    ingest::CsvRow row;
    std::vector<ingest::BadRow> bad;
    std::vector<Row> rows;
    while (TRY(reader.next(row, bad))) {
        std::uint32_t weight = 0;
        std::from_chars(row[2].data(), row[2].data() + row[2].size(), weight);
        if (row[0].empty() || row[1].empty() || weight < 1 || weight > 9)
            return fail("a keyword needs a word, a matter and a weight of 1 to 9",
                        path + " line " + std::to_string(row.line));
        rows.push_back({std::string(row[0]), std::string(row[1]), weight});
    }
    if (!bad.empty())
        return fail(std::string(ingest::english_text(bad.front().fault)),
                    path + " line " + std::to_string(bad.front().line));
    return rows;
}

// A matter that the table does not know: its own name, and those of the table's words that occur
// in its name or, for less, in its filing conditions.
void KeywordAdviser::add_words(std::vector<Row>& rows, const std::string& matter,
                               const Wording& wording, const std::vector<Row>& known) {
    rows.push_back({wording.name, matter, weight_of_a_name});
    std::set<std::string> taken{wording.name};
    for (const auto& row : known) {
        bool is_in_name = wording.name.find(row.word) != std::string::npos;
        if (!is_in_name && wording.conditions.find(row.word) == std::string::npos) continue;
        if (!taken.insert(row.word).second) continue;
        auto weight = is_in_name ? row.weight : row.weight / parts_of_a_weight;
        rows.push_back({row.word, matter, std::max(weight, 1u)});
    }
}

Result<KeywordAdviser> KeywordAdviser::open(const std::string& path,
                                            std::span<const Duty> catalogue) {
    auto rows = TRY(read_rows(path));
    std::map<std::string, Wording> wordings;
    for (const auto& duty : catalogue) {
        auto& wording = wordings[duty.matter];
        wording.name = duty.name;
        wording.conditions += duty.filing_condition + "\n";
    }
    auto elsewhere = std::ranges::stable_partition(
        rows, [&](const Row& row) { return wordings.contains(row.matter); });
    std::vector<Row> words_of_others(elsewhere.begin(), elsewhere.end());
    rows.erase(elsewhere.begin(), elsewhere.end());
    std::set<std::string> worded;
    for (const auto& row : rows) worded.insert(row.matter);
    for (const auto& [matter, wording] : wordings)
        if (matter != other_matter && !worded.contains(matter))
            add_words(rows, matter, wording, words_of_others);

    KeywordAdviser out;
    std::string everything;
    for (const auto& row : rows) {
        out.matters_.push_back(row.matter);
        everything += row.word + row.matter + std::to_string(row.weight);
    }
    std::ranges::sort(out.matters_);
    out.matters_.erase(std::unique(out.matters_.begin(), out.matters_.end()), out.matters_.end());
    for (auto& row : rows) {
        auto place = std::ranges::lower_bound(out.matters_, row.matter);
        out.keywords_.push_back({std::move(row.word),
                                 static_cast<std::uint32_t>(place - out.matters_.begin()),
                                 row.weight});
    }
    out.version_ = hex_text(sha256(everything)).substr(0, 8);
    return out;
}

Advice KeywordAdviser::advise(std::string_view title, std::string_view text) const {
    std::vector<std::uint32_t> scores(matters_.size());
    for (const auto& keyword : keywords_) {
        if (title.find(keyword.word) != std::string_view::npos)
            scores[keyword.matter] += 2 * keyword.weight;
        if (text.find(keyword.word) != std::string_view::npos)
            scores[keyword.matter] += keyword.weight;
    }
    auto best = std::ranges::max_element(scores);
    if (best == scores.end() || *best == 0) return {"keywords", version_, other_matter, 0};
    auto sum = std::accumulate(scores.begin(), scores.end(), std::uint64_t{0});
    return {"keywords", version_, matters_[static_cast<std::size_t>(best - scores.begin())],
            static_cast<std::uint8_t>(*best * 100 / sum)};
}

}  // namespace cs::sim
