#include "http/connection_counts.h"

namespace cs::http {

std::unique_ptr<ConnectionCounts::Place> ConnectionCounts::take(std::string address,
                                                                std::size_t limit) {
    std::lock_guard lock(mutex_);
    auto found = open_.find(address);
    if (limit != 0 && found != open_.end() && found->second >= limit) return nullptr;
    ++open_[address];
    return std::make_unique<Place>(*this, std::move(address));
}

void ConnectionCounts::give_back(const std::string& address) {
    std::lock_guard lock(mutex_);
    auto found = open_.find(address);
    if (--found->second == 0) open_.erase(found);
}

}  // namespace cs::http
