#include "http/starting.h"

#include "auth/caller.h"
#include "http/answer.h"
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
    out->server_ = TRY(Server::start(options, out->routes(), *out->gate_, out->metrics_, time));
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

std::vector<Route> Starting::routes() {
    auto out = service_routes(metrics_, [this] { return sentence(); });
    for (auto method : {Method::get, Method::post, Method::put, Method::patch, Method::remove}) {
        Route route;
        route.method = method;
        route.pattern = "/{rest*}";
        route.name = "showStarting" + std::string(method_name(method));
        route.summary = "How far the server is";
        route.handler = [this](const Request& request, Caller&, Respond respond) {
            Failure why(503, "starting", "the server is starting; try again shortly",
                        "服务器正在启动，请稍后再试", sentence());
            why.retry_after = come_again_after;
            respond(response_of(request, why));
        };
        out.push_back(std::move(route));
    }
    return out;
}

}  // namespace cs::http
