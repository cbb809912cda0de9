// Places: divisions, grids, and which of them hold a point.
#include <charconv>
#include <cmath>

#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/paging.h"
#include "http/query.h"

namespace cs::http {

namespace {

// Degrees with up to seven decimals, WGS84, as whole units of 1e-7.
Asked<std::int32_t> degrees_of(const Request& request, const char* name, std::int32_t bound) {
    auto text = TRY(text_of(request, name));
    if (!text) return bad_request(name, "it is missing");
    double degrees = 0;
    auto read = std::from_chars(text->data(), text->data() + text->size(), degrees);
    bool well = read.ec == std::errc{} && read.ptr == text->data() + text->size() &&
                std::abs(degrees) <= bound;
    if (!well) return bad_request(name, "expected degrees, such as 113.6253");
    return static_cast<std::int32_t>(std::lround(degrees * 1e7));
}

}  // namespace

Answer list_divisions(Api& api, const Request& request, Caller&) {
    auto inside = TRY(division_of(request, "within"));
    DivisionListAnswer out;
    api.follower.with_registry([&](const registry::Registry& registry) {
        for (DivisionCode code : registry.division_codes())
            if (!inside || within(code, *inside))
                out.rows.push_back({code, *registry.division_name(code)});
    });
    return Response::json(whole_text_of(out));
}

Answer read_division(Api& api, const Request& request, Caller&) {
    auto code = parse_division_code(request.parameter("division"));
    if (!code) return not_found("division " + std::string(request.parameter("division")));
    auto name = api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* found = registry.division_name(*code);
        return found == nullptr ? std::nullopt : std::optional(*found);
    });
    if (!name) return not_found("division " + id_text(*code));
    return Response::json(json::text_of(Division{*code, *name}));
}

Answer locate(Api& api, const Request& request, Caller&) {
    LocateAnswer out;
    out.at.lon_e7 = TRY(degrees_of(request, "lon", 180));
    out.at.lat_e7 = TRY(degrees_of(request, "lat", 90));
    if (api.grids == nullptr)
        return std::unexpected(Failure(503, "no_map", "the city's map is not loaded here",
                                       "未加载城市网格", "start with --city-file"));
    auto hits = api.grids->locate(out.at);
    if (hits.base != no_grid) {
        out.grid = api.grids->id(hits.base);
        out.division = division_of(*out.grid);
    }
    if (hits.community != no_grid) out.community = api.grids->id(hits.community);
    for (std::uint32_t i = 0; i < hits.dedicated_count; ++i)
        out.dedicated.push_back(api.grids->id(hits.dedicated[i]));
    return Response::json(json::text_of(out));
}

Answer read_grid(Api& api, const Request& request, Caller&) {
    auto id = parse_grid_id(request.parameter("grid"));
    if (!id) return not_found("grid " + std::string(request.parameter("grid")));
    auto at = TRY(instant_of(request, "at")).value_or(Instant::never());
    auto grid = api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* found = registry.grid_at(*id, at);
        return found == nullptr ? std::nullopt : std::optional(*found);
    });
    if (!grid) return not_found("grid " + id_text(*id));
    return Response::json(json::text_of(*grid));
}

Answer list_grids(Api& api, const Request& request, Caller&) {
    auto inside = parse_division_code(request.parameter("division"));
    if (!inside) return not_found("division " + std::string(request.parameter("division")));
    auto page = TRY(page_of(request));
    std::optional<GridId> after;
    if (page.after) {
        auto id = parse_grid_id(*page.after);
        if (!id) return bad_request("after", "give the `next` of the page before");
        after = *id;
    }
    GridListAnswer out;
    api.follower.with_registry([&](const registry::Registry& registry) {
        out.next = collect<GridId>(registry.grid_ids(), after, page.limit, [&](GridId id) {
            const auto* grid = registry.grid(id);
            if (grid == nullptr || !within(division_of(id), *inside)) return false;
            out.rows.push_back(*grid);
            return true;
        });
    });
    return Response::json(whole_text_of(out));
}

}  // namespace cs::http
