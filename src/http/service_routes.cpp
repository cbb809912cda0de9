#include "http/service_routes.h"

#include "http/answer.h"
#include "http/guide.h"

namespace cs::http {

namespace {

bool is_this_machine(std::string_view peer) {
    return peer.starts_with("127.") || peer == "::1";
}

Route health_route() {
    Route route;
    route.pattern = "/healthz";
    route.name = "showHealth";
    route.summary = "Whether the process serves";
    route.handler = [](const Request&, Caller&, Respond respond) {
        respond(Response::text("ok\n"));
    };
    return route;
}

Route readiness_route(std::function<std::string()> obstacle) {
    Route route;
    route.pattern = "/readyz";
    route.name = "showReadiness";
    route.summary = "Whether it can do its work now";
    route.handler = [asked = std::move(obstacle)](const Request& request, Caller&,
                                                  Respond respond) {
        auto why = asked();
        if (why.empty()) return respond(Response::text("ready\n"));
        respond(response_of(request, Failure(503, "not_ready", "the server cannot do its work now",
                                             "服务器暂时无法工作", why)));
    };
    return route;
}

Route metrics_route(const Metrics& metrics) {
    Route route;
    route.pattern = "/metrics";
    route.name = "showMetrics";
    route.summary = "Counters and gauges in Prometheus' text format, for this machine only";
    route.handler = [&metrics](const Request& request, Caller&, Respond respond) {
        if (!is_this_machine(request.peer))
            return respond(status_refused(nullptr, request, 403,
                                          "the metrics are for this machine only"));
        auto response = Response::text(metrics.text());
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        respond(std::move(response));
    };
    return route;
}

// Where a bare address leads, and the guide's with a slash behind it.
Route route_to_guide(std::string pattern, std::string name) {
    Route route;
    route.pattern = std::move(pattern);
    route.name = std::move(name);
    route.summary = "Where people begin: the guide to the API";
    route.handler = [](const Request&, Caller&, Respond respond) {
        auto response = Response::text("/api/v1\n");
        response.status = 303;
        response.headers.push_back({"Location", "/api/v1"});
        respond(std::move(response));
    };
    return route;
}

// The `type` of a problem leads here.
Route problems_route(std::string pattern, std::string name) {
    Route route;
    route.pattern = std::move(pattern);
    route.name = std::move(name);
    route.summary = "What a problem's code means";
    route.work = Work::slow;
    route.handler = [](const Request& request, Caller&, Respond respond) {
        auto code = request.parameters.empty() ? "" : request.parameter("code");
        auto page = problem_page_text(code, language_of(request));
        respond(page.empty()
                    ? status_refused(nullptr, request, 404, "there is nothing at this address")
                    : guide_response(page));
    };
    return route;
}

}  // namespace

std::vector<Route> service_routes(const Metrics& metrics, std::function<std::string()> obstacle) {
    std::vector<Route> routes;
    routes.push_back(health_route());
    routes.push_back(readiness_route(std::move(obstacle)));
    routes.push_back(metrics_route(metrics));
    routes.push_back(route_to_guide("/", "showFront"));
    routes.push_back(route_to_guide("/api/v1/", "showGuide"));
    routes.push_back(problems_route("/problems", "showProblems"));
    routes.push_back(problems_route("/problems/{code}", "showProblem"));
    return routes;
}

}  // namespace cs::http
