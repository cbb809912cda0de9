#include "evidence/inspect.h"

namespace cs::evidence {

namespace detail {

void Cursor::skip(std::uint64_t count) {
    at_ = count > UINT64_MAX - at_ ? UINT64_MAX : at_ + count;
}

Checked<std::string> Cursor::take(std::size_t count) {
    auto out = TRY(content_.read(at_, count));
    if (out.size() < count) return cut_off("at byte " + std::to_string(content_.size()));
    at_ += count;
    return out;
}

Checked<std::uint64_t> Cursor::big(std::size_t bytes) {
    auto text = TRY(take(bytes));
    std::uint64_t out = 0;
    for (char c : text) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

Checked<std::uint64_t> Cursor::little(std::size_t bytes) {
    auto text = TRY(take(bytes));
    std::uint64_t out = 0;
    for (std::size_t i = text.size(); i > 0; --i)
        out = out << 8 | static_cast<unsigned char>(text[i - 1]);
    return out;
}

std::unexpected<Rejection> cut_off(std::string where) {
    return reject(RejectionCode::damaged_file, std::move(where));
}

std::unexpected<Rejection> behind_the_end(std::string_view what) {
    return reject(RejectionCode::hidden_content,
                  "there are bytes behind the end of the " + std::string(what) +
                      "; send it without them");
}

}  // namespace detail

namespace {

Checked<Media> walk(Media media, Content& content) {
    switch (media) {
        case Media::jpeg: TRY_VOID(detail::walk_jpeg(content)); return media;
        case Media::png: TRY_VOID(detail::walk_png(content)); return media;
        case Media::webp:
        case Media::wav: TRY_VOID(detail::walk_riff(content)); return media;
        case Media::mp3: TRY_VOID(detail::walk_mp3(content)); return media;
        case Media::ogg: TRY_VOID(detail::walk_ogg(content)); return media;
        case Media::amr: TRY_VOID(detail::walk_amr(content)); return media;
        case Media::m4a:
        case Media::quicktime:
        case Media::mobile: TRY_VOID(detail::walk_boxes(content)); return media;
        case Media::mp4: {
            // Telephones and ffmpeg begin a recording of sound as they begin a film.
            bool is_sound = TRY(detail::walk_boxes(content));
            return is_sound ? Media::m4a : media;
        }
        case Media::webm: TRY_VOID(detail::walk_webm(content)); return media;
        case Media::pdf: TRY_VOID(detail::walk_pdf(content)); return media;
        case Media::docx:
        case Media::xlsx: return detail::walk_office(content);
    }
    return reject(RejectionCode::unknown_media);
}

}  // namespace

Checked<Media> inspect(Media media, Content& content) {
    auto found = TRY(walk(media, content));
    bool is_zip = found == Media::docx || found == Media::xlsx;
    if (!is_zip && TRY(detail::ends_as_zip(content)))
        return reject(RejectionCode::hidden_content, "the file is a ZIP archive at the same time");
    return found;
}

}  // namespace cs::evidence
