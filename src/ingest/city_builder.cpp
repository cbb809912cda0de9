#include "ingest/city_builder.h"

#include <algorithm>
#include <map>

#include "ingest/city_file.h"
#include "ingest/city_layout.h"

namespace cs {

namespace {

// Raised whenever the same sources and seed would come out differently.
constexpr std::string_view builder_version = "chengshu city builder 1";

constexpr PlanPart parts_of_plan[] = {
    {"division codes and names", "行政区划代码与名称", false},
    {"borders of districts", "区县边界", false},
    {"which communities a street has", "街道所辖社区（村）", false},
    {"borders of development zones, streets and communities", "开发区、街道、社区（村）边界", true},
    {"community, micro, rural and dedicated grids", "社区网格、微网格、农村网格、专属网格", true},
    {"numbers of households", "户数", true},
};

}  // namespace

std::span<const PlanPart> plan_parts() { return parts_of_plan; }

Hash256 plan_hash(const CitySources& sources, std::uint64_t seed) {
    Sha256 hash;
    hash.add(builder_version);
    hash.add(hex_text(sources.hash));
    hash.add(std::to_string(seed));
    return hash.finish();
}

Result<CityPlan> build_city(const CitySources& sources, std::uint64_t seed,
                            const BuildProgress& progress) {
    CityLayout layout(sources, seed, progress);
    TRY_VOID(layout.lay_districts());
    TRY_VOID(layout.lay_streets());
    TRY_VOID(layout.lay_communities());
    TRY_VOID(layout.lay_grids());
    TRY_VOID(layout.settle());
    auto plan = TRY(layout.take_plan());
    plan.sources = plan_hash(sources, seed);
    return plan;
}

Result<CityPlan> load_or_build_city(const CitySources& sources, std::uint64_t seed,
                                    const std::string& cache_path, const BuildProgress& progress,
                                    bool& built) {
    // A cache of another format or a damaged one is as good as none; another's file is not.
    TRY_VOID(check_is_city_file_or_absent(cache_path));
    auto cached = read_city_file(cache_path);
    built = !cached || cached->sources != plan_hash(sources, seed);
    if (!built) return cached;
    auto plan = TRY(build_city(sources, seed, progress));
    TRY_VOID(write_city_file(plan, cache_path));
    return plan;
}

GridCounts count_grids(const CityPlan& plan) {
    GridCounts counts;
    for (const auto& grid : plan.grids) {
        switch (grid.info.kind) {
            case GridKind::community: ++counts.community; break;
            case GridKind::micro: ++counts.micro; break;
            case GridKind::rural: ++counts.rural; break;
            case GridKind::dedicated: ++counts.dedicated; break;
        }
        if (grid.info.kind != GridKind::community) counts.households += grid.info.households;
    }
    return counts;
}

}  // namespace cs
