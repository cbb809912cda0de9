#include "sim/keyword_adviser.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/bytes.h"
#include "ingest/csv.h"
#include "model/catalogue.h"

namespace cs::sim {

Result<KeywordAdviser> KeywordAdviser::open(const std::string& path) {
    auto reader = TRY(ingest::CsvReader::open(path, {{"keyword"}, {"matter"}, {"weight"}}));
    KeywordAdviser out;
    ingest::CsvRow row;
    std::vector<ingest::BadRow> bad;
    std::vector<std::pair<std::string, std::string>> words;
    std::vector<std::uint32_t> weights;
    std::string everything;
    while (TRY(reader.next(row, bad))) {
        std::uint32_t weight = 0;
        std::from_chars(row[2].data(), row[2].data() + row[2].size(), weight);
        if (row[0].empty() || row[1].empty() || weight < 1 || weight > 9)
            return fail("a keyword needs a word, a matter and a weight of 1 to 9",
                        path + " line " + std::to_string(row.line));
        words.emplace_back(row[0], row[1]);
        weights.push_back(weight);
        out.matters_.emplace_back(row[1]);
        everything.append(row[0]).append(row[1]).append(row[2]);
    }
    if (!bad.empty())
        return fail(std::string(ingest::english_text(bad.front().fault)),
                    path + " line " + std::to_string(bad.front().line));
    std::ranges::sort(out.matters_);
    out.matters_.erase(std::unique(out.matters_.begin(), out.matters_.end()), out.matters_.end());
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto place = std::ranges::lower_bound(out.matters_, words[i].second);
        out.keywords_.push_back({words[i].first,
                                 static_cast<std::uint32_t>(place - out.matters_.begin()),
                                 weights[i]});
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
