#include "sim/demo_city.h"

#include "ingest/city_file.h"
#include "ingest/duties.h"
#include "ingest/holiday_files.h"

namespace cs::sim {

namespace {

constexpr std::size_t commands_a_batch = 200;

std::string file_name(const std::string& path) {
    auto slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

Result<DemoCity> prepare_demo_city(const DemoSources& sources, const BuildProgress& progress) {
    DemoCity out;
    auto city = TRY(read_city_sources(sources.profile, sources.divisions));
    out.plan = TRY(load_or_build_city(city, sources.seed, sources.city_file, progress, out.built));
    auto index = TRY(GridIndex::build(out.plan.grids));
    out.index = std::make_unique<GridIndex>(std::move(index));
    auto duties = TRY(ingest::read_duties(sources.duties));
    out.duties_left_out = duties.bad_rows.size();
    FoundingSources founding;
    founding.plan = &out.plan;
    founding.geometry = plan_hash(city, sources.seed);
    founding.catalogue_name = file_name(sources.duties);
    founding.duties = duties.duties;
    out.duties = std::move(duties.duties);
    founding.holidays = TRY(ingest::read_holiday_folder(sources.holidays));
    founding.seed = sources.seed;
    out.founding = found_demo_city(founding);
    return out;
}

Result<void> found_if_new(runtime::Engine& engine, const DemoCity& city, Instant at,
                          const BuildProgress& progress) {
    const auto& commands = city.founding.commands;
    const auto& registry = engine.state().registry;
    if (registry.founded()) {
        // The staff is known by its ids; the same sources give the same ones.
        const auto* last = std::get_if<GrantRole>(&commands.back().command);
        bool same = registry.division() == city.plan.city.code && last != nullptr &&
                    registry.person(last->person) != nullptr &&
                    registry.catalogues().size() == 1;
        if (same) return {};
        return fail("the realm in this data directory was founded from other sources", {},
                    "use another --data directory, or the same catalogue and seed");
    }
    for (std::size_t i = 0; i < commands.size(); i += commands_a_batch) {
        auto count = std::min(commands_a_batch, commands.size() - i);
        for (const auto& reply : engine.process(std::span(commands).subspan(i, count), at))
            if (!reply)
                return fail("founding the demo realm was refused: " +
                            std::string(english_text(reply.error().code)) + " " +
                            reply.error().detail);
        if (progress) progress(i + count, commands.size());
    }
    return {};
}

}  // namespace cs::sim
