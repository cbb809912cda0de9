// Finds the route of a method and a path. A pattern's segments are literal or {parameters}; a last
// segment {name*} takes the rest of the path. Where several patterns fit, the first segment that
// differs decides: a literal one wins over a parameter, a parameter over the rest.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/route.h"

namespace cs::http {

class Router {
public:
    struct Match {
        const Route* route = nullptr;  ///< nothing: `allowed` says which methods there are
        std::vector<Pair> parameters;
        std::vector<Method> allowed;  ///< of the path, where no route fits; empty: no such path
        Refuse refuse = nullptr;      ///< the route's; else of those that begin as the path does
    };

    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// Refuses a malformed pattern, the same method and path twice, and a name used twice.
    static Result<Router> build(std::vector<Route> routes);

    Match find(Method method, const std::vector<std::string>& segments) const;
    /// How whoever is asked by a path that cannot be read says no.
    Refuse refusal_at(std::string_view path) const;
    const std::vector<Route>& routes() const { return routes_; }

private:
    struct Node;
    Result<void> add(std::size_t index);
    Refuse refusal_near(const std::string& first_segment) const;

    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> patterns_;  ///< the routes' segments
    std::unique_ptr<Node> root_;
    std::map<std::string, Refuse> refusals_;  ///< by first segment
};

}  // namespace cs::http
