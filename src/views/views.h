// The main read models: one SQLite file that follows the journal. Rows and position change in one
// transaction, so that after a crash the views are whole at some earlier record and simply go on.
// They hold nothing that is not in the journal: what cannot be used is thrown away and made again.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "journal/paced_vfs.h"
#include "views/fold.h"
#include "views/opener.h"
#include "views/store.h"

namespace cs::views {

/// The writer. Used by one thread; readers have connections of their own (reader.h).
class Views {
public:
    struct Options {
        std::string vfs = journal::paced_vfs();
        int cache_mib = 128;
        /// Pages of the log after which a commit folds it into the file.
        int autocheckpoint_pages = 16'000;
        /// Open cases kept in memory between batches, about 1 KiB each.
        std::size_t kept_cases = 60'000;
    };

    /// Opens the views of the journal's realm, or makes empty ones. A file that is damaged, of
    /// another format or realm, or ahead of this journal is thrown away (its search index with
    /// it), and notices() says so in a sentence.
    static Result<std::unique_ptr<Views>> open(const std::string& path, journal::Journal& reader,
                                               const Options& options);
    static Result<std::unique_ptr<Views>> open(const std::string& path,
                                               journal::Journal& reader) {
        return open(path, reader, Options{});
    }

    /// Folds up to `limit` records in one transaction; returns how many. 0: the end was reached.
    /// On an error nothing of the batch is kept. When SQLite finds the file damaged, it is thrown
    /// away, generation() rises, and the next call begins at the first record.
    Result<std::size_t> catch_up(journal::Journal& reader, Opener& personal, std::size_t limit);

    const Position& position() const { return position_; }
    /// Rises when the file was replaced: readers must open it anew.
    std::uint64_t generation() const { return generation_; }
    /// What happened to the files since the last call, one sentence each.
    std::vector<std::string> take_notices();
    const std::string& path() const { return path_; }

private:
    Views(std::string path, Realm realm, Options options)
        : path_(std::move(path)), realm_(realm), options_(std::move(options)) {}

    Result<void> start(journal::Journal& reader);
    /// Why the file cannot be used, if it cannot.
    Result<std::optional<std::string>> open_file(journal::Journal& reader);
    Result<void> throw_away(const std::string& why);
    Result<void> prepare();
    Result<std::size_t> fold_batch(std::span<const journal::Record> records, Opener& personal);
    /// Folds the log into the file and empties it, so that erased text is in neither.
    void empty_log();

    std::string path_;
    Realm realm_;
    Options options_;
    sqlite::Database database_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Fold> fold_;
    Position position_;
    std::uint64_t generation_ = 0;
    bool is_position_unknown_ = false;
    bool must_empty_log_ = true;
    std::vector<std::string> notices_;
};

/// Throws the views and their search index away; the next open() and catch_up() make them again.
/// No Views or SearchIndex may have them open.
Result<void> discard(const std::string& path, const std::string& vfs);

}  // namespace cs::views
