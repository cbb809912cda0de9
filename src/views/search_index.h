// Full-text search over the reports' texts: a file of its own that follows the main views and may
// lag behind them. The index is cut into volumes of equal size: writing costs the same at any
// stock, the newest are searched first, and a forgotten text is removed by making its volume again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/result.h"
#include "base/time.h"
#include "journal/paced_vfs.h"
#include "journal/sqlite.h"

namespace cs::views {

/// Reports in a volume.
inline constexpr std::int64_t volume_reports = 16'384;
inline constexpr std::int64_t search_format = 1;

/// What is not indexed yet.
struct SearchLag {
    std::uint64_t reports = 0;
    std::uint64_t erasures = 0;  ///< forgotten subjects whose fragments may still be in the file
    Duration behind;             ///< from the oldest report not indexed to the newest there is
    DESCRIBED(SearchLag, reports, erasures, behind)
};

/// The writer of the index, with a reading connection to the main views. One thread, any thread.
class SearchIndex {
public:
    struct Options {
        std::string vfs = journal::paced_vfs();
        int cache_mib = 32;
        std::int64_t reports_per_volume = volume_reports;
    };

    /// Opens the index that belongs to the views at `views_path`, or makes an empty one. A damaged
    /// one, or one of another format or size of volume, is thrown away: see take_notices().
    static Result<std::unique_ptr<SearchIndex>> open(const std::string& views_path,
                                                     const Options& options);
    static Result<std::unique_ptr<SearchIndex>> open(const std::string& views_path) {
        return open(views_path, Options{});
    }

    /// Removes what was forgotten, then indexes up to `limit` reports, in one transaction. Returns
    /// the number of reports; 0: level with the main views.
    Result<std::size_t> catch_up(std::size_t limit);
    Result<SearchLag> lag();
    std::vector<std::string> take_notices();

private:
    SearchIndex(std::string views_path, Options options)
        : views_path_(std::move(views_path)), options_(std::move(options)) {}

    struct State {
        std::int64_t position = 0;  ///< sequence of the newest report indexed
        std::int64_t erased = 0;    ///< sequence of the newest erasure carried out
        std::int64_t volume = 0;
        std::int64_t in_volume = 0;
    };

    Result<void> start();
    Result<void> open_file();
    Result<void> throw_away(const std::string& why);
    Result<State> read_state();
    Result<void> write_state(const State& state);
    Result<std::size_t> index_batch(State& state, std::size_t limit);
    Result<void> open_volume(State& state, std::int64_t first);
    Result<bool> erase(State& state);
    Result<void> make_again(std::int64_t volume);
    Result<void> add_text(std::int64_t sequence, std::string_view title, std::string_view text);
    Result<std::size_t> catch_up_once(std::size_t limit);

    std::string views_path_;
    Options options_;
    sqlite::Database views_;
    sqlite::Database database_;
    sqlite::Statement insert_;
    std::int64_t insert_volume_ = 0;
    std::string title_terms_, text_terms_;
    bool must_empty_log_ = true;
    std::vector<std::string> notices_;
};

}  // namespace cs::views
