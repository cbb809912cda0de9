// The commands that keep a data directory: found it, prove it, copy it, bring it back.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/run_program_test.h"
#include "ingest/sample_workbook_test.h"
#include "journal/sqlite.h"
#include "journal/sqlite_journal.h"
#include "sim/replay.h"

using namespace cs;
using namespace cs::cli;

namespace {

const std::string messages =
    "id,user,subject,time,detail\n"
    "1,u1,路灯不亮,2026-01-05 10:00,人民路路灯三天不亮\n"
    "2,u2,井盖缺失,2026-01-06 11:00,路口井盖不见了\n"
    "3,u1,没有这一天,2026-02-30 11:00,时间不存在\n";

class DataCommands : public testing::Test {
protected:
    void SetUp() override {
        auto divisions = scratch_.write("divisions.csv", "code,name\n410100000000,郑州市\n");
        ASSERT_EQ(run("import divisions " + divisions + " --found 410100").code, 0);
        messages_ = scratch_.write("messages.csv", messages);
        auto ran = run("import messages " + messages_);
        ASSERT_EQ(ran.code, 3) << ran.err;
        EXPECT_NE(ran.err.find("1 row left out"), std::string::npos) << ran.err;
    }
    Ran run(const std::string& command) { return run_in("data", command); }
    Ran run_in(const std::string& data, const std::string& command) {
        return run_program(command + " --data " + scratch_ / data);
    }
    static std::string field(const Ran& ran, const std::string& name) {
        auto at = ran.out.find("\"" + name + "\":");
        return ran.out.substr(at, ran.out.find_first_of(",}", at) - at);
    }

    Scratch scratch_;
    std::string messages_;
};

}  // namespace

TEST_F(DataCommands, ReadAWorkbookWhereTheyReadCsv) {
    ingest::SampleWorkbook book{.sheets = {
        ingest::text_row({"id", "user", "subject", "detail", "time"}) +
        ingest::text_row({"7", "u1", "路灯", "不亮", "2026-01-05 10:00"}) +
        "<row r=\"9\"><c t=\"e\"><v>#N/A</v></c></row>"}};
    auto ran = run("import messages --json " + scratch_.write("messages.xlsx", book.bytes()));
    EXPECT_EQ(ran.code, 3) << ran.err;
    EXPECT_NE(ran.out.find("\"reports\":1,"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("\"line\":9,\"reason\":\"cell_error\""), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("\"sheet\":\"S1\""), std::string::npos) << ran.out;
    book.sheets.push_back(
        ingest::text_row({"id", "user", "subject", "detail", "time"}) +
        ingest::text_row({"8", "u1", "路灯", "不亮", "never"}));
    auto told = run("import messages " + scratch_.write("two.xlsx", book.bytes()));
    EXPECT_NE(told.err.find("S1!9 "), std::string::npos) << told.err;
    EXPECT_NE(told.err.find("S2!2 "), std::string::npos) << told.err;
    book.sheets.erase(book.sheets.begin());
    auto none = run("import messages " + scratch_.write("none.xlsx", book.bytes()));
    EXPECT_NE(none.err.find("the first bad row is line 2 of the sheet S1: the time"),
              std::string::npos)
        << none.err;
    auto cut = run("import messages " + scratch_.write("cut.xlsx", book.bytes().substr(0, 99)));
    EXPECT_EQ(cut.code, 1);
    EXPECT_NE(cut.err.find("this is no .xlsx file, or it is cut off"), std::string::npos)
        << cut.err;
}

TEST_F(DataCommands, PeopleComeWithTheirRolesAndAreTakenOnce) {
    auto agent_of = [](const std::string& city) {
        return R"("[{""role"":""agent"",""division"":"")" + city + "\"\"}]\"\n";
    };
    auto people = scratch_.write("people.csv", "id,name,grants\n410100000-7,王一," +
                                                   agent_of("410100000000") +
                                                   "410100000-8,李*,\n410100000-9,赵三," +
                                                   agent_of("420100000000"));
    auto ran = run("import people " + people);
    EXPECT_EQ(ran.code, 3) << ran.err;
    EXPECT_NE(ran.out.find("People taken in: 1; so already: 0."), std::string::npos)
        << ran.out;
    EXPECT_NE(ran.err.find("the name is masked"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("4 "), std::string::npos) << ran.err;
    auto again = run("import people --json " + people);
    EXPECT_NE(again.out.find("\"taken\":0,\"known\":1,"), std::string::npos) << again.out;
    EXPECT_NE(again.out.find("\"line\":3,\"reason\":\"masked_name\""), std::string::npos);
    EXPECT_NE(again.out.find("\"line\":4,\"reason\":\"not_permitted\""), std::string::npos)
        << again.out;
    auto chinese = run("import people --lang zh " + people);
    EXPECT_NE(chinese.out.find("文件未列出的角色保持不变"), std::string::npos) << chinese.out;
    EXPECT_NE(chinese.err.find("姓名已脱敏"), std::string::npos) << chinese.err;
}

TEST_F(DataCommands, MessagesTakenTwiceAreTakenOnce) {
    auto again = run("import messages --json " + messages_);
    EXPECT_EQ(again.code, 3) << again.err;
    EXPECT_EQ(field(again, "reports"), "\"reports\":0");
    EXPECT_EQ(field(again, "repeated"), "\"repeated\":2");
    EXPECT_NE(again.out.find("\"line\":4"), std::string::npos) << again.out;
    auto told = run("import messages " + messages_);
    EXPECT_NE(told.out.find("All 2 messages had been taken in before"), std::string::npos);
    auto one = scratch_.write("one.csv", "id,user,subject,time,detail\n"
                                         "2,u2,井盖缺失,2026-01-06 11:00,路口井盖不见了\n");
    auto single = run("import messages " + one);
    EXPECT_EQ(single.code, 0) << single.err;
    EXPECT_EQ(single.out, "The message had been taken in before; nothing new.\n");
}

TEST_F(DataCommands, EveryFileIsItsOwnersAlone) {
    auto password = scratch_.write("password", "correct horse battery staple\n");
    auto added = run_program("account add root --administrator --data " + scratch_ / "data" + " <" +
                             password);
    ASSERT_EQ(added.code, 0) << added.err;
    ASSERT_EQ(run("backup " + scratch_ / "backup").code, 0);
    ASSERT_EQ(run_in("restored", "restore " + scratch_ / "backup").code, 0);
    int files = 0;
    for (const char* part : {"data", "backup", "restored"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(scratch_ / part)) {
            auto rights = entry.status().permissions() & std::filesystem::perms::all;
            auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
            EXPECT_EQ(rights & others, std::filesystem::perms::none) << entry.path();
            ++files;
        }
    EXPECT_GT(files, 15);
}

TEST_F(DataCommands, ARecordThatIsNoEventIsNamedThoughItsHashIsRight) {
    auto path = scratch_ / "data/journal.db";
    {
        auto reader = std::move(*journal::SqliteJournal::open_reader(path));
        auto record = reader->read(reader->last_sequence(), 1)->front();
        record.payload = "{}";
        Sha256 hasher;
        record.hash = journal::leaf_hash(hasher, record);
        std::string_view hash(reinterpret_cast<const char*>(record.hash.data.data()), 32);
        reader.reset();
        auto database = std::move(*sqlite::Database::open(path, {sqlite::Mode::write}));
        auto update = *database.prepare("UPDATE record SET payload='{}', hash=? WHERE sequence=?");
        ASSERT_TRUE(update.bind_blob(1, hash).bind(2, record.sequence).run());
        auto head = *database.prepare("UPDATE head SET hash=?");
        ASSERT_TRUE(head.bind_blob(1, hash).run());
    }
    auto verified = run("journal verify");
    EXPECT_EQ(verified.code, 1) << verified.out;
    EXPECT_NE(verified.out.find("(report.submitted) cannot be read: $.report: this field is "
                                "missing"), std::string::npos) << verified.out;
    EXPECT_NE(run("journal verify --lang zh").out.find("无法解读"), std::string::npos);
}

TEST_F(DataCommands, VerifyAgreesWithItselfAndFindsAChangedByte) {
    auto first = run("journal verify --state --json");
    auto second = run("journal verify --state --json");
    EXPECT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(first.out, second.out);
    EXPECT_NE(field(first, "state_hash"), "");
    // The administrator's name lies in the first record's payload.
    auto path = scratch_ / "data/journal.db";
    std::string bytes;
    {
        std::ifstream in(path, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    auto at = bytes.find("Administrator");
    ASSERT_NE(at, std::string::npos);
    bytes[at] = 'a';
    std::ofstream(path, std::ios::binary) << bytes;
    auto damaged = run("journal verify");
    EXPECT_EQ(damaged.code, 1);
    EXPECT_NE(damaged.out.find("The journal is damaged"), std::string::npos) << damaged.out;
    EXPECT_NE(damaged.out.find("chengshu journal repair"), std::string::npos);
    // All but the first can still be read: not without saying so.
    auto refused = run("journal repair");
    EXPECT_EQ(refused.code, 1);
    auto advice = refused.err.find("--accept-loss ");
    ASSERT_NE(advice, std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(path + ".damaged-1"));
    auto option = refused.err.substr(advice, refused.err.find_first_of(" \n", advice + 14) - advice);
    auto repaired = run("journal repair " + option);
    EXPECT_EQ(repaired.code, 0) << repaired.err;
    EXPECT_NE(repaired.out.find("Kept 0 records"), std::string::npos) << repaired.out;
    EXPECT_TRUE(std::filesystem::exists(path + ".damaged-1"));
    EXPECT_NE(repaired.out.find("thrown away and made again"), std::string::npos) << repaired.out;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "data/archive.db"));
}

TEST_F(DataCommands, APeriodThatEndsBeforeItBeginsIsAUsageError) {
    auto refused = run("kpi --from 2026-04-01 --to 2026-03-01");
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("ends on 2026-03-01, before it begins on 2026-04-01"),
              std::string::npos)
        << refused.err;
}

TEST_F(DataCommands, AJournalCutShortIsToldInShortSentences) {
    auto path = scratch_ / "data/journal.db";
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    auto damaged = run("journal verify");
    EXPECT_EQ(damaged.code, 1);
    std::istringstream lines(damaged.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LT(line.size(), 240u) << line;
    auto chinese = run("journal verify --lang zh");
    for (const char* english : {"cut off after", "nothing can be read", "cannot check"})
        EXPECT_EQ(chinese.out.find(english), std::string::npos) << chinese.out;
}

TEST_F(DataCommands, AJournalWithoutAHeadIsCheckedForTheRealmThatIsNamed) {
    {
        auto journal = sqlite::Database::open(scratch_ / "data/journal.db", {sqlite::Mode::write});
        ASSERT_TRUE(journal.has_value());
        ASSERT_TRUE(journal->exec("DELETE FROM head").has_value());
    }
    EXPECT_NE(run("journal verify").err.find("--realm"), std::string::npos);
    EXPECT_EQ(run("journal verify --realm 41").code, 2);
    auto named = run("journal verify --realm 410100000");
    EXPECT_NE(named.out.find("the head cannot be read"), std::string::npos) << named.out;
    EXPECT_EQ(run("journal repair --realm 410100000").code, 0);
    EXPECT_EQ(run("journal verify").code, 0);
    EXPECT_EQ(run("case list").code, 0);
}

TEST_F(DataCommands, AJournalOfNoBytesIsNotTakenForAnotherFile) {
    std::ofstream(scratch_ / "data/journal.db", std::ios::trunc).close();
    for (const char* command : {"journal verify", "journal repair", "case list"}) {
        auto ran = run(command);
        EXPECT_EQ(ran.code, 1) << command;
        EXPECT_NE(ran.err.find("it has 0 bytes; restore a backup"), std::string::npos) << ran.err;
    }
}

TEST_F(DataCommands, AFailedBackupLeavesNothing) {
    std::filesystem::resize_file(scratch_ / "data/journal.db", 5000);
    EXPECT_EQ(run("backup " + scratch_ / "deep/er/backup").code, 1);
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "deep"));
    std::filesystem::create_directory(scratch_ / "there");
    EXPECT_EQ(run("backup " + scratch_ / "there").code, 1);
    EXPECT_TRUE(std::filesystem::is_empty(scratch_ / "there"));
}

TEST_F(DataCommands, ABackupRestoresToTheSameHistoryAndState) {
    auto before = run("journal verify --state --json");
    EXPECT_EQ(run("backup " + scratch_ / "backup").code, 0);
    EXPECT_EQ(run("backup " + scratch_ / "backup").code, 1);
    auto restored = run_in("new", "restore " + scratch_ / "backup" + " --replaces " +
                                      scratch_ / "data");
    EXPECT_EQ(restored.code, 0) << restored.err;
    auto after = run_in("new", "journal verify --state --json");
    for (const auto* name : {"all_hash", "state_hash"})
        EXPECT_EQ(field(after, name), field(before, name));
}

TEST_F(DataCommands, RebuildFoldsEveryRecord) {
    auto verified = run("journal verify --json");
    auto rebuilt = run("rebuild --json");
    EXPECT_EQ(rebuilt.code, 0) << rebuilt.err;
    EXPECT_EQ(field(rebuilt, "records"), field(verified, "records"));
}

TEST_F(DataCommands, ForgettingKeepsTheHistoryProvable) {
    auto subject = id_text(ingest::subject_for(Realm{410100000}, "u1"));
    EXPECT_EQ(run("forget " + subject + " --reason ''").code, 2);
    auto forgotten = run("forget " + subject + " --reason 'asked in writing'");
    EXPECT_EQ(forgotten.code, 0) << forgotten.err;
    EXPECT_EQ(run("journal verify").code, 0);
    auto more = scratch_.write("more.csv", "id,user,subject,time,detail\n"
                                           "7,u1,路灯不亮,2026-01-08 10:00,又不亮了\n"
                                           "8,u2,路灯不亮,2026-01-08 10:00,又不亮了\n");
    auto taken = run("import messages " + more);
    EXPECT_EQ(taken.code, 3) << taken.err;
    EXPECT_NE(taken.err.find("the writer's data were erased"), std::string::npos) << taken.err;
    EXPECT_NE(taken.out.find("1 message became a report"), std::string::npos) << taken.out;
}

TEST_F(DataCommands, ASubjectThatNobodyKnowsIsNotForgotten) {
    auto before = run("journal verify --json");
    auto ran = run("forget 410100000-42 --reason 'asked in writing'");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("410100000-42: nothing in "), std::string::npos) << ran.err;
    EXPECT_EQ(run("journal verify --json").out, before.out);
}

TEST_F(DataCommands, DataInClearNeedAPurposeAndLeaveARecord) {
    EXPECT_EQ(run("case list").code, 0);
    auto log = scratch_ / "data/access.log";
    auto refused = run("case list --unmask");
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("--unmask needs --purpose"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(log));
    EXPECT_EQ(run("case list --unmask --purpose 'complaint 7'").code, 0);
    std::ifstream in(log);
    std::string line;
    std::getline(in, line);
    EXPECT_NE(line.find("\"what\":\"case list\",\"purpose\":\"complaint 7\""), std::string::npos)
        << line;
}

TEST_F(DataCommands, KpisCoverTheWholeJournalUnlessTold) {
    auto ran = run("kpi --json");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("\"from\":\""), std::string::npos);
    EXPECT_EQ(run("kpi --from 2026-02-30").code, 2);
    EXPECT_EQ(run("kpi --by colour").code, 2);
}
