#include "evidence/upload.h"

namespace cs::evidence {

Checked<void> check_length(Media media, std::uint64_t bytes) {
    auto most = byte_limit(kind_of(media));
    if (bytes <= most) return {};
    return reject(RejectionCode::file_too_large, "up to " + std::to_string(most >> 20) +
                                                     " MiB are taken of a " +
                                                     std::string(type_of(media)));
}

Result<std::unique_ptr<Upload>> Upload::begin(const std::string& path,
                                              std::unique_ptr<Senders::Slot> slot) {
    std::unique_ptr<Upload> out(new Upload(std::move(slot)));
    out->writer_ = TRY(SealedWriter::create(path, out->key_));
    return out;
}

void Upload::take(std::string_view bytes) {
    if (rejection_) return;
    auto added = slot_->take(bytes.size());
    if (added) added = add(bytes);
    if (!added) rejection_ = std::move(added.error());
}

Checked<void> Upload::add(std::string_view bytes) {
    bytes_ += bytes.size();
    if (!media_) {
        head_ += bytes;
        if (head_.size() < telling_bytes) return {};
        return decide();
    }
    TRY_VOID(check_length(*media_, bytes_));
    hasher_.add(bytes);
    TRY_VOID(writer_->write(bytes));
    return {};
}

Checked<void> Upload::decide() {
    if (head_.empty()) return reject(RejectionCode::empty_file);
    media_ = media_of_bytes(head_);
    if (!media_)
        return reject(RejectionCode::unknown_media,
                      is_heif(head_) ? "HEIF pictures are not taken: send a JPEG"
                                     : "photos, sound, film, PDF, docx and xlsx are");
    auto head = std::exchange(head_, {});
    bytes_ -= head.size();
    return add(head);
}

Checked<Media> Upload::finish() {
    if (!rejection_ && !media_)
        if (auto decided = decide(); !decided) rejection_ = std::move(decided.error());
    if (rejection_) return std::unexpected(*rejection_);
    TRY_VOID(writer_->finish());
    hash_ = hasher_.finish();
    return *media_;
}

Result<std::unique_ptr<SealedReader>> Upload::open() const {
    return SealedReader::open(writer_->path(), key_);
}

}  // namespace cs::evidence
