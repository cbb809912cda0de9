// A journal that fails when told to, around a real one: to show that nothing is answered that is
// not durable, and that nothing durable is lost when the answer was.
#pragma once

#include "journal/journal.h"

namespace cs::journal {

class FaultyJournal final : public Journal {
public:
    /// before: nothing reaches the journal. after: it is written, and the error comes all the same.
    enum class Moment { before, after };

    /// `inner` must outlive this.
    explicit FaultyJournal(Journal& inner) : inner_(inner) {}

    /// The k-th append or read from now (1 = the next) fails; later ones work.
    void fail_at(std::uint64_t k, Moment moment = Moment::before);
    /// The k-th and all that follow fail.
    void stop_at(std::uint64_t k, Moment moment = Moment::before);
    std::uint64_t operations() const { return operations_; }

    Result<void> append(std::span<const Record> batch) override;
    Result<std::vector<Record>> read(std::uint64_t from, std::size_t limit) override;
    std::uint64_t last_sequence() const override { return inner_.last_sequence(); }
    Realm realm() const override { return inner_.realm(); }

private:
    bool strikes();

    Journal& inner_;
    std::uint64_t operations_ = 0;
    std::uint64_t fail_at_ = 0;
    bool stops_ = false;
    Moment moment_ = Moment::before;
};

}  // namespace cs::journal
