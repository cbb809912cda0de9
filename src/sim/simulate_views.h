// The views of a simulated node: they follow its journal on the same disk, go down with it, and are
// held against views made anew from the journal, and against the core's own cases.
#pragma once

#include <memory>

#include "city/city.h"
#include "sim/simulate_node.h"
#include "views/search_index.h"
#include "views/views.h"

namespace cs::sim {

class SimulatedViews {
public:
    static constexpr const char* path = "/d/views.db";

    /// The node must outlive this, and be open whenever something is asked.
    explicit SimulatedViews(SimulatedNode& node) : node_(node) {}

    /// Folds up to so many records and indexes what they bring; opens the files when they are not
    /// open. After an error they are closed.
    Result<void> follow(std::size_t records);
    /// The process ends, or the power went.
    void close();
    /// Follows to the end; an error says how the views differ from views made anew from the first
    /// record, or a case in them from the core's.
    Result<void> compare(const city::State& right);
    /// Whether a file holds this text.
    bool is_on_disk(const std::string& text);

private:
    Result<void> open();
    Result<void> catch_up(std::size_t records);
    Result<Hash256> hash_of_rebuilt();
    Result<void> compare_cases(const city::State& right);

    SimulatedNode& node_;
    std::unique_ptr<journal::Journal> reader_;
    std::unique_ptr<views::Views> views_;
    std::unique_ptr<views::SearchIndex> search_;
};

}  // namespace cs::sim
