// The views lose a page while they are served, as from a failing disk: they are made again from the
// journal under readers that have mapped the old file, and nobody notices more than a failed answer.
#include <atomic>
#include <fstream>
#include <thread>

#include "http/api_test.h"
#include "journal/sqlite.h"

namespace cs::http {
namespace {

constexpr std::size_t page_bytes = 4'096;

// Everything is in the file, then the first page of the cases is not; what writes has to look anew.
void lose_the_cases(const std::string& path) {
    auto opened = sqlite::Database::open(path, {sqlite::Mode::write});
    ASSERT_TRUE(opened) << opened.error().text();
    auto& database = *opened;
    auto root = *database.query_int("SELECT rootpage FROM sqlite_schema WHERE name = 'cases'");
    while (!database.checkpoint_and_truncate()) std::this_thread::yield();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((root - 1) * static_cast<std::streamoff>(page_bytes));
    file << std::string(page_bytes, 'x') << std::flush;
    ASSERT_TRUE(file.good());
    ASSERT_TRUE(database.exec("UPDATE state SET realm = realm"));
}

TEST(ViewsDamage, IsMendedUnderThoseWhoRead) {
    ApiTown town;
    auto target = "/cases/" + id_text(town.case_id);
    auto whole = town.get(target, town.as(Role::supervisor));
    ASSERT_EQ(whole.status, 200);
    std::atomic<bool> stops = false;
    std::atomic<std::uint64_t> right = 0, wrong = 0;
    {
        auto read_on = [&] {
            while (!stops) {
                auto reader = town.api().follower.readers().borrow();
                auto detail = reader ? (*reader)->case_detail(town.case_id, town.api().time.now())
                                     : std::unexpected(reader.error());
                // Before the first case is folded anew, there is none.
                if (detail && *detail)
                    ++((*detail)->row.id == town.case_id ? right : wrong);
            }
        };
        std::jthread first(read_on), second(read_on);
        for (int k = 0; k < 5; ++k) {
            ASSERT_NO_FATAL_FAILURE(lose_the_cases(town.views_path()));
            town.file_case();
            EXPECT_EQ(town.get(target, town.as(Role::supervisor)).status, 200) << k;
        }
        stops = true;
    }
    EXPECT_GT(right, 0u);
    EXPECT_EQ(wrong, 0u);
    EXPECT_EQ(town.get(target, town.as(Role::supervisor)).body, whole.body);
}

}  // namespace
}  // namespace cs::http
