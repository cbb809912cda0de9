// Search tells nobody what he may not read: not by its hits, nor by where its pages end, nor by
// being asked for what is masked.
#include <set>
#include <thread>

#include "http/api_test.h"

namespace cs::http {
namespace {

const std::string lights = "/search?q=%E8%B7%AF%E7%81%AF";
const std::string number = "13812345678";

class SearchTest : public testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 3; ++i) town_.file_case();
        // The index follows the views; a client asks again.
        for (int i = 0; i < 200'000 && rows_of(town_.get(lights, agent())) < 5; ++i)
            std::this_thread::yield();
        ASSERT_EQ(rows_of(town_.get(lights, agent())), 5u);
    }
    Caller agent() const { return town_.as(Role::agent); }
    static std::size_t rows_of(const Response& response) {
        std::size_t out = 0;
        while (!member(response, "rows." + std::to_string(out) + ".report.id").empty()) ++out;
        return out;
    }

    ApiTown town_;
};

TEST_F(SearchTest, TellsNothingOfWhatLiesElsewhere) {
    auto elsewhere = town_.get(lights + "&limit=1", town_.as(Role::agent, false));
    EXPECT_EQ(elsewhere.body, R"({"rows":[]})");
    auto nowhere = town_.get("/search?q=%E6%B2%A1%E6%9C%89&limit=1", town_.as(Role::agent, false));
    EXPECT_EQ(elsewhere.body, nowhere.body);
}

TEST_F(SearchTest, GivesEveryHitOnceOverItsPages) {
    std::set<std::string> seen;
    std::string after;
    for (int page = 0; page < 5; ++page) {
        auto found = town_.get(lights + "&limit=1" + (after.empty() ? "" : "&after=" + after),
                               agent());
        ASSERT_EQ(rows_of(found), 1u) << found.body;
        seen.insert(member(found, "rows.0.report.id"));
        after = member(found, "next");
    }
    EXPECT_EQ(seen.size(), 5u);
    EXPECT_EQ(after, "");
}

TEST_F(SearchTest, IsForThoseWhoReadWhatReportersWrote) {
    for (const std::string& path : {lights, std::string("/cases?text=%E8%B7%AF%E7%81%AF")}) {
        EXPECT_EQ(problem_code(town_.get(path, town_.as(Role::analyst))), "not_permitted");
        EXPECT_EQ(problem_code(town_.get(path, town_.as(Role::administrator))), "not_permitted");
        auto token = agent();
        token.by = auth::SignedInBy::token;
        token.scopes = {auth::Scope::read};
        EXPECT_EQ(problem_code(town_.get(path, token)), "not_permitted");
        token.scopes = {auth::Scope::read, auth::Scope::personal};
        EXPECT_EQ(problem_code(town_.get(path, token)), "");
    }
}

TEST_F(SearchTest, FindsNumbersOnlyForAPurposeOnRecord) {
    for (const std::string& path : {"/search?q=" + number, "/cases?text=" + number,
                                    std::string("/search?q=138+1234+56"),
                                    std::string("/search?q=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94"
                                                "%EF%BC%95"),
                                    std::string("/search?q=wang%40example.com")}) {
        EXPECT_EQ(problem_code(town_.get(path, agent())), "not_permitted") << path;
        auto before = town_.api().accounts.audit(0, 1'000)->size();
        auto found = town_.get(path, agent(), {{"chengshu-purpose", "回访"}});
        EXPECT_EQ(problem_code(found), "") << found.body;
        auto audit = *town_.api().accounts.audit(before, 1'000);
        ASSERT_FALSE(audit.empty());
        EXPECT_TRUE(audit.front().what.starts_with("search for ")) << audit.front().what;
        EXPECT_EQ(audit.front().what.find(number), std::string::npos);
    }
    auto found = town_.get("/search?q=" + number, agent(), {{"chengshu-purpose", "回访"}});
    EXPECT_EQ(rows_of(found), 4u) << found.body;
}

TEST_F(SearchTest, WithoutAPurposeNothingIsFoundThatAMaskHides) {
    town_.report("我叫欧阳娜，花园路77号漏水，微信wxmabc");
    const std::string leak = "/search?q=%E6%BC%8F%E6%B0%B4";
    for (int i = 0; i < 200'000 && rows_of(town_.get(leak, agent())) < 1; ++i)
        std::this_thread::yield();
    ASSERT_EQ(rows_of(town_.get(leak, agent())), 1u);
    for (const char* words : {"%E6%AC%A7%E9%98%B3%E5%A8%9C", "wxmabc", "%E5%9B%AD%E8%B7%AF77"}) {
        auto path = std::string("/search?q=") + words;
        EXPECT_EQ(rows_of(town_.get(path, agent())), 0u) << words;
        EXPECT_EQ(rows_of(town_.get(path, agent(), {{"chengshu-purpose", "回访"}})), 1u) << words;
    }
}

TEST_F(SearchTest, NorAreItsCases) {
    auto found = [&](const char* words, std::vector<Pair> headers = {}) {
        return member(town_.get(std::string("/cases?text=") + words, agent(), std::move(headers)),
                      "rows.0.id");
    };
    EXPECT_NE(found("%E8%B7%AF%E7%81%AF"), "");
    const char* name = "%E5%BC%A0%E4%B8%89%E4%B8%B0";
    EXPECT_EQ(found(name), "");
    EXPECT_NE(found(name, {{"chengshu-purpose", "回访"}}), "");
}

}  // namespace
}  // namespace cs::http
