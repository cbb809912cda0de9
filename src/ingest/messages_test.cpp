#include "ingest/messages.h"

#include <gtest/gtest.h>

#include "journal/durable_file.h"
#include "journal/temporary_directory.h"

namespace cs::ingest {
namespace {

TEST(Messages, ListsRowsThatCannotBeTakenAndKeepsTheRestInOrderOfTime) {
    journal::TemporaryDirectory directory;
    auto path = directory / "messages.csv";
    ASSERT_TRUE(journal::write_file_durably(path,
                                            "time,id,user,subject,detail\n"
                                            "2026-03-03 09:00,2,U1,later,text\n"
                                            "2026-03-02 09:00,1,U1,earlier,text\n"
                                            "2026-02-30 09:00,3,U2,no such day,text\n"
                                            "2026-03-02 10:00,1,U2,taken id,text\n"
                                            "2027-03-02 10:00,4,U2,not yet,text\n"
                                            "1066-03-02 10:00,5,U2,long ago,text\n"));
    auto file = read_messages(path, *parse_instant("2026-11-21 00:00"));
    ASSERT_TRUE(file) << file.error().text();
    ASSERT_EQ(file->messages.size(), 2u);
    EXPECT_EQ(file->messages.front().subject, "earlier");
    ASSERT_EQ(file->bad_rows.size(), 4u);
    EXPECT_EQ(file->bad_rows[0].fault, RowFault::bad_time);
    EXPECT_EQ(file->bad_rows[1].fault, RowFault::duplicate_id);
    EXPECT_EQ(file->bad_rows[2].fault, RowFault::future_time);
    EXPECT_EQ(file->bad_rows[2].line, 6u);
    EXPECT_EQ(file->bad_rows[3].fault, RowFault::too_early);
}

}  // namespace
}  // namespace cs::ingest
