#include <gtest/gtest.h>

#include "cli/run_program_test.h"

using namespace cs::cli;

namespace {

const std::string spring = "clock explain --from '2026-02-13 16:00' --budget 8h";

}  // namespace

TEST(ClockExplain, PrintsTheSumInEnglish) {
    auto ran = run_program(spring);
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(ran.out,
              R"(Calendar  working time, 08:00–12:00 and 14:00–18:00 of working days
Starts    2026-02-13 Fri 16:00
Budget    8 h = 8 h
Due       2026-02-14 Sat 16:00

Counted time
  Day             Time           Shift      Counted  Sum  Note
  ──────────────  ─────────────  ─────────  ───────  ───  ────────────────────────────
  2026-02-13 Fri  16:00 – 18:00  afternoon      2 h  2 h
  2026-02-14 Sat  08:00 – 12:00  morning        4 h  6 h  make-up working day for 春节
  2026-02-14 Sat  14:00 – 16:00  afternoon      2 h  8 h  make-up working day for 春节

Warning points
   Used  Reached at
  ─────  ────────────────────
   50 %  2026-02-14 Sat 10:00
   80 %  2026-02-14 Sat 14:24
  100 %  2026-02-14 Sat 16:00
  150 %  2026-02-24 Tue 10:00
  200 %  2026-02-24 Tue 16:00
)");
}

TEST(ClockExplain, PrintsSkippedDaysSuspensionsAndExtensionsInChinese) {
    auto ran = run_program(
        "clock explain --from '2026-02-13 16:00' --budget 2d --extend 1d "
        "--suspend '2026-02-25 08:00..2026-02-25 12:00'",
        "LC_ALL=zh_CN.UTF-8");
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out,
              R"(日历  工作时间，工作日 08:00–12:00、14:00–18:00
起算  2026-02-13 周五 16:00
时限  2 个工作日 + 1 个工作日 = 24 小时
到期  2026-02-26 周四 10:00

计入的时间
  日期             时段           班次    计时     累计  说明
  ───────────────  ─────────────  ────  ──────  ───────  ────────────
  2026-02-13 周五  16:00 – 18:00  下午  2 小时   2 小时
  2026-02-14 周六  08:00 – 12:00  上午  4 小时   6 小时  春节调休上班
  2026-02-14 周六  14:00 – 18:00  下午  4 小时  10 小时  春节调休上班
  2026-02-24 周二  08:00 – 12:00  上午  4 小时  14 小时
  2026-02-24 周二  14:00 – 18:00  下午  4 小时  18 小时
  2026-02-25 周三  14:00 – 18:00  下午  4 小时  22 小时
  2026-02-26 周四  08:00 – 10:00  上午  2 小时  24 小时

不计入的日期
  日期                               原因
  ─────────────────────────────────  ──────────
  2026-02-15 周日 – 2026-02-23 周一  放假：春节
  2026-02-25 周三 08:00 – 12:00      暂停计时

预警节点
   已用  到达时间
  ─────  ─────────────────────
   50 %  2026-02-24 周二 10:00
   80 %  2026-02-25 周三 15:12
  100 %  2026-02-26 周四 10:00
  150 %  2026-02-27 周五 16:00
  200 %  2026-03-02 周一 10:00
)");
}

TEST(ClockExplain, GivesTheDueInstantAsLocalTimeWithOffset) {
    auto due = [](const std::string& options) {
        auto out = run_program("clock explain --json " + options).out;
        auto at = out.find("\"due\":\"") + 7;
        return out.substr(at, out.find('"', at) - at);
    };
    EXPECT_EQ(due("--from '2026-02-13 16:00' --budget 8h"), "2026-02-14T16:00:00+08:00");
    EXPECT_EQ(due("--from '2026-03-02 08:00' --budget 4h"), "2026-03-02T12:00:00+08:00");
    EXPECT_EQ(due("--from '2026-02-13 16:00' --budget 480m --calendar continuous"),
              "2026-02-14T00:00:00+08:00");
}

TEST(ClockExplain, RefusesAYearWithoutAHolidayFileAndSaysWhichToAdd) {
    auto ran = run_program("clock explain --from 2031-01-01 --budget 8h");
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "error: " CHENGSHU_SOURCE_DIR
                       "/data/calendar/2031.csv: there is no holiday file for 2031; add this file "
                       "with the public holidays and make-up working days of 2031\n");
    auto chinese = run_program("clock explain --lang zh --from 2031-01-01 --budget 8h");
    EXPECT_NE(chinese.err.find("缺少 2031 年的节假日文件"), std::string::npos);
}

TEST(ClockExplain, ReadsThePublicHolidayFilesToo) {
    Scratch scratch;
    scratch.write("holiday-cn-2026.json", R"({"year": 2026, "days": [
        {"name": "春节", "date": "2026-02-14", "isOffDay": false},
        {"name": "春节", "date": "2026-02-16", "isOffDay": true}]})");
    auto ran = run_program("clock explain --json --holidays " + scratch / "" +
                           " --from '2026-02-13 16:00' --budget 12h");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("\"due\":\"2026-02-17T10:00:00+08:00\""), std::string::npos) << ran.out;
}
