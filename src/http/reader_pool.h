// Readers of the views, one for each question that is being answered at the moment: all of it is
// read as of one record. A reader that has answered is kept for the next with what it has prepared;
// when the views were made anew, all of them are opened again.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "views/reader.h"

namespace cs::http {

class ReaderPool {
public:
    explicit ReaderPool(std::string path, std::string vfs = {})
        : path_(std::move(path)), vfs_(std::move(vfs)) {}

    /// A reader on loan; goes back when it is dropped. The pool outlives it.
    class Loan {
    public:
        Loan(ReaderPool& pool, std::uint64_t generation, std::unique_ptr<views::Reader> reader)
            : pool_(&pool), generation_(generation), reader_(std::move(reader)) {}
        Loan(Loan&&) noexcept = default;
        Loan& operator=(Loan&&) = delete;
        ~Loan();
        views::Reader* operator->() { return reader_.get(); }
        views::Reader& operator*() { return *reader_; }

    private:
        ReaderPool* pool_;
        std::uint64_t generation_;
        std::unique_ptr<views::Reader> reader_;
    };

    Result<Loan> borrow();
    /// The file was replaced: readers opened before are not used again.
    void renew();

private:
    void give_back(std::uint64_t generation, std::unique_ptr<views::Reader> reader);

    std::string path_;
    std::string vfs_;
    std::mutex mutex_;
    std::uint64_t generation_ = 0;
    std::vector<std::unique_ptr<views::Reader>> free_;
};

}  // namespace cs::http
