// Holds a file against its own format: its parts are walked from the first byte to the last, so
// that what is cut off, or hides another file behind or between, is found. Nothing is decoded here.
#pragma once

#include "evidence/content.h"
#include "evidence/media.h"
#include "evidence/rejection.h"

namespace cs::evidence {

/// What the content is after all: `media` is what its first bytes say. Nothing hides in it that
/// another program would take for a file of its own.
Checked<Media> inspect(Media media, Content& content);

namespace detail {

/// Reads numbers and texts of a content from one place onwards.
class Cursor {
public:
    explicit Cursor(Content& content, std::uint64_t at = 0) : content_(content), at_(at) {}
    std::uint64_t at() const { return at_; }
    std::uint64_t left() const { return at_ < content_.size() ? content_.size() - at_ : 0; }
    void go(std::uint64_t at) { at_ = at; }
    void skip(std::uint64_t count);
    /// Rejected when there is less.
    Checked<std::string> take(std::size_t count);
    Checked<std::uint64_t> big(std::size_t bytes);
    Checked<std::uint64_t> little(std::size_t bytes);

private:
    Content& content_;
    std::uint64_t at_;
};

std::unexpected<Rejection> cut_off(std::string where);
std::unexpected<Rejection> behind_the_end(std::string_view what);

// inspect_pictures.cpp
Checked<void> walk_jpeg(Content& content);
Checked<void> walk_png(Content& content);
// inspect_recordings.cpp
Checked<void> walk_riff(Content& content);
Checked<void> walk_ogg(Content& content);
Checked<void> walk_amr(Content& content);
Checked<void> walk_mp3(Content& content);
/// Whether it holds sound alone, as its tracks say.
Checked<bool> walk_boxes(Content& content);
Checked<void> walk_webm(Content& content);
// inspect_documents.cpp
Checked<void> walk_pdf(Content& content);
Checked<Media> walk_office(Content& content);
// inspect_links.cpp
/// A member of a ZIP, as its directory says.
struct PackedPart {
    std::uint64_t offset = 0;  ///< of its local header
    std::uint64_t bytes = 0;   ///< as it is packed
    std::uint64_t method = 0;
};
/// Rejected when opening the document would fetch something, or when there are more bytes of links,
/// unpacked, than are `left` for all of them.
Checked<void> check_links(Content& content, const PackedPart& part, std::uint64_t& left);
/// Whether a ZIP's directory ends where the content ends.
Checked<bool> ends_as_zip(Content& content);

}  // namespace detail

}  // namespace cs::evidence
