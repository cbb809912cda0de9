// Statements of one connection that are prepared once and lent to one question after another:
// making one costs more than most questions do. A loan is reset when it goes back, so that nothing
// is read on. Text that is asked for while it is lent is prepared a second time.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "journal/sqlite.h"

namespace cs::views {

class StatementCache {
    using Kept = std::map<std::string, sqlite::Statement, std::less<>>;

public:
    /// Lists are made of many filters: beyond these the cache begins anew.
    static constexpr std::size_t most_kept = 64;

    class Loan {
    public:
        Loan(StatementCache& cache, Kept::node_type entry)
            : cache_(&cache), entry_(std::move(entry)) {}
        Loan(Loan&&) noexcept = default;
        Loan& operator=(Loan&&) = delete;
        ~Loan();
        sqlite::Statement& operator*() { return entry_.mapped(); }
        sqlite::Statement* operator->() { return &entry_.mapped(); }

    private:
        StatementCache* cache_;
        Kept::node_type entry_;
    };

    /// The loan goes back before the cache or the database does.
    Result<Loan> lend(sqlite::Database& database, std::string_view sql);

private:
    void take_back(Kept::node_type entry);
    Kept kept_;
};

}  // namespace cs::views
