// HTTP requests to others, by libcurl: certificates are verified, redirects not followed, proxies
// of the environment not used, answers bounded in size and time, and no address connected to that
// the policy does not allow. Plain HTTP only to addresses that an operator has listed.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/address_policy.h"

namespace cs::fetch {

struct Rules {
    AddressPolicy addresses;
    std::string certificates;  ///< a PEM file of authorities in place of the system's; "": those
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{15'000};
    std::size_t most_bytes = 256 * 1024;  ///< of an answer's body
};

struct Outgoing {
    std::string url;
    std::string method = "GET";
    std::vector<std::string> headers = {};  ///< "Name: value"
    std::string body = {};
};

struct Incoming {
    int status = 0;                                            ///< 0: there was no answer
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string problem;  ///< why there is no whole answer, in a sentence
    std::string_view header(std::string_view name) const;
};

/// Many at once on the caller's thread.
class Transfers {
public:
    explicit Transfers(Rules rules);
    ~Transfers();
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    void begin(std::uint64_t id, Outgoing request);
    std::size_t under_way() const;
    /// Waits until one ends, `patience` passes, or wake() is called; what ended, with its id.
    std::vector<std::pair<std::uint64_t, Incoming>> wait(std::chrono::milliseconds patience);
    /// From any thread.
    void wake();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// One, and its answer. An error when there is none.
Result<Incoming> fetch(const Rules& rules, Outgoing request);

/// Whether it is an absolute URL of http or https with a host and without user, password or
/// fragment; what it lacks otherwise.
Result<void> check_url(const std::string& url);
/// Besides, whether it may ever be connected to, as far as that can be told without looking a name
/// up: no address written out that the policy does not allow, and plain HTTP only where some
/// network is listed.
Result<void> check_url(const std::string& url, const AddressPolicy& addresses);

}  // namespace cs::fetch
