// Each kind of bad input: one sentence with what, where and what to do, and the right exit code.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "cli/run_program_test.h"
#include "journal/data_directory.h"

using namespace cs;
using namespace cs::cli;

namespace {

// Exit code, one line on standard error with this in it, nothing on standard output.
void expect_error(const std::string& arguments, int code, const std::string& sentence) {
    auto ran = run_program(arguments);
    EXPECT_EQ(ran.code, code) << arguments;
    EXPECT_NE(ran.err.find(sentence), std::string::npos) << arguments << "\n" << ran.err;
    EXPECT_EQ(std::ranges::count(ran.err, '\n'), 1) << ran.err;
    EXPECT_EQ(ran.out, "") << arguments;
}

const std::string divisions = "code,name\n410100000000,郑州市\n410102000000,中原区\n";
const std::string duties_header =
    "kind,big_code,big,small_code,small,handling_unit,supervisor,file_condition,"
    "close_condition,time_limit\n";
const std::string good_duty = "事件,02,环境,03,积水,区水利局,市中心,积水,排除,1天\n";

// A realm in its own directory; returns "--data DIR".
std::string found(const Scratch& scratch) {
    auto file = scratch.write("divisions.csv", divisions);
    auto data = "--data " + scratch / "data";
    auto ran = run_program("import divisions " + file + " --found 410100 " + data);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return data;
}

}  // namespace

TEST(BadInput, TheCommandLineItselfIsExitCodeTwo) {
    expect_error("clock explain --budget 8h", 2, "--from is required; see chengshu clock explain");
    expect_error("clock explain --from 2026-01-05 --budget 8h --foo", 2, "--foo is not known here");
    expect_error("--lang fr clock explain", 2, "\"fr\" is not a language");
    expect_error("clock explain --calendar x --from 2026-01-05 --budget 8h", 2,
                 "\"x\" is not one of work|continuous");
    auto bare = run_program("");
    EXPECT_EQ(bare.code, 2);
    EXPECT_NE(bare.err.find("Usage: chengshu"), std::string::npos);
}

TEST(BadInput, AnArgumentThatIsNotTextIsRefusedBeforeAnythingIsStored) {
    auto refused = run_program("case list --text '\xb1\xea'");
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("argument 4 is not valid UTF-8"), std::string::npos) << refused.err;
}

TEST(BadInput, AnEmptyValueIsNotTakenForNone) {
    expect_error("case list --unit ''", 2, "argument 4 is empty");
    expect_error("case list --unit=", 2, "argument 3 is empty");
}

TEST(BadInput, HelpIsNoError) {
    auto help = run_program("clock explain --help");
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("Example:"), std::string::npos);
    EXPECT_EQ(help.err, "");
}

TEST(BadInput, AnImpossibleDateNamesItsOption) {
    expect_error("clock explain --from 2026-02-30 --budget 8h", 2, "--from: \"2026-02-30\"");
    expect_error("clock explain --from 2026-02-20 --budget 8x", 2, "--budget: \"8x\"");
    expect_error("clock explain --from 2026-02-20 --budget 8h --suspend x", 2, "--suspend: ");
    expect_error("clock explain --from x --budget 8h --lang zh", 2, "--from：“x”不是有效的时间");
    expect_error("kpi --from 2026-02-30", 2, "--from: \"2026-02-30\" is not a date");
}

TEST(BadInput, AValueOutOfItsRangeAndAWordNobodyKnowsAreUsageErrors) {
    expect_error("case list --limit 0", 2, "--limit: 0 is not a whole number from 1 to 1000");
    expect_error("case list --after x", 2, "--after: \"x\" is not a place in this list");
    expect_error("case list --division 41x", 2, "--division: \"41x\" is not a division code");
    expect_error("case list --unmask", 2, "--unmask needs --purpose");
    expect_error("replay --days 0", 2, "--days: 0 is not a whole number from 1 to 366");
    expect_error("replay --seed -1", 2, "--seed: -1 is not a whole number from 0");
    expect_error("city build --seed -1", 2, "--seed: -1 is not a whole number from 0");
    expect_error("simulate --seeds 0", 2, "--seeds: 0 is not a whole number from 1");
    expect_error("simulate --seed -1", 2, "--seed: -1 is not a whole number from 0");
    expect_error("bogus", 2, "error: bogus is not known here; see chengshu --help");
    expect_error("case bogus", 2, "error: bogus is not known here; see chengshu case --help");
    expect_error("forget nobody --reason x", 2, "SUBJECT: \"nobody\" is not an id");
    expect_error("city build --city 999999", 2, "error: --city is not known here");
}

TEST(BadInput, JsonErrorsAreOneObjectOnStandardError) {
    auto ran = run_program("clock explain --json --from 2026-02-30 --budget 8h");
    EXPECT_EQ(ran.code, 2);
    EXPECT_TRUE(ran.err.starts_with("{\"error\":\"")) << ran.err;
    EXPECT_NE(ran.err.find("\"where\":\"--from\""), std::string::npos);
    EXPECT_NE(ran.err.find("\"exit_code\":2}"), std::string::npos);
    for (const char* command : {"bogus --json", "--json", "case --json"}) {
        auto none = run_program(command);
        EXPECT_EQ(none.code, 2);
        EXPECT_TRUE(none.err.starts_with("{\"error\":\"")) << none.err;
        EXPECT_EQ(none.err.find("Usage"), std::string::npos) << none.err;
    }
    auto usage = run_program("clock explain --json --budget 8h");
    EXPECT_EQ(usage.code, 2);
    EXPECT_NE(usage.err.find("\"exit_code\":2}"), std::string::npos);
}

TEST(BadInput, AFullDiskUnderStandardOutputIsTold) {
    auto told = run_program("clock explain --from 2026-02-13 --budget 8h --lang en",
                            "sh -c '\"$0\" \"$@\" >/dev/full'");
    EXPECT_EQ(told.code, 1);
    EXPECT_NE(told.err.find("the output could not be written"), std::string::npos) << told.err;
}

TEST(BadInput, FilesThatCannotBeReadAreRefusedWhole) {
    Scratch scratch;
    auto data = found(scratch);
    auto import = [&](const std::string& file) { return "import duties " + file + " " + data; };
    expect_error(import("/nowhere.csv"), 1, "/nowhere.csv: cannot open the file");
    expect_error(import("/tmp"), 1, "this is a directory");
    expect_error(import(scratch.write("empty.csv", "")), 1, "the file is empty");
    expect_error(import(scratch.write("columns.csv", "kind,name\n1,2\n")), 1,
                 "are missing; found only: kind, name");
    expect_error(import(scratch.write("gbk.csv", "\xB1\xE0\xBA\xC5,x\n1,2\n")), 1,
                 "iconv -f GB18030");
    expect_error(import(scratch.write("mac.csv", "kind,name\r1,2\r")), 1,
                 "its lines end in CR alone; save it with LF or CRLF");
}

TEST(BadInput, ASentenceIsInOneLanguage) {
    Scratch scratch;
    auto settings = scratch.write("settings.toml", "port = \n");
    expect_error("serve --lang zh --config " + settings, 1, "第 1 行：不是有效的 TOML");
    auto columns = scratch.write("columns.csv", "kind,name\n1,2\n");
    expect_error("import duties " + columns + " " + found(scratch) + " --lang zh", 1,
                 "columns.csv 第 1 行：缺少列");
}

TEST(BadInput, AReplayThatFailsLeavesNoHalfMadeDirectory) {
    Scratch scratch;
    auto city = scratch.write("city.bin", "not a city");
    auto ran = run_program("replay --city-file " + city + " --data " + scratch / "new");
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_FALSE(std::filesystem::exists(scratch / "new"));
}

TEST(BadInput, AVersionThatBeginsBehindAnotherIsRefused) {
    Scratch scratch;
    auto data = found(scratch);
    auto file = scratch.write("duties.csv", duties_header + good_duty);
    auto import = "import duties " + file + " " + data;
    ASSERT_EQ(run_program(import + " --from 2026-03-01").code, 0);
    expect_error(import + " --from 2026-02-01", 1, "version 1 begins later, at 2026-03-01");
    expect_error(import + " --from 2026-02-01 --lang zh", 1, "第 1 版的生效时间更晚：2026-03-01");
    EXPECT_EQ(run_program(import + " --from 2026-03-01").code, 0);
}

TEST(BadInput, BadRowsAreListedAndTheRestIsLoaded) {
    Scratch scratch;
    auto data = found(scratch);
    auto file = scratch.write("duties.csv", "\xEF\xBB\xBF" + duties_header + good_duty +
                                                "事件,02,环境,04,油烟,区水利局,,有,无,立即\n" +
                                                "事件,02,\"环境,05\n" + "\xB1\xE0,x\n" + good_duty);
    auto ran = run_program("import duties " + file + " " + data);
    EXPECT_EQ(ran.code, 3) << ran.err;
    EXPECT_NE(ran.err.find("3 rows left out"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("3  the time limit is not a number"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("4  a quote is opened and never closed"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("5  the line is not valid UTF-8"), std::string::npos) << ran.err;
    EXPECT_NE(ran.out.find("Catalogue version 1 with 3 duties"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("E9999"), std::string::npos);
}

TEST(BadInput, AFilterForWhatTheRealmDoesNotHaveIsTold) {
    Scratch scratch;
    auto data = found(scratch);
    ASSERT_EQ(run_program("case list " + data).code, 0);
    expect_error("case list --matter E7777 " + data, 1,
                 "--matter: no catalogue of this realm has the matter E7777; chengshu kpi --by");
    expect_error("case list --division 110000 " + data, 1,
                 "--division: this realm has no division 110000");
    expect_error("case list --unit 市政局 " + data, 1, "--unit: no unit of this realm is called");
    expect_error("case list --phase asleep " + data, 2, "\"asleep\" is not one of filed|");
    EXPECT_EQ(run_program("case list --division 410102 " + data).code, 0);
}

TEST(BadInput, ADirectoryThatCannotBeMadeOrHasNoJournalIsRefused) {
    Scratch scratch;
    auto file = scratch.write("divisions.csv", divisions);
    expect_error("import divisions " + file + " --found 410100 --data /proc/nowhere", 1,
                 "/proc/nowhere");
    expect_error("journal verify --data /nowhere", 1,
                 "/nowhere: there is no journal in this data directory; name the right one");
    expect_error("import divisions " + file + " --found 990000 --data " + scratch / "data", 1,
                 "the file has no division 990000000000");
}

TEST(BadInput, ASecondProcessOnTheDirectoryIsRefusedAndNothingIsHarmed) {
    Scratch scratch;
    auto data = found(scratch);
    auto file = scratch.write("duties.csv", duties_header + good_duty);
    {
        auto held = journal::DataDirectory::open(scratch / "data", journal::Access::write);
        ASSERT_TRUE(held.has_value()) << held.error().text();
        expect_error("import duties " + file + " " + data, 1, scratch / "data");
    }
    EXPECT_EQ(run_program("journal verify " + data).code, 0);
    EXPECT_EQ(run_program("import duties " + file + " " + data).code, 0);
}
