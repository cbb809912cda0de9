#include "views/views.h"

#include <utility>

#include "views/schema.h"

namespace cs::views {

Result<std::unique_ptr<Views>> Views::open(const std::string& path, journal::Journal& reader,
                                           const Options& options) {
    std::unique_ptr<Views> views(new Views(path, reader.realm(), options));
    TRY_VOID(views->start(reader));
    return views;
}

Result<void> Views::start(journal::Journal& reader) {
    auto unusable = open_file(reader);
    // Only damage is a reason to throw away; a full or read-only disk is told to the caller.
    if (!unusable && !is_damaged(unusable.error()))
        return std::unexpected(std::move(unusable).error());
    if (!unusable || *unusable)
        TRY_VOID(throw_away(unusable ? **unusable : unusable.error().what));
    return prepare();
}

Result<std::optional<std::string>> Views::open_file(journal::Journal& reader) {
    auto opened = sqlite::Database::open(path_, {sqlite::Mode::create, options_.vfs});
    if (!opened) {
        if (!is_damaged(opened.error())) return std::unexpected(std::move(opened).error());
        return opened.error().what;
    }
    database_ = std::move(*opened);
    TRY_VOID(configure_writer(database_, options_.cache_mib, options_.autocheckpoint_pages));
    auto tables = TRY(database_.query_int("SELECT count(*) FROM sqlite_schema"));
    if (tables == 0) {
        // Whatever search index lies beside an empty file belongs to views that are gone.
        TRY_VOID(remove_database(search_path_of(path_), options_.vfs));
        TRY_VOID(create_tables(database_));
    }
    auto format = TRY(database_.pragma("user_version"));
    if (format != views_format)
        return "they have format " + std::to_string(format) + ", this program writes format " +
               std::to_string(views_format);
    if (TRY(database_.query_int("SELECT count(*) FROM state")) == 0)
        TRY_VOID(database_.exec("INSERT INTO state VALUES(1, " +
                                std::to_string(static_cast<std::uint32_t>(realm_)) +
                                ", 0, zeroblob(32), 0)"));
    auto realm = TRY(database_.query_int("SELECT realm FROM state"));
    if (realm != static_cast<std::int64_t>(realm_))
        return "they belong to realm " + std::to_string(realm);
    auto position = TRY(read_position(database_));
    if (position.sequence == 0) return std::nullopt;
    auto last = TRY(reader.read(position.sequence, 1));
    if (last.empty()) return "they are ahead of their journal";
    if (last.front().hash != position.hash) return "they were made from another journal";
    return std::nullopt;
}

Result<void> Views::throw_away(const std::string& why) {
    fold_.reset();
    store_.reset();
    database_ = {};
    TRY_VOID(discard(path_, options_.vfs));
    database_ = TRY(sqlite::Database::open(path_, {sqlite::Mode::create, options_.vfs}));
    TRY_VOID(configure_writer(database_, options_.cache_mib, options_.autocheckpoint_pages));
    TRY_VOID(create_tables(database_));
    TRY_VOID(database_.exec("INSERT INTO state VALUES(1, " +
                            std::to_string(static_cast<std::uint32_t>(realm_)) +
                            ", 0, zeroblob(32), 0)"));
    ++generation_;
    notices_.push_back(path_ + ": the views are thrown away and made again from the journal: " +
                       why);
    return {};
}

Result<void> Views::prepare() {
    position_ = TRY(read_position(database_));
    store_ = std::make_unique<Store>(TRY(Store::prepare(database_, LocalIds(realm_))));
    fold_ = std::make_unique<Fold>(*store_, options_.kept_cases);
    return {};
}

Result<std::size_t> Views::catch_up(journal::Journal& reader, Opener& personal,
                                    std::size_t limit) {
    // After an error it is the file that knows whether the batch is in it.
    if (is_position_unknown_) position_ = TRY(read_position(database_));
    is_position_unknown_ = false;
    if (must_empty_log_) empty_log();
    auto records = TRY(reader.read(position_.sequence + 1, limit));
    if (records.empty()) return std::size_t{0};
    auto folded = fold_batch(records, personal);
    if (folded) return folded;
    fold_->forget_batch();
    is_position_unknown_ = true;
    if (!is_damaged(folded.error())) return folded;
    TRY_VOID(throw_away(folded.error().what));
    TRY_VOID(prepare());
    return records.size();
}

Result<std::size_t> Views::fold_batch(std::span<const journal::Record> records,
                                      Opener& personal) {
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    for (const auto& record : records) TRY_VOID(fold_->add(record, personal));
    TRY_VOID(fold_->flush());
    TRY_VOID(transaction.commit());
    position_ = {records.back().sequence, records.back().hash, records.back().at};
    must_empty_log_ = must_empty_log_ || fold_->has_erased();
    fold_->batch_is_durable();
    if (must_empty_log_) empty_log();
    return records.size();
}

void Views::empty_log() {
    // A reader in the middle of a query can prevent it; it is tried again with every batch.
    must_empty_log_ = !database_.checkpoint_and_truncate().has_value();
}

std::vector<std::string> Views::take_notices() { return std::exchange(notices_, {}); }

Result<void> discard(const std::string& path, const std::string& vfs) {
    TRY_VOID(remove_database(search_path_of(path), vfs));
    return remove_database(path, vfs);
}

}  // namespace cs::views
