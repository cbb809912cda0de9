#include "base/forms.h"

#include <gtest/gtest.h>

namespace cs {
namespace {

const Form forms[] = {{"nothing is sent to {0}", "不向 {0} 发送"},
                      {"known are {0}", "可用的有 {0}"},
                      {"cannot open: {0}", "无法打开（{0}）"},
                      {"there is no \"{0}\"", "没有“{0}”"},
                      {"no such file", "文件不存在"},
                      {"use another", "请换一个"},
                      {"{0}; {1}", "{0}；{1}"},
                      {"{0}: {1}", "{0}：{1}"}};

TEST(Forms, SayASentenceAndWhatItHolds) {
    EXPECT_EQ(in_chinese(forms, "nothing is sent to a.b"), "不向 a.b 发送");
    EXPECT_EQ(in_chinese(forms, "cannot open: no such file"), "无法打开（文件不存在）");
    EXPECT_EQ(in_chinese(forms, "x: known are a, b"), "x：可用的有 a, b");
    EXPECT_EQ(in_chinese(forms, "there is no \"use another\""), "没有“use another”");
    EXPECT_EQ(in_chinese(forms, "nobody wrote this"), "nobody wrote this");
}

TEST(Forms, LeaveAdviceBehindTheSentence) {
    EXPECT_EQ(in_chinese(forms, "nothing is sent to a.b; use another"), "不向 a.b 发送；请换一个");
    EXPECT_EQ(in_chinese(forms, "cannot open: no such file; use another"),
              "无法打开（文件不存在）；请换一个");
    EXPECT_EQ(in_chinese(forms, "known are a; use another"), "可用的有 a；请换一个");
    EXPECT_EQ(in_chinese(forms, "nothing is sent to a.b; use another; no such file"),
              "不向 a.b 发送；请换一个；文件不存在");
}

}  // namespace
}  // namespace cs
