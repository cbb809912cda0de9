#include "http/reader_pool.h"

namespace cs::http {

ReaderPool::Loan::~Loan() {
    if (!reader_) return;
    reader_->end();
    pool_->give_back(generation_, std::move(reader_));
}

Result<ReaderPool::Loan> ReaderPool::borrow() {
    std::uint64_t generation = 0;
    std::unique_ptr<views::Reader> reader;
    {
        std::lock_guard lock(mutex_);
        generation = generation_;
        if (!free_.empty()) {
            reader = std::move(free_.back());
            free_.pop_back();
        }
    }
    if (!reader) reader = TRY(views::Reader::open(path_, vfs_));
    TRY_VOID(reader->begin());
    return Loan(*this, generation, std::move(reader));
}

void ReaderPool::renew() {
    std::lock_guard lock(mutex_);
    ++generation_;
    free_.clear();
}

void ReaderPool::give_back(std::uint64_t generation, std::unique_ptr<views::Reader> reader) {
    std::lock_guard lock(mutex_);
    if (generation == generation_) free_.push_back(std::move(reader));
}

}  // namespace cs::http
