#include "http/starting.h"

#include "auth/caller.h"
#include "http/answer.h"
#include "http/open311.h"
#include "http/service_routes.h"

namespace cs::http {

namespace {

constexpr auto come_again_after = Duration::seconds(2);

// Nobody is known yet, and nothing is told to anybody.
class UnknowingGate final : public Gate {
public:
    std::variant<Admitted, Response> admit(const Request&, const Route&) override {
        return Admitted{{new Caller, [](Caller* caller) { delete caller; }}, {}};
    }
};

}  // namespace

Starting::Starting() : gate_(std::make_unique<UnknowingGate>()) {}

Result<std::unique_ptr<Starting>> Starting::open(const Options& options,
                                                 runtime::TimeSource& time) {
    std::unique_ptr<Starting> out(new Starting);
    out->is_at("the journal is being read");
    // Nothing that it answers is worth waiting for.
    auto own = options;
    own.stop_timeout = Duration::seconds(1);
    out->server_ = TRY(Server::start(own, out->routes(), *out->gate_, out->metrics_, time));
    return out;
}

void Starting::is_at(std::string sentence) {
    std::lock_guard lock(mutex_);
    sentence_ = std::move(sentence);
}

std::string Starting::sentence() {
    std::lock_guard lock(mutex_);
    return sentence_;
}

Route Starting::not_yet(Method method, const std::string& pattern, Refuse refuse) {
    Route route;
    route.method = method;
    route.pattern = pattern;
    route.name = std::string(method_name(method)) + " " + pattern;
    route.summary = "How far the server is";
    route.refuse = refuse;
    route.handler = [this, refuse](const Request& request, Caller&, Respond respond) {
        Failure failure(503, "starting", "the server is starting; try again shortly",
                        "服务器正在启动，请稍后再试", sentence());
        failure.retry_after = come_again_after;
        respond(refused(refuse, request, failure));
    };
    return route;
}

std::vector<Route> Starting::routes() {
    auto out = service_routes(metrics_, [this] { return sentence(); });
    for (auto method : {Method::get, Method::post, Method::put, Method::patch, Method::remove}) {
        out.push_back(not_yet(method, "/{rest*}", nullptr));
        out.push_back(not_yet(method, "/open311/{rest*}", open311_refusal));
    }
    return out;
}

}  // namespace cs::http
