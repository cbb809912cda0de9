// What the tests of this room share: a journal in memory, views on a fake disk, and how they are
// brought level.
#pragma once

#include <gtest/gtest.h>

#include "journal/fake_disk.h"
#include "journal/memory_journal.h"
#include "views/content_hash.h"
#include "views/lifecycle_samples.h"
#include "views/reader.h"
#include "views/search_index.h"
#include "views/views.h"

namespace cs::views {

/// Reads what was given to it, without append()'s checks; can be cut short.
class ListJournal final : public journal::Journal {
public:
    Result<void> append(std::span<const journal::Record> batch) override;
    Result<std::vector<journal::Record>> read(std::uint64_t from, std::size_t limit) override;
    std::uint64_t last_sequence() const override { return records.size(); }
    Realm realm() const override { return sample_realm; }

    std::vector<journal::Record> records;
};

struct Desk {
    explicit Desk(std::uint64_t seed = 1) : disk(seed), samples(seed) { samples.text_length = 40; }

    std::unique_ptr<Views> open_views();
    std::unique_ptr<SearchIndex> open_search();
    std::unique_ptr<Reader> open_reader();
    /// Folds and indexes everything, in batches of this size.
    void level(std::size_t batch = 1000);
    Hash256 hash();

    journal::FakeDisk disk;
    ListJournal journal;
    SampleOpener opener;
    LifecycleSamples samples;
    std::int64_t reports_per_volume = 16;
};

}  // namespace cs::views
