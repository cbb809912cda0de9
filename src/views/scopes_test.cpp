// What lies in a scope, by pages: all of it, nothing else, and every page but the last is full.
#include <algorithm>

#include "views/desk_test.h"

namespace cs::views {
namespace {

constexpr std::size_t page_rows = 3;
constexpr std::size_t hits_a_test = 700;  // behind those that one page passes over

class Scopes : public testing::Test {
protected:
    Scopes() {
        desk_.samples.city(desk_.journal.records);
        desk_.samples.mixed(desk_.journal.records, 150, 40);
        for (int i = 0; i < 150; ++i) {
            auto number = counter_of(desk_.samples.last_report()) + 1;
            desk_.samples.submit(desk_.journal.records, "噪音", "工地夜间噪音",
                                 desk_.samples.subject_of(number));
            if (i % 3 == 0)
                desk_.samples.file(desk_.journal.records, {desk_.samples.last_report()});
        }
        desk_.level();
        reader_ = desk_.open_reader();
    }

    // A district; a unit anywhere; both; a district in which there is nothing.
    std::vector<std::vector<CaseScope>> scopes() {
        auto row = reader_->list_cases({}, {1, {}})->rows.front();
        auto district = ancestor_at(row.division, DivisionLevel::district);
        auto city = ancestor_at(row.division, DivisionLevel::city);
        return {{},
                {{district, {}}},
                {{city, row.unit}},
                {{district, {}}, {city, row.unit}},
                {{DivisionCode{110'101'000'000}, {}}}};
    }

    bool lies_in(const std::vector<CaseScope>& scopes, const ReportRow& report) {
        std::optional<CaseRow> subject;
        if (report.case_id) subject = (*reader_->case_detail(*report.case_id, {}))->row;
        auto division = subject ? subject->division : report.place->division;
        return scopes.empty() || std::ranges::any_of(scopes, [&](const CaseScope& scope) {
                   return within(division, scope.division) &&
                          (!scope.unit || (subject && subject->unit == *scope.unit));
               });
    }

    static ReportFilter filter_of(ReportPhase phase, std::vector<CaseScope> scopes = {}) {
        ReportFilter out;
        out.phase = phase;
        out.scopes = std::move(scopes);
        return out;
    }

    // The reports of all pages; each page but the last must be full, and only the last the end.
    template <class Ask>
    std::vector<ReportId> paged(Ask ask) {
        std::vector<ReportId> out;
        Page page{page_rows, {}};
        do {
            auto [ids, next] = ask(page);
            EXPECT_EQ(ids.size() == page_rows || !next, true) << "a short page with a next";
            EXPECT_FALSE(ids.empty() && page.after) << "a next that led to nothing";
            out.insert(out.end(), ids.begin(), ids.end());
            page.after = next;
        } while (page.after);
        return out;
    }

    Desk desk_;
    std::unique_ptr<Reader> reader_;
};

TEST_F(Scopes, OfReportsAreWholeAndExact) {
    for (auto phase : {ReportPhase::waiting, ReportPhase::filed}) {
        auto all = reader_->list_reports(filter_of(phase), {max_page_rows, {}})->rows;
        EXPECT_GE(all.size(), 100U);
        for (const auto& scope : scopes()) {
            std::vector<ReportId> wanted;
            for (const auto& row : all)
                if (lies_in(scope, row)) wanted.push_back(row.id);
            auto got = paged([&](const Page& page) {
                auto rows = reader_->list_reports(filter_of(phase, scope), page);
                EXPECT_TRUE(rows) << rows.error().text();
                std::vector<ReportId> ids;
                for (const auto& row : rows->rows) ids.push_back(row.id);
                return std::pair(ids, rows->next);
            });
            EXPECT_EQ(got, wanted);
        }
    }
}

TEST_F(Scopes, OfASearchAreWholeAndExact) {
    auto all = reader_->search("噪音", {max_page_rows, {}}, {})->hits;
    EXPECT_EQ(all.size(), 150U);
    std::size_t narrowed = 0;
    for (const auto& scope : scopes()) {
        std::vector<ReportId> wanted;
        for (const auto& hit : all)
            if (lies_in(scope, hit.report)) wanted.push_back(hit.report.id);
        narrowed += wanted.size() > page_rows && wanted.size() < all.size() ? 1 : 0;
        auto got = paged([&](const Page& page) {
            auto found = reader_->search("噪音", page, {}, scope);
            EXPECT_TRUE(found) << found.error().text();
            std::vector<ReportId> ids;
            for (const auto& hit : found->hits) ids.push_back(hit.report.id);
            return std::pair(ids, found->next);
        });
        EXPECT_EQ(got, wanted);
    }
    EXPECT_GT(narrowed, 0U);
}

TEST(ScopesOfMany, ASearchGivesUpAPageOfWhatIsMasked) {
    Desk desk;
    for (std::size_t i = 0; i < 1'100; ++i)
        desk.samples.submit(desk.journal.records, "", "我叫张三丰，太吵了",
                            desk.samples.subject_of(i));
    desk.level();
    auto reader = desk.open_reader();
    auto first = *reader->search("张三丰", {}, {}, {}, Words::masked);
    EXPECT_TRUE(first.hits.empty());
    ASSERT_TRUE(first.next);
    auto second = *reader->search("张三丰", {50, first.next}, {}, {}, Words::masked);
    EXPECT_TRUE(second.hits.empty());
    EXPECT_FALSE(second.next);
    EXPECT_EQ(reader->search("张三丰", {}, {})->hits.size(), 50U);
}

TEST(ScopesOfMany, ASearchGivesUpAPageAndGoesOnBehindIt) {
    Desk desk;
    desk.reports_per_volume = 8'000;
    for (std::size_t i = 0; i < most_passed_over + hits_a_test; ++i)
        desk.samples.submit(desk.journal.records, "", "噪音", desk.samples.subject_of(i));
    desk.level(10'000);
    auto reader = desk.open_reader();
    const std::vector<CaseScope> nowhere{{DivisionCode{110'101'000'000}, {}}};
    auto first = *reader->search("噪音", {}, {}, nowhere);
    EXPECT_TRUE(first.hits.empty());
    ASSERT_TRUE(first.next);
    auto second = *reader->search("噪音", {50, first.next}, {}, nowhere);
    EXPECT_TRUE(second.hits.empty());
    EXPECT_FALSE(second.next);
    EXPECT_LT(reader->search("噪音", {max_page_rows, first.next}, {})->hits.size(), hits_a_test);
}

}  // namespace
}  // namespace cs::views
