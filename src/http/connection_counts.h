// How many connections each address has open, so that one cannot have them all.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace cs::http {

/// Safe to use from many threads.
class ConnectionCounts {
public:
    /// One connection's; given back with the object, which the counts outlive.
    class Place {
    public:
        Place(ConnectionCounts& counts, std::string address)
            : counts_(counts), address_(std::move(address)) {}
        ~Place() { counts_.give_back(address_); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        ConnectionCounts& counts_;
        std::string address_;
    };

    /// Nothing when the address has `limit` already; 0: it may have any number.
    std::unique_ptr<Place> take(std::string address, std::size_t limit);

private:
    void give_back(const std::string& address);

    std::mutex mutex_;
    std::map<std::string, std::size_t> open_;
};

}  // namespace cs::http
