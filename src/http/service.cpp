#include "http/service.h"

#include <algorithm>
#include <cstdio>
#include <random>

#include "auth/throttle.h"
#include "http/answer.h"
#include "http/limits.h"
#include "http/preferences.h"
#include "http/problem.h"
#include "http/target.h"

namespace cs::http {

namespace {

constexpr std::size_t id_length_limit = 64;

bool is_sane_id(std::string_view id) {
    return !id.empty() && id.size() <= id_length_limit && std::ranges::all_of(id, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    });
}

std::string allow_list(const std::vector<Method>& methods) {
    std::string out;
    for (auto method : methods) {
        if (!out.empty()) out += ", ";
        out += method_name(method);
    }
    return out;
}

std::string media_type(std::string_view content_type) {
    auto text = content_type.substr(0, content_type.find(';'));
    std::string out(text.substr(0, text.find_last_not_of(' ') + 1));
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

bool announces_body(const Request& request) {
    auto length = request.header("content-length");
    return request.header("transfer-encoding").has_value() || (length && *length != "0");
}

// 415, or nothing.
std::optional<Response> type_refused(const Request& request, const Route& route) {
    if (!announces_body(request) || route.consumes.empty()) return {};
    if (!is_same_word(request.header("content-encoding").value_or("identity"), "identity"))
        return status_refused(route.refuse, request, 415, "a body is not taken compressed");
    auto type = media_type(request.header("content-type").value_or(""));
    if (std::ranges::find(route.consumes, type) != route.consumes.end()) return {};
    std::string known;
    for (const auto& one : route.consumes) known += (known.empty() ? "" : ", ") + one;
    return status_refused(route.refuse, request, 415,
                          "send one of these as Content-Type: " + known);
}

Response without_route(const Request& request, const Router::Match& match) {
    if (match.allowed.empty())
        return status_refused(match.refuse, request, 404, "there is nothing at this address");
    auto allowed = allow_list(match.allowed);
    auto response = request.method == Method::options
                        ? Response::nothing()
                        : status_refused(match.refuse, request, 405,
                                         "this address takes " + allowed);
    response.headers.push_back({"Allow", std::move(allowed)});
    return response;
}

Response too_many(const Exchange& exchange, std::string detail) {
    auto response = status_refused(exchange.refuse, exchange.request, 429, std::move(detail));
    response.headers.push_back({"Retry-After", "1"});
    return response;
}

// A page of a hundred rows or more keeps an I/O thread too long from its other connections.
bool asks_for_many(const Request& request) {
    return request.query_value("limit").value_or("").size() > 2;
}

Service::Counts make_counts(Metrics& metrics) {
    return {
        metrics.counter("chengshu_http_connections_total", "Connections accepted."),
        metrics.counter("chengshu_http_connections_refused_total",
                        "Connections closed at once because too many were open."),
        metrics.counter("chengshu_http_received_bytes_total", "Bytes read from clients."),
        metrics.counter("chengshu_http_sent_bytes_total", "Bytes written to clients."),
        metrics.counter("chengshu_http_slow_clients_total",
                        "Connections dropped because the client sent or took too slowly."),
        metrics.counter("chengshu_http_rate_limited_total",
                        "Requests refused because an address or account sent too many."),
        metrics.counter("chengshu_http_streams_total", "Streams begun."),
        metrics.gauge("chengshu_http_connections", "Open connections."),
        metrics.gauge("chengshu_http_streams", "Open streams."),
    };
}

}  // namespace

Service::Service(const Options& options, TrustedProxies proxies, Router router, Gate& gate,
                 Metrics& metrics, runtime::TimeSource& time, std::unique_ptr<AccessLog> log)
    : counts(make_counts(metrics)),
      options_(options),
      proxies_(std::move(proxies)),
      router_(std::move(router)),
      gate_(gate),
      metrics_(metrics),
      time_(time),
      log_(std::move(log)),
      address_rates_(options.address_rate, limits::rate_keys),
      account_rates_(options.account_rate, limits::rate_keys),
      id_salt_(std::random_device{}()),
      workers_(options.workers, limits::slow_waiting),
      waiters_(limits::waiting_threads, limits::others_waiting) {
    for (const auto& route : router_.routes()) route_counts_[&route] = counts_of(route.name);
    route_counts_[nullptr] = counts_of("none");
}

Service::RouteCounts Service::counts_of(const std::string& route) {
    RouteCounts out;
    auto label = "route=\"" + route + '"';
    for (std::size_t i = 0; i < out.answers.size(); ++i)
        out.answers[i] = &metrics_.counter("chengshu_http_requests_total", "Requests answered.",
                                           label + ",code=\"" + std::to_string(i + 1) + "xx\"");
    out.duration = &metrics_.histogram("chengshu_http_request_duration_seconds",
                                       "From a request's last byte to its answer.", label);
    return out;
}

std::unique_ptr<ConnectionCounts::Place> Service::place_for(std::string_view peer) {
    auto limit = proxies_.trusts(peer) ? 0 : options_.address_connections;
    return connections_.take(auth::address_group(peer), limit);
}

void Service::name(Request& request) {
    auto sent = request.header("x-request-id");
    if (sent && is_sane_id(*sent)) {
        request.id = *sent;
        return;
    }
    std::array<char, 32> text;
    auto size = std::snprintf(text.data(), text.size(), "%08llx-%llx",
                              static_cast<unsigned long long>(id_salt_),
                              static_cast<unsigned long long>(next_id_.fetch_add(1)));
    request.id.assign(text.data(), static_cast<std::size_t>(size));
}

std::size_t Service::enter(Exchange& exchange, std::string_view target) {
    auto& request = exchange.request;
    name(request);
    request.is_secure = proxies_.is_secure(request);
    request.peer = proxies_.client_of(request);
    auto read = read_target(target, request);
    auto segments = read ? path_segments(request.path) : std::nullopt;
    if (request.path == "*" && request.method == Method::options) {
        exchange.early = Response::nothing();
    } else if (!segments) {
        exchange.refuse = router_.refusal_at(request.path);
        exchange.early =
            status_refused(exchange.refuse, request, 400,
                           read ? "the address is malformed" : read.error().what);
    } else {
        auto match = router_.find(request.method, *segments);
        exchange.route = match.route;
        exchange.refuse = match.refuse;
        request.parameters = std::move(match.parameters);
        exchange.early = match.route == nullptr ? without_route(request, match)
                                                : type_refused(request, *match.route);
    }
    const auto* route = exchange.route;
    // What is refused already is not worth more than the ordinary.
    if (route == nullptr || exchange.early) return options_.body_limit;
    auto limit = route->body_limit != 0 ? route->body_limit : options_.body_limit;
    if (route->receive || limit > options_.body_limit) exchange.early = admit_body(exchange);
    bool is_kept_whole = route->receive && !request.sink;
    return exchange.early || is_kept_whole ? options_.body_limit : limit;
}

// The gate is asked again once the body is there: minutes may have passed.
std::optional<Response> Service::admit_body(Exchange& exchange) {
    auto& request = exchange.request;
    const auto& route = *exchange.route;
    request.received = time_.now();
    exchange.is_counted = true;
    if (auto refused = rate_refused(exchange)) return refused;
    auto admission = gate_.admit(request, route);
    if (auto* refused = std::get_if<Response>(&admission)) return std::move(*refused);
    auto& admitted = std::get<Gate::Admitted>(admission);
    exchange.account = std::move(admitted.account);
    if (auto refused = rate_refused(exchange, exchange.account)) return refused;
    if (route.admit_body)
        if (auto refused = route.admit_body(request, *admitted.caller)) return refused;
    if (route.receive) {
        request.sink = route.receive(request, *admitted.caller);
        return std::nullopt;
    }
    exchange.long_body.emplace(long_bodies_);
    if (exchange.long_body->before() < limits::long_bodies) return std::nullopt;
    exchange.long_body.reset();
    return overloaded(exchange.refuse, exchange.request);
}

std::optional<Response> Service::rate_refused(const Exchange& exchange) {
    const auto& request = exchange.request;
    if (address_rates_.take(auth::address_group(request.peer), request.received))
        return std::nullopt;
    counts.rate_limited.add();
    return too_many(exchange, "this address sends too many requests");
}

std::optional<Response> Service::rate_refused(const Exchange& exchange,
                                              const std::string& account) {
    if (account.empty() || account_rates_.take(account, exchange.request.received))
        return std::nullopt;
    counts.rate_limited.add();
    return too_many(exchange, "this account sends too many requests");
}

bool Service::is_for_worker(const Exchange& exchange) const {
    return exchange.route != nullptr &&
           (exchange.route->work != Work::quick || asks_for_many(exchange.request));
}

void Service::handle(std::unique_ptr<Exchange> exchange) {
    if (!exchange->is_counted)
        if (auto refused = rate_refused(*exchange)) exchange->early = std::move(refused);
    if (exchange->early) {
        auto response = std::move(*exchange->early);
        return Respond(std::move(exchange))(std::move(response));
    }
    if (!is_for_worker(*exchange)) return run(std::move(exchange));
    auto* waiting = exchange.release();
    WorkerPool::Job job = [this, waiting] { run(std::unique_ptr<Exchange>(waiting)); };
    auto& pool = waiting->route->work == Work::waiting ? waiters_ : workers_;
    if (pool.add(auth::address_group(waiting->request.peer), job)) return;
    exchange.reset(waiting);
    auto response = overloaded(exchange->refuse, exchange->request);
    Respond(std::move(exchange))(std::move(response));
}

void Service::run(std::unique_ptr<Exchange> exchange) {
    auto& asked = *exchange;
    asked.request.stop = stop_.get_token();
    auto admission = gate_.admit(asked.request, *asked.route);
    if (auto* refused = std::get_if<Response>(&admission))
        return Respond(std::move(exchange))(std::move(*refused));
    auto& admitted = std::get<Gate::Admitted>(admission);
    asked.caller = std::move(admitted.caller);
    // One that showed itself in the body is counted here.
    if (std::exchange(asked.account, std::move(admitted.account)) != asked.account)
        if (auto refused = rate_refused(asked, asked.account))
            return Respond(std::move(exchange))(std::move(*refused));
    asked.route->handler(asked.request, *asked.caller, Respond(std::move(exchange)));
}

void Service::note(const Exchange& exchange, int status, std::size_t bytes) {
    auto spent = std::chrono::steady_clock::now() - exchange.started;
    auto us = std::chrono::duration_cast<std::chrono::microseconds>(spent).count();
    const auto& counted = route_counts_.find(exchange.route)->second;
    counted.answers[static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1)]->add();
    counted.duration->observe_us(us);
    if (!log_->is_kept()) return;
    auto route = exchange.route == nullptr ? std::string_view{} : exchange.route->pattern;
    log_->add({exchange.request, exchange.account, route, status, bytes, us});
}

}  // namespace cs::http
