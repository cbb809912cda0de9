// Lists of reports, narrowed by time, place and channel, against the same done by hand.
#include <algorithm>

#include "views/desk_test.h"

namespace cs::views {
namespace {

class ReportFilters : public testing::Test {
protected:
    ReportFilters() {
        desk_.samples.city(desk_.journal.records);
        desk_.samples.mixed(desk_.journal.records, 150, 40);
        desk_.level();
        reader_ = desk_.open_reader();
        ReportFilter filter;
        for (auto phase : {ReportPhase::waiting, ReportPhase::filed, ReportPhase::declined}) {
            filter.phase = phase;
            auto page = reader_->list_reports(filter, {max_page_rows, {}});
            EXPECT_TRUE(page && !page->next);
            std::ranges::move(page->rows, std::back_inserter(all_));
        }
        std::ranges::sort(all_, {}, &ReportRow::id);
    }

    DivisionCode division_of(const ReportRow& row) {
        if (row.case_id) return (*reader_->case_detail(*row.case_id, {}))->row.division;
        return row.place->division;
    }

    bool fits(const ReportFilter& filter, const ReportRow& row) {
        return row.phase == filter.phase && (!filter.from || row.submitted_at >= *filter.from) &&
               (!filter.to || row.submitted_at < *filter.to) &&
               (!filter.channel || row.channel == *filter.channel) &&
               (!filter.division || within(division_of(row), *filter.division)) &&
               (filter.scopes.empty() ||
                within(division_of(row), filter.scopes.front().division));
    }

    std::vector<ReportId> by_hand(const ReportFilter& filter, bool is_newest_first) {
        std::vector<ReportId> out;
        for (const auto& row : all_)
            if (fits(filter, row)) out.push_back(row.id);
        if (is_newest_first) std::ranges::reverse(out);
        return out;
    }

    std::vector<ReportId> paged(const ReportFilter& filter, std::size_t limit) {
        std::vector<ReportId> out;
        Page page{limit, {}};
        do {
            auto found = reader_->list_reports(filter, page);
            EXPECT_TRUE(found.has_value()) << found.error().text();
            for (const auto& row : found->rows) out.push_back(row.id);
            page.after = found->next;
        } while (page.after);
        return out;
    }

    std::vector<ReportFilter> filters() {
        auto early = all_[all_.size() / 4].submitted_at;
        auto late = all_[all_.size() * 3 / 4].submitted_at;
        auto community = division_of(all_[all_.size() / 2]);
        auto street = ancestor_at(community, DivisionLevel::street);
        auto district = ancestor_at(community, DivisionLevel::district);
        std::vector<ReportFilter> out;
        for (auto phase : {ReportPhase::waiting, ReportPhase::filed, ReportPhase::declined}) {
            auto add = [&]() -> ReportFilter& {
                out.emplace_back().phase = phase;
                return out.back();
            };
            add();
            add().from = early;
            add().to = late;
            add().from = early;
            out.back().to = late;
            add().from = late;
            out.back().to = early;
            add().from = all_.back().submitted_at + Duration{1};
            add().to = all_.front().submitted_at;
            for (auto division : {community, street, district, elsewhere}) {
                add().division = division;
                add().division = division;
                out.back().channel = all_[3].channel;
                add().scopes = {{division, {}}};
            }
            add().channel = all_[3].channel;
            add().channel = Channel::transfer;
            add().order = ReportOrder::newest;
            add().order = ReportOrder::oldest;
        }
        return out;
    }

    std::vector<std::string> plan_of(const ReportFilter& filter) {
        std::vector<std::string> out;
        auto plan = reader_->database().prepare("EXPLAIN QUERY PLAN " + reader_->list_sql(filter));
        EXPECT_TRUE(plan.has_value()) << plan.error().text();
        while (plan && *plan->step()) out.emplace_back(plan->column_text(3));
        return out;
    }

    static constexpr DivisionCode elsewhere{410122000000};  ///< a district without a report
    Desk desk_;
    std::unique_ptr<Reader> reader_;
    std::vector<ReportRow> all_;
};

TEST_F(ReportFilters, LeaveWhatAHandWouldLeave) {
    std::size_t found = 0;
    for (const auto& filter : filters()) {
        bool is_newest_first = filter.order ? *filter.order == ReportOrder::newest
                                            : filter.phase != ReportPhase::waiting;
        auto wanted = by_hand(filter, is_newest_first);
        EXPECT_EQ(paged(filter, 1'000), wanted) << reader_->list_sql(filter);
        EXPECT_EQ(paged(filter, 3), wanted) << reader_->list_sql(filter);
        found += wanted.size();
    }
    EXPECT_GT(found, all_.size());
}

TEST_F(ReportFilters, WalkAnIndexInItsOrder) {
    for (const auto& filter : filters())
        for (const auto& line : plan_of(filter)) {
            EXPECT_TRUE(line.starts_with("SEARCH")) << line;
            EXPECT_EQ(line.find("TEMP B-TREE"), std::string::npos) << line;
        }
}

TEST_F(ReportFilters, GoToWhereADistrictOrAChannelStands) {
    ReportFilter filter;
    for (auto phase : {ReportPhase::filed, ReportPhase::declined})
        for (auto order : {ReportOrder::newest, ReportOrder::oldest}) {
            auto bound = order == ReportOrder::newest ? "id<?)" : "id>?)";
            filter = {phase, {}, {}, {}, Channel::transfer, order, {}};
            EXPECT_EQ(plan_of(filter).front(),
                      std::string("SEARCH r USING INDEX reports_by_channel "
                                  "(channel=? AND phase=? AND ") + bound);
            filter.division = DivisionCode{410122001000};
            EXPECT_EQ(plan_of(filter).front(),
                      std::string("SEARCH r USING INDEX reports_by_district "
                                  "(<expr>=? AND phase=? AND ") + bound);
            filter.scopes = {{*std::exchange(filter.division, {}), {}}};
            EXPECT_TRUE(plan_of(filter).front().contains("reports_by_district"));
        }
}

}  // namespace
}  // namespace cs::views
