// What a replay brought about, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "cli/context.h"
#include "ingest/bad_row.h"
#include "ingest/city_builder.h"
#include "sim/replay.h"

namespace cs::cli {

/// What the summary says beside the figures.
struct ReplayNotes {
    std::string file;
    std::string city;
    std::string data;
    int spread_days = 0;  ///< 0: the messages kept their own times
    Instant first_day;
    GridCounts grids;
    std::vector<ingest::BadRow> bad_rows;
};

std::string replay_text(const Context& context, const sim::ReplaySummary& summary,
                        const ReplayNotes& notes);
std::string replay_json(const sim::ReplaySummary& summary, const ReplayNotes& notes);
/// The name of a clock's kind in the interface's language.
std::string clock_kind_text(const Context& context, ClockKind kind);

}  // namespace cs::cli
