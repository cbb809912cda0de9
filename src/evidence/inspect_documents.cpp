// PDF (ISO 32000) by its beginning and end, and Office documents (ISO/IEC 29500) by the directory
// of the ZIP that they are. Neither is opened: what is looked for is what must not be in them.
#include <algorithm>

#include "evidence/inspect.h"

namespace cs::evidence::detail {

namespace {

constexpr std::uint64_t directory_end_bytes = 22;
constexpr std::uint64_t longest_comment = 65'535;
constexpr std::uint64_t most_entries = 4'096;
constexpr std::uint64_t most_inflated = 512 * 1024 * 1024;
constexpr std::uint64_t most_links = 2 * 1024 * 1024;  // all relationships, unpacked
constexpr std::size_t longest_name = 512;

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t offset = 0;
    std::uint64_t end = 0;  ///< where the directory must end
};

// The record at the end of a ZIP (APPNOTE 4.3.16) whose comment reaches the end of the file.
Checked<std::optional<Directory>> find_directory(Content& content) {
    auto size = content.size();
    auto from = size - std::min(size, directory_end_bytes + longest_comment);
    auto tail = TRY(content.read(from, static_cast<std::size_t>(size - from)));
    for (auto at = tail.rfind("PK\x05\x06"); at != std::string::npos;
         at = at == 0 ? std::string::npos : tail.rfind("PK\x05\x06", at - 1)) {
        if (tail.size() - at < directory_end_bytes) continue;
        Cursor cursor(content, from + at + 10);
        Directory found;
        found.entries = TRY(cursor.little(2));
        found.bytes = TRY(cursor.little(4));
        found.offset = TRY(cursor.little(4));
        found.end = from + at;
        auto comment = TRY(cursor.little(2));
        if (cursor.at() + comment == size) return found;
    }
    return std::nullopt;
}

struct Entry {
    std::string name;
    std::uint64_t inflated = 0;
    PackedPart packed;
    bool is_encrypted = false;
};

Checked<Entry> take_entry(Cursor& at) {
    if (TRY(at.take(4)) != "PK\x01\x02") return cut_off("the archive's directory");
    at.skip(4);
    Entry entry;
    entry.is_encrypted = (TRY(at.little(2)) & 1) != 0;
    entry.packed.method = TRY(at.little(2));
    at.skip(8);
    entry.packed.bytes = TRY(at.little(4));
    entry.inflated = TRY(at.little(4));
    auto name = TRY(at.little(2));
    auto extra = TRY(at.little(2));
    auto comment = TRY(at.little(2));
    at.skip(8);
    entry.packed.offset = TRY(at.little(4));
    if (name > longest_name) return cut_off("a name in the archive is too long");
    entry.name = TRY(at.take(name));
    at.skip(extra + comment);
    return entry;
}

// Programs tell the parts of a document by their names in either case.
std::string lower_case(std::string_view name) {
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

bool is_program(std::string_view name) {
    auto lower = lower_case(name);
    for (std::string_view part : {"vbaproject", "activex", "embeddings/", "macrosheets"})
        if (lower.find(part) != std::string::npos) return true;
    for (std::string_view end : {".bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".html", ".htm"})
        if (lower.ends_with(end) && lower.find("printersettings") == std::string::npos) return true;
    return false;
}

Checked<void> check_entry(const Entry& entry) {
    if (entry.is_encrypted)
        return reject(RejectionCode::active_content, "it is locked with a password");
    if (is_program(entry.name)) return reject(RejectionCode::active_content, entry.name);
    if (entry.name.find("..") != std::string::npos || entry.name.starts_with("/"))
        return reject(RejectionCode::hidden_content, "a name in the archive leads out of it");
    return {};
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Any letter of a PDF's name may be written as # and two hex digits (7.3.5).
std::string names_in_clear(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        bool is_escape = bytes[at] == '#' && at + 2 < bytes.size() &&
                         digit_of(bytes[at + 1]) >= 0 && digit_of(bytes[at + 2]) >= 0;
        if (!is_escape) {
            out += bytes[at];
            continue;
        }
        out += static_cast<char>(digit_of(bytes[at + 1]) * 16 + digit_of(bytes[at + 2]));
        at += 2;
    }
    return out;
}

}  // namespace

Checked<bool> ends_as_zip(Content& content) {
    return TRY(find_directory(content)).has_value();
}

Checked<Media> walk_office(Content& content) {
    auto directory = TRY(find_directory(content));
    if (!directory) return cut_off("the archive has no directory, or something stands behind it");
    bool fits = directory->bytes <= directory->end &&
                directory->offset == directory->end - directory->bytes;
    if (!fits || directory->entries > most_entries)
        return reject(RejectionCode::damaged_file, "the archive's directory is not one");
    Cursor at(content, directory->offset);
    bool has_types = false, is_text = false, is_sheet = false;
    std::uint64_t inflated = 0, links_left = most_links;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        auto entry = TRY(take_entry(at));
        TRY_VOID(check_entry(entry));
        if (lower_case(entry.name).ends_with(".rels"))
            TRY_VOID(check_links(content, entry.packed, links_left));
        inflated += entry.inflated;
        has_types = has_types || entry.name == "[Content_Types].xml";
        is_text = is_text || entry.name == "word/document.xml";
        is_sheet = is_sheet || entry.name == "xl/workbook.xml";
    }
    if (inflated > most_inflated)
        return reject(RejectionCode::file_too_large, "unpacked, it has more than 512 MiB");
    if (!has_types || is_text == is_sheet)
        return reject(RejectionCode::unknown_media, "an archive is none; send what is in it");
    return is_text ? Media::docx : Media::xlsx;
}

Checked<void> walk_pdf(Content& content) {
    constexpr std::uint64_t end_window = 1'024;
    constexpr std::string_view mark = "%%EOF";
    auto from = content.size() - std::min(content.size(), end_window);
    auto tail = TRY(content.read(from, end_window));
    auto at = tail.rfind(mark);
    if (at == std::string::npos) return cut_off("the document has no end");
    auto rest = std::string_view(tail).substr(at + mark.size());
    using namespace std::literals;
    if (rest.find_first_not_of("\r\n \t\0"sv) != std::string_view::npos)
        return behind_the_end("document");
    constexpr std::size_t window = 1024 * 1024, overlap = 64;
    for (std::uint64_t offset = 0; offset < content.size(); offset += window - overlap) {
        auto bytes = names_in_clear(TRY(content.read(offset, window)));
        for (std::string_view word : {"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia"})
            if (bytes.find(word) != std::string::npos)
                return reject(RejectionCode::active_content, std::string(word));
    }
    return {};
}

}  // namespace cs::evidence::detail
