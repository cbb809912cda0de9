// What an Office document would fetch from elsewhere when it is opened: the relationships of its
// parts (ISO/IEC 29500-2), of which only links that somebody must click may lead out of it.
#include <expat.h>
#include <zlib.h>

#include <memory>

#include "evidence/inspect.h"

namespace cs::evidence::detail {

namespace {

constexpr std::uint64_t stored = 0, deflated = 8;
constexpr char namespace_end = '|';

std::unexpected<Rejection> too_many() {
    return reject(RejectionCode::damaged_file, "its relationships are too many");
}

Checked<std::string> inflated(std::string_view packed, std::uint64_t most) {
    constexpr int raw = -15;
    constexpr std::size_t step = 16 * 1024;
    z_stream stream{};
    if (inflateInit2(&stream, raw) != Z_OK) return cut_off("a part of the document");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= most) {
        out.resize(stream.total_out + step);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + stream.total_out);
        stream.avail_out = static_cast<uInt>(step);
        state = inflate(&stream, Z_NO_FLUSH);
        out.resize(stream.total_out);
    }
    inflateEnd(&stream);
    if (out.size() > most) return too_many();
    if (state != Z_STREAM_END) return cut_off("a part of the document");
    return out;
}

struct Found {
    XML_Parser parser = nullptr;
    bool declares_types = false;
    bool leads_out = false;
};

using Attributes = const XML_Char**;  // names and values in turn, then nothing

std::string_view value_of(Attributes attributes, std::string_view name) {
    for (auto at = attributes; *at != nullptr; at += 2)
        if (*at == name) return at[1];
    return {};
}

void on_element(void* found, const XML_Char* name, Attributes attributes) {
    std::string_view local(name);
    local.remove_prefix(local.rfind(namespace_end) + 1);
    if (local != "Relationship") return;
    auto mode = value_of(attributes, "TargetMode");
    bool stays = mode.empty() || mode == "Internal";
    if (!stays && !value_of(attributes, "Type").ends_with("/hyperlink"))
        static_cast<Found*>(found)->leads_out = true;
}

// A DTD could say anything of what follows; the format has none (ISO/IEC 29500-2, 6.1.4).
void on_doctype(void* found, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    auto& told = *static_cast<Found*>(found);
    told.declares_types = true;
    XML_StopParser(told.parser, XML_FALSE);
}

Checked<void> check_relationships(std::string_view text) {
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreateNS(nullptr, namespace_end), XML_ParserFree);
    Found found{.parser = parser.get()};
    XML_SetUserData(parser.get(), &found);
    XML_SetStartElementHandler(parser.get(), on_element);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    auto status = XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
    if (found.declares_types)
        return reject(RejectionCode::active_content, "its relationships declare a document type");
    if (status != XML_STATUS_OK)
        return reject(RejectionCode::damaged_file, "its relationships are not XML");
    if (found.leads_out)
        return reject(RejectionCode::active_content, "it fetches something from elsewhere");
    return {};
}

}  // namespace

Checked<void> check_links(Content& content, const PackedPart& part, std::uint64_t& left) {
    if (part.bytes > left) return too_many();
    Cursor at(content, part.offset);
    if (TRY(at.take(4)) != "PK\x03\x04") return cut_off("a part of the document");
    at.skip(22);
    auto name = TRY(at.little(2));
    auto extra = TRY(at.little(2));
    at.skip(name + extra);
    auto packed = TRY(at.take(static_cast<std::size_t>(part.bytes)));
    if (part.method != stored && part.method != deflated) return cut_off("a part of the document");
    auto text = part.method == stored ? packed : TRY(inflated(packed, left));
    left -= text.size();
    return check_relationships(text);
}

}  // namespace cs::evidence::detail
