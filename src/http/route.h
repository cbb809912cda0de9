// What the server offers: one table of routes. Each has its own handler, which answers once, now or
// later and on any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/message.h"
#include "model/people.h"

namespace cs::auth {
struct Caller;
}

namespace cs::http {

using auth::Caller;

struct Exchange;

/// Answers one request, once, from any thread. The request and the caller live until then. Dropped
/// without an answer, it answers 500: no client waits in vain.
class Respond {
public:
    explicit Respond(std::unique_ptr<Exchange> exchange);
    ~Respond();
    Respond(Respond&&) noexcept;
    Respond& operator=(Respond&&) noexcept;

    void operator()(Response response);

private:
    std::unique_ptr<Exchange> exchange_;
};

using Handler = std::function<void(const Request&, Caller&, Respond)>;

/// Who may ask at all. What he may then see or do is decided by the handler and the core.
struct Access {
    bool signed_in = false;
    std::vector<Role> roles = {};  ///< one of them; empty: any
};

/// quick: runs on the I/O thread, well under a millisecond. slow: runs on a worker thread. waiting:
/// waits for another system, on threads kept for that, so that a slow one holds up nothing else.
enum class Work : std::uint8_t { quick, slow, waiting };

struct Route {
    Method method = Method::get;
    std::string pattern;  ///< "/api/v1/cases/{case}"; literal segments win over parameters
    Access access;
    std::string name;  ///< the operationId, unique
    std::string summary;
    Handler handler;
    Work work = Work::quick;
    /// Media types of its body, without parameters; other ones are answered 415. A route that takes
    /// no body leaves it empty.
    std::vector<std::string> consumes = {};
    std::size_t body_limit = 0;  ///< bytes; 0: the server's (Options::body_limit)
    /// A route with a form of its own takes its token as `api_key`, and no cookie counts there.
    Refuse refuse = nullptr;
    /// Makes what takes the body, once the header is read; the request's own body stays empty. Null
    /// where this one is kept whole after all; then it is no longer than the server's limit.
    std::function<std::unique_ptr<BodySink>(const Request&, const Caller&)> receive = {};
    /// Of a body longer than the server's limit: refuses before any of it is taken.
    std::function<std::optional<Response>(const Request&, const Caller&)> admit_body = {};
};

/// Who sends a request and whether he may come in; implemented over auth's accounts.
class Gate {
public:
    /// In: the caller, and his account's name for the rates and the log ("": nobody's).
    struct Admitted {
        std::unique_ptr<Caller, void (*)(Caller*)> caller;
        std::string account;
    };
    virtual ~Gate() = default;
    /// On the thread that will run the handler; several at once.
    virtual std::variant<Admitted, Response> admit(const Request& request, const Route& route) = 0;
};

}  // namespace cs::http
