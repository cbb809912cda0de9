#include "cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/utf8.h"
#include "cli/table.h"

namespace cs::cli {

namespace {

constexpr Duration between_redraws{100'000};
constexpr Duration between_lines = Duration::seconds(10);
constexpr std::size_t usual_width = 80;

Instant steady_now() {
    auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

std::string bar(std::int64_t done, std::int64_t whole, std::size_t width) {
    auto filled = static_cast<std::size_t>(static_cast<double>(std::min(done, whole)) /
                                           static_cast<double>(whole) *
                                           static_cast<double>(width));
    std::string out = "[";
    for (std::size_t i = 0; i < width; ++i) out += i < filled ? "█" : "░";
    return out + "]";
}

std::string time_text(std::int64_t seconds, Language language) {
    auto minutes = std::to_string(seconds / 60), rest = std::to_string(seconds % 60);
    if (seconds < 60) return say(language, Text::progress_seconds, {rest});
    return say(language, Text::progress_minutes, {minutes, rest});
}

}  // namespace

std::string progress_line(const std::string& label, const Progress& progress, std::size_t width,
                          Language language) {
    auto seconds = static_cast<double>(progress.elapsed.us) / 1e6;
    auto rate = seconds > 0 ? static_cast<double>(progress.done) / seconds : 0;
    std::string tail;
    if (progress.whole > 0)
        tail = percentage(progress.done, progress.whole) + "  " + grouped(progress.done) + "/" +
               grouped(progress.whole);
    else
        tail = grouped(progress.done);
    if (rate >= 1) tail += "  " + grouped(static_cast<std::int64_t>(rate)) + "/s";
    auto left = progress.whole - progress.done;
    if (left > 0 && rate > 0 && seconds >= 1)
        tail +=
            "  " + say(language, Text::progress_left,
                       {time_text(static_cast<std::int64_t>(static_cast<double>(left) / rate) + 1,
                                  language)});
    auto used = utf8::columns(label) + 2 + utf8::columns(tail);
    std::string middle;
    if (progress.whole > 0 && used + 14 <= width)
        middle = bar(progress.done, progress.whole, std::min<std::size_t>(30, width - used - 4)) +
                 "  ";
    return utf8::fit(label + "  " + middle + tail, width);
}

ProgressBar::ProgressBar(std::string label, std::int64_t whole, Language language, bool quiet)
    : label_(std::move(label)),
      whole_(whole),
      language_(language),
      quiet_(quiet),
      screen_(Screen::of(STDERR_FILENO)),
      started_at_(steady_now()),
      drawn_at_(started_at_) {}

ProgressBar::~ProgressBar() {
    if (line_open_) std::fputs("\n", stderr);
}

void ProgressBar::set(std::int64_t done) {
    done_ = done;
    if (quiet_) return;
    auto now = steady_now();
    if (now - drawn_at_ < (screen_.is_terminal ? between_redraws : between_lines)) return;
    drawn_at_ = now;
    draw(now - started_at_);
}

void ProgressBar::finish() {
    if (quiet_) return;
    bool had_nothing_to_do = whole_ == 0 && done_ == 0;
    if (!had_nothing_to_do) draw(steady_now() - started_at_);
    if (line_open_) std::fputs("\n", stderr);
    line_open_ = false;
    quiet_ = true;
}

void ProgressBar::draw(Duration elapsed) {
    auto width = screen_.width > 1 ? screen_.width - 1 : usual_width;
    auto line = progress_line(label_, {done_, whole_, elapsed}, width, language_);
    if (screen_.is_terminal) {
        std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
        line_open_ = true;
    } else {
        std::fprintf(stderr, "%s\n", line.c_str());
    }
    std::fflush(stderr);
}

}  // namespace cs::cli
