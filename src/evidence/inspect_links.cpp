// What an Office document would fetch from elsewhere when it is opened: the relationships of its
// parts (ISO/IEC 29500-2), of which only links that somebody must click may lead out of it.
#include <zlib.h>

#include "evidence/inspect.h"

namespace cs::evidence::detail {

namespace {

constexpr std::uint64_t longest_part = 1024 * 1024;
constexpr std::uint64_t stored = 0, deflated = 8;

Checked<std::string> inflated(std::string_view packed) {
    constexpr int raw = -15;
    z_stream stream{};
    if (inflateInit2(&stream, raw) != Z_OK) return cut_off("a part of the document");
    std::string out(longest_part, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    auto end = inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    if (end != Z_STREAM_END) return cut_off("a part of the document");
    return out;
}

// Told by the letters alone: what is written otherwise than programs do is not trusted.
bool leads_out(std::string_view relationship) {
    bool is_external = relationship.find("External") != std::string_view::npos ||
                       relationship.find("&#") != std::string_view::npos;
    constexpr std::string_view mark = " Type=\"";
    auto type = relationship.find(mark);
    if (!is_external || type == std::string_view::npos) return is_external;
    auto value = relationship.substr(type + mark.size());
    return !value.substr(0, value.find('"')).ends_with("/hyperlink");
}

}  // namespace

Checked<void> check_links(Content& content, const PackedPart& part) {
    if (part.bytes > longest_part)
        return reject(RejectionCode::damaged_file, "its relationships are too many");
    Cursor at(content, part.offset);
    if (TRY(at.take(4)) != "PK\x03\x04") return cut_off("a part of the document");
    at.skip(22);
    auto name = TRY(at.little(2));
    auto extra = TRY(at.little(2));
    at.skip(name + extra);
    auto packed = TRY(at.take(static_cast<std::size_t>(part.bytes)));
    if (part.method != stored && part.method != deflated) return cut_off("a part of the document");
    auto text = part.method == stored ? packed : TRY(inflated(packed));
    if (text.find('\0') != std::string::npos)
        return reject(RejectionCode::damaged_file, "its relationships are not UTF-8");
    constexpr std::string_view opening = "Relationship";
    for (auto begin = text.find(opening); begin != std::string::npos;
         begin = text.find(opening, begin + 1)) {
        auto relationship = std::string_view(text).substr(begin, text.find('>', begin) - begin);
        if (leads_out(relationship))
            return reject(RejectionCode::active_content, "it fetches something from elsewhere");
    }
    return {};
}

}  // namespace cs::evidence::detail
