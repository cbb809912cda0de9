#include "http/router.h"

#include <algorithm>
#include <set>

#include "http/target.h"

namespace cs::http {

struct Router::Node {
    std::map<std::string, Node, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::unique_ptr<Node> rest;
    std::map<Method, std::size_t> routes;  ///< by index

    using Segments = std::vector<std::string>;
    const Node* find(const Segments& segments, std::size_t at) const;
};

namespace {

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}
bool is_rest(std::string_view segment) {
    return is_parameter(segment) && segment.ends_with("*}");
}

std::string_view name_of(std::string_view segment) {
    segment.remove_prefix(1);
    segment.remove_suffix(segment.ends_with("*}") ? 2 : 1);
    return segment;
}

std::vector<Pair> captured(const std::vector<std::string>& pattern,
                           const std::vector<std::string>& segments) {
    std::vector<Pair> out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!is_parameter(pattern[i])) continue;
        std::string value = i < segments.size() ? segments[i] : std::string{};
        if (is_rest(pattern[i]))
            for (auto next = i + 1; next < segments.size(); ++next) value += '/' + segments[next];
        out.push_back({std::string(name_of(pattern[i])), std::move(value)});
    }
    return out;
}

}  // namespace

const Router::Node* Router::Node::find(const Segments& segments, std::size_t at) const {
    if (at == segments.size()) return routes.empty() ? nullptr : this;
    if (auto literal = literals.find(segments[at]); literal != literals.end())
        if (auto* found = literal->second.find(segments, at + 1)) return found;
    if (parameter && !segments[at].empty())
        if (auto* found = parameter->find(segments, at + 1)) return found;
    return rest.get();
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Result<Router> Router::build(std::vector<Route> routes) {
    Router router;
    router.routes_ = std::move(routes);
    std::set<std::string> names;
    for (std::size_t i = 0; i < router.routes_.size(); ++i) {
        TRY_VOID(router.add(i));
        if (!names.insert(router.routes_[i].name).second)
            return fail("the route's name is used twice", router.routes_[i].name);
    }
    return router;
}

Result<void> Router::add(std::size_t index) {
    const auto& route = routes_[index];
    auto segments = path_segments(route.pattern);
    if (!segments) return fail("the route's pattern is not a path", route.pattern);
    Node* node = root_.get();
    for (const auto& segment : *segments) {
        if (node->parameter == nullptr && is_parameter(segment) && !is_rest(segment))
            node->parameter = std::make_unique<Node>();
        if (node->rest == nullptr && is_rest(segment)) node->rest = std::make_unique<Node>();
        node = is_rest(segment)        ? node->rest.get()
               : is_parameter(segment) ? node->parameter.get()
                                       : &node->literals[segment];
    }
    if (!node->routes.emplace(route.method, index).second)
        return fail("there are two routes for one method and path", route.pattern);
    if (route.refuse != nullptr) refusals_.emplace(segments->front(), route.refuse);
    patterns_.push_back(std::move(*segments));
    return {};
}

Router::Match Router::find(Method method, const std::vector<std::string>& segments) const {
    Match match;
    const Node* node = root_->find(segments, 0);
    if (node == nullptr) {
        if (!segments.empty()) match.refuse = refusal_near(segments.front());
        return match;
    }
    auto found = node->routes.find(method);
    if (found == node->routes.end() && method == Method::head)
        found = node->routes.find(Method::get);
    if (found != node->routes.end()) {
        match.route = &routes_[found->second];
        match.refuse = match.route->refuse;
        match.parameters = captured(patterns_[found->second], segments);
        return match;
    }
    for (const auto& [allowed, index] : node->routes) {
        match.allowed.push_back(allowed);
        if (allowed == Method::get) match.allowed.push_back(Method::head);
    }
    match.allowed.push_back(Method::options);
    if (!segments.empty()) match.refuse = refusal_near(segments.front());
    return match;
}

Refuse Router::refusal_at(std::string_view path) const {
    if (path.starts_with('/')) path.remove_prefix(1);
    auto first = percent_decoded(path.substr(0, path.find('/')));
    return first ? refusal_near(*first) : nullptr;
}

Refuse Router::refusal_near(const std::string& first_segment) const {
    auto found = refusals_.find(first_segment);
    return found == refusals_.end() ? nullptr : found->second;
}

}  // namespace cs::http
