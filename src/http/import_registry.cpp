// Files of the registry: divisions, the duty catalogue, units. What is there already as the file
// has it is known, and no record is made of it.
#include <map>

#include "base/json.h"
#include "http/imports.h"
#include "ingest/divisions.h"
#include "ingest/duties.h"
#include "ingest/exported.h"

namespace cs::http {

namespace {

constexpr std::size_t divisions_a_command = 5'000;

bool are_same(const std::vector<Duty>& duties, const std::vector<Duty>& others) {
    return json::text_of(duties) == json::text_of(others);
}

// The version of the catalogue in force, where it has just these duties.
std::optional<std::uint32_t> version_with(const Api& api, const std::vector<Duty>& duties,
                                          Instant at) {
    return api.follower.with_registry(
        [&](const registry::Registry& registry) -> std::optional<std::uint32_t> {
            const auto* now = registry.catalogue_at(at);
            if (now == nullptr || !are_same(now->duties, duties)) return std::nullopt;
            return now->version;
        });
}

// Those that are not there, or under another name.
std::vector<Division> new_divisions(const Api& api, std::span<const Division> divisions) {
    return api.follower.with_registry([&](const registry::Registry& registry) {
        std::vector<Division> out;
        for (const auto& division : divisions) {
            Division plain{division.code, ingest::plain_cell(division.name)};
            const auto* name = registry.division_name(plain.code);
            if (name == nullptr || *name != plain.name) out.push_back(std::move(plain));
        }
        return out;
    });
}

std::vector<Import::Row> new_units(const Api& api, std::vector<ingest::ExportedRow<Unit>> units) {
    return api.follower.with_registry([&](const registry::Registry& registry) {
        std::vector<Import::Row> out;
        for (auto& [line, unit] : units) {
            const auto* known = registry.unit(unit.id);
            if (known == nullptr || json::text_of(*known) != json::text_of(unit))
                out.push_back({line, SetUnit{std::move(unit)}});
        }
        return out;
    });
}

// A unit follows the one above it, wherever that stands in the file.
std::vector<Import::Row> parents_first(std::vector<Import::Row> rows) {
    auto unit_of = [](const Import::Row& row) -> const Unit& {
        return std::get<SetUnit>(row.command).unit;
    };
    std::map<UnitId, std::size_t> places;
    for (std::size_t i = 0; i < rows.size(); ++i) places[unit_of(rows[i]).id] = i;
    std::vector<bool> is_placed(rows.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::size_t> line;  // from the unit up to one that is there already
        for (auto at = i; !is_placed[at];) {
            is_placed[at] = true;
            line.push_back(at);
            const auto& parent = unit_of(rows[at]).parent;
            auto above = parent ? places.find(*parent) : places.end();
            if (above == places.end()) break;
            at = above->second;
        }
        order.insert(order.end(), line.rbegin(), line.rend());
    }
    std::vector<Import::Row> out;
    for (auto place : order) out.push_back(std::move(rows[place]));
    return out;
}

}  // namespace

Asked<void> import_duties(Import& import, ingest::TableText table) {
    auto name = TRY(text_of(import.request, "name"));
    if (!name) return bad_request("name", "a catalogue has a name");
    auto from = TRY(instant_of(import.request, "effective_from")).value_or(import.api.time.now());
    import.is_whole = !TRY(flag_of(import.request, "leave_out_bad")).value_or(false);
    auto file = TRY(of_body(ingest::read_duties_in(std::move(table), *name)));
    import.add_bad(file.bad_rows);
    if (import.is_whole && import.out.bad > 0) return {};
    auto count = file.duties.size();
    if (auto version = version_with(import.api, file.duties, from)) {
        import.out.known = count;
        import.out.version = version;
        return {};
    }
    auto accepted = TRY(
        import.take_whole(PublishCatalogue{*name, from, std::move(file.duties)}, count));
    for (const auto& event : accepted.events)
        if (const auto* published = std::get_if<CataloguePublished>(&event))
            import.out.version = published->catalogue.version;
    return {};
}

Asked<void> import_divisions(Import& import, ingest::TableText table) {
    DivisionImport file;
    if (auto read = read_divisions(table, "divisions", file); !read)
        return std::unexpected(bad_file(read.error()));
    for (auto& bad : file.bad) {
        BadLine line{bad.line, "bad_code", said_to(import.request, bad.reason), {}};
        import.add_bad(std::move(line));
    }
    auto realm = import.api.follower.with_registry([](const auto& r) { return r.division(); });
    auto inside = file.book.under(realm);
    auto divisions = new_divisions(import.api, inside);
    import.out.known = inside.size() - divisions.size();
    std::span<const Division> rest(divisions);
    while (!rest.empty()) {
        auto part = rest.first(std::min(rest.size(), divisions_a_command));
        TRY_VOID(import.take_whole(SetDivisions{{part.begin(), part.end()}}, part.size()));
        rest = rest.subspan(part.size());
    }
    return {};
}

Asked<void> import_units(Import& import, ingest::TableText table) {
    auto file = TRY(of_body(ingest::read_units(std::move(table), "units")));
    import.add_bad(file.bad_rows);
    auto count = file.units.size();
    auto rows = parents_first(new_units(import.api, std::move(file.units)));
    import.out.known = count - rows.size();
    return import.take(std::move(rows));
}

}  // namespace cs::http
