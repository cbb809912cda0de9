// What evidence may be: the one table of media types (media.def), found from the first bytes, with
// how large a file of each kind may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/describe.h"

namespace cs::evidence {

enum class MediaKind : std::uint8_t { photo, audio, video, document };
DESCRIBED_ENUM(MediaKind, photo, audio, video, document)

enum class Media : std::uint8_t {
#define MEDIA(name, kind, type, extension) name,
#define ALSO(name, type)
#include "evidence/media.def"
#undef MEDIA
#undef ALSO
};

inline constexpr Media all_media[] = {
#define MEDIA(name, kind, type, extension) Media::name,
#define ALSO(name, type)
#include "evidence/media.def"
#undef MEDIA
#undef ALSO
};

MediaKind kind_of(Media media);
/// "image/jpeg"
std::string_view type_of(Media media);
/// "jpg"
std::string_view extension_of(Media media);
/// What a sender may call it: its media type and its other names.
std::vector<std::string_view> names_of(Media media);
/// By one of its names, in any case and with or without parameters.
std::optional<Media> media_of_type(std::string_view type);

/// So many first bytes tell what a file is. An Office document may be either of the two until its
/// directory is read (inspect.h).
inline constexpr std::size_t telling_bytes = 64;
std::optional<Media> media_of_bytes(std::string_view head);
/// Whether the bytes begin a HEIF picture, which telephones make and which is not taken.
bool is_heif(std::string_view head);

std::uint64_t byte_limit(MediaKind kind);
inline constexpr std::uint64_t largest_file = 300 * 1024 * 1024;

}  // namespace cs::evidence
