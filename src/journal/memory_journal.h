// A journal in memory: the same promises without a disk, for tests and for `bench` without one.
#pragma once

#include "journal/journal.h"

namespace cs::journal {

class MemoryJournal final : public Journal {
public:
    explicit MemoryJournal(Realm realm) : realm_(realm) {}

    Result<void> append(std::span<const Record> batch) override;
    Result<std::vector<Record>> read(std::uint64_t from, std::size_t limit) override;
    std::uint64_t last_sequence() const override { return records_.size(); }
    Realm realm() const override { return realm_; }

private:
    Realm realm_;
    std::vector<Record> records_;
};

}  // namespace cs::journal
