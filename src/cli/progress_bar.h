// Progress of long work on standard error: a bar that is redrawn on a terminal, a line now and then
// anywhere else, with rate and remaining time. Draws at most ten times a second.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "cli/messages.h"
#include "cli/screen.h"

namespace cs::cli {

/// What a bar shows at a moment; `whole` 0 when the end is not known.
struct Progress {
    std::int64_t done = 0;
    std::int64_t whole = 0;
    Duration elapsed;
};

/// "Reading  [█████░░░░░]  52.0 %  1,300/2,500  4,100/s  about 3 s left", at most `width` columns.
std::string progress_line(const std::string& label, const Progress& progress, std::size_t width,
                          Language language);

class ProgressBar {
public:
    /// Draws nothing when `quiet` (with --json).
    ProgressBar(std::string label, std::int64_t whole, Language language, bool quiet);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void set(std::int64_t done);
    void set_whole(std::int64_t whole) { whole_ = whole; }
    void set_label(std::string label) { label_ = std::move(label); }
    /// Draws the end state and ends the line. The destructor of an unfinished bar only ends the
    /// line, so that an error stands on its own.
    void finish();

private:
    void draw(Duration elapsed);

    std::string label_;
    std::int64_t whole_;
    Language language_;
    bool quiet_;
    Screen screen_;
    std::int64_t done_ = 0;
    Instant started_at_;
    Instant drawn_at_;
    bool line_open_ = false;
};

}  // namespace cs::cli
