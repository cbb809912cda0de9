// A file on its way in: hashed and sealed piece by piece as it comes, so that it needs no memory
// and is never on the disk in clear. Gone with the object unless the store keeps it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "evidence/media.h"
#include "evidence/rejection.h"
#include "evidence/sealed_file.h"
#include "evidence/senders.h"

namespace cs::evidence {

/// Rejected where it is longer than its kind may be.
Checked<void> check_length(Media media, std::uint64_t bytes);

/// Used by one thread at a time.
class Upload {
public:
    static Result<std::unique_ptr<Upload>> begin(const std::string& path,
                                                 std::unique_ptr<Senders::Slot> slot);
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    /// Takes what came next. After a rejection everything further is thrown away.
    void take(std::string_view bytes);
    bool is_rejected() const { return rejection_.has_value(); }
    /// All has come: the media of its first bytes, or why it is not taken.
    Checked<Media> finish();
    /// After finish().
    const Hash256& hash() const { return hash_; }
    std::uint64_t bytes() const { return bytes_; }
    const FileKey& key() const { return key_; }
    Result<std::unique_ptr<SealedReader>> open() const;
    Result<void> keep_as(const std::string& path) { return writer_->keep_as(path); }

private:
    explicit Upload(std::unique_ptr<Senders::Slot> slot) : slot_(std::move(slot)) {}
    Checked<void> add(std::string_view bytes);
    Checked<void> decide();

    std::unique_ptr<Senders::Slot> slot_;
    FileKey key_ = new_file_key();
    std::unique_ptr<SealedWriter> writer_;
    Sha256 hasher_;
    Hash256 hash_;
    std::uint64_t bytes_ = 0;
    std::string head_;  ///< until it tells what the file is
    std::optional<Media> media_;
    std::optional<Rejection> rejection_;
};

}  // namespace cs::evidence
