// Who sends evidence just now, and how much an address has sent lately without an account: so that
// no sender keeps the others out, whoever is signed in is served while others crowd, and an address
// cannot fill the store. Memory is bounded: senders who do nothing any more are forgotten.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/time.h"
#include "evidence/rejection.h"

namespace cs::evidence {

struct Sender {
    std::string name = {};  ///< of the account; or the address, as auth::address_group says it
    bool is_signed_in = true;
    Instant at = {};  ///< when he begins
};

/// Safe to use from many threads.
class Senders {
public:
    struct Limits {
        int at_once = 64;
        int of_strangers = 32;  ///< of those, without an account
        int of_account = 16;
        int of_address = 8;  ///< a form has several files
        std::uint64_t bytes_of_address = std::uint64_t{1} << 30;  ///< without an account, an hour
    };
    explicit Senders(const Limits& limits) : limits_(limits) {}

    /// One file on its way; ended with the object, which the senders outlive.
    class Slot {
    public:
        Slot(Senders& senders, Sender sender) : senders_(senders), sender_(std::move(sender)) {}
        ~Slot();
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;
        Checked<void> take(std::uint64_t bytes);

    private:
        Senders& senders_;
        Sender sender_;
    };
    Checked<std::unique_ptr<Slot>> begin(Sender sender);

private:
    struct Count {
        int under_way = 0;
        Instant since;            ///< when the hour began in which
        std::uint64_t bytes = 0;  ///< were sent without an account
    };
    using Key = std::pair<bool, std::string>;
    void forget_idle(Instant now);

    Limits limits_;
    std::mutex mutex_;
    int under_way_ = 0;
    int strangers_ = 0;
    std::map<Key, Count> counts_;
};

}  // namespace cs::evidence
