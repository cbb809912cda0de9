// Feeds citizens' messages through the real loop, in simulated time: agents place and file them,
// units sign, return, handle and claim with their habits, others verify, call back and close.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "grid/index.h"
#include "ingest/message_report.h"
#include "journal/vault.h"
#include "runtime/engine.h"
#include "sim/workforce.h"

namespace cs::sim {

struct ReplayOptions {
    std::uint64_t seed = 1;
    /// When the first day begins; messages keep their order and their time of day.
    Instant first_day;
    /// 0: every message keeps its own time; otherwise they are spread over so many days.
    int days = 0;
    /// After the last message the city goes on until every case has ended, at most so long.
    int settle_days = 60;
};

struct ReplayProgress {
    std::size_t messages_sent = 0;
    std::size_t messages = 0;
    std::size_t open_cases = 0;
    Instant now;
};

struct ReplaySummary {
    std::size_t messages = 0;
    std::size_t days = 0;
    std::uint64_t commands = 0;
    std::uint64_t records = 0;
    std::uint64_t unplaced = 0;       ///< no keyword: filed as "other"
    std::uint64_t repeated = 0;       ///< messages that had been taken in before
    std::uint64_t erased = 0;         ///< messages of writers whose data were erased
    std::uint64_t open_cases = 0;     ///< left when the city stopped
    std::map<std::string, std::uint64_t> events;    ///< by type
    std::map<std::string, std::uint64_t> refusals;  ///< by code
    std::map<ClockKind, std::pair<std::uint64_t, std::uint64_t>> clocks;  ///< met, missed
    std::uint64_t verified_pass = 0, verified_fail = 0;
    std::uint64_t contacted = 0, accepted = 0, satisfied = 0;
    std::uint64_t closed_solved = 0, closed_without_remedy = 0;
    Instant ended_at;
};

/// The places of a demo city from which messages without coordinates get theirs: a seeded draw of
/// a grid, weighted by households, within the district or street the text names.
class PlaceDraw {
public:
    PlaceDraw(const CityPlan& plan, const GridIndex& index, std::uint64_t seed);
    Place draw(std::string_view text);

private:
    std::size_t draw_grid(std::string_view text);
    const CityPlan& plan_;
    const GridIndex& index_;
    Random random_;
    std::vector<std::size_t> base_grids_;      ///< micro and rural, positions in plan_.grids
    std::vector<std::uint64_t> households_up_to_;
    std::vector<std::pair<std::string, std::vector<std::size_t>>> named_;  ///< streets, districts
};

/// Spreads messages over `days` from the first day on, keeping order and time of day.
void spread_over_days(std::vector<ingest::Message>& messages, Instant first_day, int days);

Result<ReplaySummary> replay(runtime::Engine& engine, journal::Vault& vault,
                             const std::vector<ingest::Message>& messages, PlaceDraw& places,
                             Workforce& people, const Staff& staff, const ReplayOptions& options,
                             const std::function<void(const ReplayProgress&)>& progress);

}  // namespace cs::sim
