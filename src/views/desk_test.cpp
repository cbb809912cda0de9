#include "views/desk_test.h"

#include <algorithm>

namespace cs::views {

Result<void> ListJournal::append(std::span<const journal::Record> batch) {
    records.insert(records.end(), batch.begin(), batch.end());
    return {};
}

Result<std::vector<journal::Record>> ListJournal::read(std::uint64_t from, std::size_t limit) {
    std::vector<journal::Record> out;
    for (auto at = from - 1; at < records.size() && out.size() < limit; ++at)
        out.push_back(records[at]);
    return out;
}

std::unique_ptr<Views> Desk::open_views() {
    Views::Options options;
    options.vfs = disk.vfs_name();
    auto views = Views::open("views.db", journal, options);
    EXPECT_TRUE(views.has_value()) << views.error().text();
    return std::move(*views);
}

std::unique_ptr<SearchIndex> Desk::open_search() {
    SearchIndex::Options options;
    options.vfs = disk.vfs_name();
    options.reports_per_volume = reports_per_volume;
    auto index = SearchIndex::open("views.db", options);
    EXPECT_TRUE(index.has_value()) << index.error().text();
    return std::move(*index);
}

std::unique_ptr<Reader> Desk::open_reader() {
    auto reader = Reader::open("views.db", disk.vfs_name());
    EXPECT_TRUE(reader.has_value()) << reader.error().text();
    return std::move(*reader);
}

void Desk::level(std::size_t batch) {
    auto views = open_views();
    for (;;) {
        auto count = views->catch_up(journal, opener, batch);
        ASSERT_TRUE(count.has_value()) << count.error().text();
        if (*count == 0) break;
    }
    auto index = open_search();
    for (;;) {
        auto count = index->catch_up(batch);
        ASSERT_TRUE(count.has_value()) << count.error().text();
        if (*count == 0) break;
    }
}

Hash256 Desk::hash() {
    auto hash = content_hash("views.db", disk.vfs_name());
    EXPECT_TRUE(hash.has_value()) << hash.error().text();
    return *hash;
}

}  // namespace cs::views
