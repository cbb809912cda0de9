#include "journal/faulty_journal.h"

namespace cs::journal {

namespace {

std::unexpected<Error> asked_for(std::uint64_t operation) {
    return fail("operation " + std::to_string(operation) + " was told to fail", "faulty journal");
}

}  // namespace

void FaultyJournal::fail_at(std::uint64_t k, Moment moment) {
    fail_at_ = operations_ + k;
    stops_ = false;
    moment_ = moment;
}

void FaultyJournal::stop_at(std::uint64_t k, Moment moment) {
    fail_at(k, moment);
    stops_ = true;
}

bool FaultyJournal::strikes() {
    ++operations_;
    if (fail_at_ == 0 || operations_ < fail_at_) return false;
    return stops_ || operations_ == fail_at_;
}

Result<void> FaultyJournal::append(std::span<const Record> batch) {
    if (!strikes()) return inner_.append(batch);
    // Once stopped, nothing more is written: only the operation that struck may have been.
    if (moment_ == Moment::after && operations_ == fail_at_) TRY_VOID(inner_.append(batch));
    return asked_for(operations_);
}

Result<std::vector<Record>> FaultyJournal::read(std::uint64_t from, std::size_t limit) {
    if (strikes()) return asked_for(operations_);
    return inner_.read(from, limit);
}

}  // namespace cs::journal
