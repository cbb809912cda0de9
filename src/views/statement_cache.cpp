#include "views/statement_cache.h"

namespace cs::views {

StatementCache::Loan::~Loan() {
    if (entry_) cache_->take_back(std::move(entry_));
}

Result<StatementCache::Loan> StatementCache::lend(sqlite::Database& database,
                                                  std::string_view sql) {
    if (auto found = kept_.find(sql); found != kept_.end())
        return Loan(*this, kept_.extract(found));
    Kept fresh;
    fresh.emplace(sql, TRY(database.prepare(sql)));
    return Loan(*this, fresh.extract(fresh.begin()));
}

void StatementCache::take_back(Kept::node_type entry) {
    entry.mapped().reset();
    if (kept_.size() >= most_kept) kept_.clear();
    kept_.insert(std::move(entry));
}

}  // namespace cs::views
