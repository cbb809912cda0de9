#include "views/views.h"

#include <set>

#include "views/desk_test.h"
#include "views/schema.h"

namespace cs::views {

TEST(Views, SayTheSameInBatchesOfAnySize) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        std::set<Hash256> hashes;
        for (std::size_t batch : {1, 7, 64, 100'000}) {
            Desk desk(seed);
            desk.samples.city(desk.journal.records);
            while (desk.journal.records.size() < 500)
                desk.samples.random_step(desk.journal.records);
            for (const auto& record : desk.journal.records)
                if (record.type == SubjectForgotten::type) {
                    auto event = event_from_json(record.type, 1, record.payload);
                    desk.opener.forget(std::get<SubjectForgotten>(*event).subject);
                }
            desk.level(batch);
            hashes.insert(desk.hash());
        }
        EXPECT_EQ(hashes.size(), 1U) << "seed " << seed;
    }
}

TEST(Views, MadeAgainAreEqualToViewsKeptThroughAnErasure) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    for (int i = 0; i < 40; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level(50);
    auto before = desk.hash();
    auto subject = desk.samples.subject_of(10);
    desk.samples.add(desk.journal.records, SubjectForgotten{subject, "本人申请"});
    desk.opener.forget(subject);
    for (int i = 0; i < 5; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level(50);
    auto kept = desk.hash();
    EXPECT_NE(kept, before);
    ASSERT_TRUE(discard("views.db", desk.disk.vfs_name()).has_value());
    desk.level(1000);
    EXPECT_EQ(desk.hash(), kept);
}

TEST(Views, ShowAForgottenReporterAsErasedAndLeaveNoFragmentInAnyFile) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    auto subject = make_id<SubjectId>(sample_realm, 999'999);
    for (int i = 0; i < 20; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.samples.submit(desk.journal.records, "麒麟巷井盖", "麒麟巷饕餮楼凹陷", subject);
    auto report = desk.samples.last_report();
    desk.samples.file(desk.journal.records, {report});
    for (int i = 0; i < 20; ++i) desk.samples.lifecycle(desk.journal.records);
    auto fragments = [&] {
        int found = 0;
        for (const auto& file : desk.disk.files())
            for (const char* word : {"麒麟", "饕餮", "凹陷"})
                found += desk.disk.get(file)->find(word) != std::string::npos;
        return found;
    };
    desk.level(30);
    EXPECT_GT(fragments(), 0);
    EXPECT_EQ(desk.open_reader()->search("饕餮", {}, {})->hits.size(), 1U);

    desk.samples.add(desk.journal.records, SubjectForgotten{subject, "本人申请"});
    desk.opener.forget(subject);
    desk.level(30);
    EXPECT_EQ(fragments(), 0);
    auto reader = desk.open_reader();
    EXPECT_TRUE(reader->search("饕餮", {}, {})->hits.empty());
    auto row = reader->report(report);
    ASSERT_TRUE(row.has_value() && row->has_value());
    EXPECT_TRUE((*row)->erased);
    EXPECT_FALSE((*row)->title.has_value());
    EXPECT_FALSE((*row)->text.has_value());
    EXPECT_EQ((*row)->subject, subject);
    auto detail = reader->case_detail(*(*row)->case_id, {});
    EXPECT_TRUE((*detail)->row.erased);
    auto timeline = reader->timeline(*(*row)->case_id, desk.journal);
    ASSERT_TRUE(timeline.has_value());
    EXPECT_TRUE(timeline->front().erased);
    EXPECT_EQ(timeline->front().payload.find("sealed"), std::string::npos);
}

TEST(Views, AreWholeAfterAnErrorAtAnyOperationAndThenGoOn) {
    Desk calm;
    calm.samples.city(calm.journal.records);
    for (int i = 0; i < 6; ++i) calm.samples.lifecycle(calm.journal.records);
    calm.level(20);
    auto expected = calm.hash();
    int struck = 0;
    for (std::uint64_t k = 1; k < 400; k += 3) {
        Desk desk;
        desk.journal.records = calm.journal.records;
        auto views = desk.open_views();
        ASSERT_TRUE(views->catch_up(desk.journal, desk.opener, 20).has_value());
        if (k % 2 == 0)
            desk.disk.fail_at(k);
        else
            desk.disk.stop_at(k);
        bool failed = false;
        for (int i = 0; i < 5 && !failed; ++i) {
            auto before = views->position().sequence;
            auto count = views->catch_up(desk.journal, desk.opener, 20);
            failed = !count.has_value();
            EXPECT_EQ(views->position().sequence > before, !failed && *count > 0);
        }
        struck += failed;
        if (k % 2 == 1) {
            views.reset();
            Random draw(k);
            desk.disk.crash(draw);
        }
        desk.disk.heal();
        if (views)
            while (true) {
                auto count = views->catch_up(desk.journal, desk.opener, 20);
                ASSERT_TRUE(count.has_value()) << k << " " << count.error().text();
                if (*count == 0) break;
            }
        views.reset();
        desk.level(20);
        EXPECT_EQ(desk.hash(), expected) << "operation " << k;
    }
    EXPECT_GT(struck, 10);
}

TEST(Views, ThatAreDamagedAreMadeAgainAndSaySo) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    for (int i = 0; i < 10; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level();
    auto expected = desk.hash();
    desk.disk.put("views.db", std::string(8192, 'x'));
    auto views = desk.open_views();
    auto notices = views->take_notices();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_NE(notices[0].find("made again"), std::string::npos);
    EXPECT_EQ(views->position().sequence, 0U);
    views.reset();
    desk.level();
    EXPECT_EQ(desk.hash(), expected);
}

TEST(Views, WhoseDamageShowsWhileTheyFollowAreMadeAgain) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    for (int i = 0; i < 40; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level();
    auto expected_from = desk.journal.records.size();
    // What is read at the opening stays whole; the table of the cases does not.
    {
        auto database = *sqlite::Database::open("views.db",
                                                {sqlite::Mode::write, desk.disk.vfs_name()});
        auto root = *database.query_int("SELECT rootpage FROM sqlite_schema WHERE name = 'cases'");
        auto bytes = *desk.disk.get("views.db");
        std::fill_n(bytes.begin() + (root - 1) * 4096, 4096, 'x');
        database = {};
        desk.disk.put("views.db", bytes);
    }
    for (int i = 0; i < 40; ++i) desk.samples.lifecycle(desk.journal.records);
    auto views = desk.open_views();
    EXPECT_EQ(views->position().sequence, expected_from);
    EXPECT_EQ(*views->catch_up(desk.journal, desk.opener, 1000), 360U);
    EXPECT_EQ(views->take_notices().size(), 1U);
    EXPECT_EQ(views->position().sequence, 0U);
    views.reset();
    desk.level();
    auto followed = desk.hash();
    desk.disk.remove("views.db");
    desk.level();
    EXPECT_EQ(desk.hash(), followed);
}

TEST(Views, OfAnotherFormatAreMadeAgain) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    desk.level();
    {
        auto database = sqlite::Database::open("views.db",
                                               {sqlite::Mode::write, desk.disk.vfs_name()});
        ASSERT_TRUE(database->set_pragma("user_version", views_format + 1).has_value());
    }
    EXPECT_FALSE(Reader::open("views.db", desk.disk.vfs_name()).has_value());
    auto views = desk.open_views();
    EXPECT_EQ(views->take_notices().size(), 1U);
    EXPECT_EQ(views->position().sequence, 0U);
}

TEST(Views, AheadOfARestoredJournalAreMadeAgain) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    for (int i = 0; i < 10; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level();
    auto whole = desk.journal.records;
    desk.journal.records.resize(60);
    EXPECT_EQ(desk.open_views()->take_notices().size(), 1U);
    desk.level();
    desk.journal.records = whole;
    desk.level();
    // The same number of records, but another history.
    desk.journal.records.back().hash.data[0] ^= 1;
    auto views = desk.open_views();
    ASSERT_EQ(views->take_notices().size(), 1U);
    EXPECT_EQ(views->position().sequence, 0U);
}

TEST(Views, RefuseAFullDiskWithoutLosingWhatTheyHave) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    desk.level();
    for (int i = 0; i < 50; ++i) desk.samples.lifecycle(desk.journal.records);
    auto views = desk.open_views();
    auto before = views->position().sequence;
    desk.disk.full_after(desk.disk.bytes_used());
    auto refused = views->catch_up(desk.journal, desk.opener, 1000);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().text().find("full"), std::string::npos);
    EXPECT_EQ(views->position().sequence, before);
    desk.disk.heal();
    EXPECT_EQ(*views->catch_up(desk.journal, desk.opener, 1000), 450U);
}

}  // namespace cs::views
