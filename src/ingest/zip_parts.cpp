#include "ingest/zip_parts.h"

#include <zip.h>

#include <vector>

namespace cs::ingest {

namespace {

constexpr std::int64_t most_entries = 4'096;
constexpr std::size_t piece_bytes = 64 * 1024;

struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

}  // namespace

void ZipParts::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<ZipParts> ZipParts::open(std::string_view bytes, std::string name,
                                std::stop_token stop) {
    constexpr std::string_view compound_file = "\xD0\xCF\x11\xE0";
    if (bytes.starts_with(compound_file))
        return fail("this is a workbook of the old form (.xls), or one locked with a password",
                    name, "save it as .xlsx without a password");
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    auto* archive = source == nullptr ? nullptr
                                      : zip_open_from_source(source, ZIP_RDONLY, nullptr);
    if (archive == nullptr) zip_source_free(source);
    ZipParts out(archive, name, std::move(stop));
    auto entries = archive == nullptr ? 0 : zip_get_num_entries(archive, 0);
    if (entries == 0)
        return fail("this is no .xlsx file, or it is cut off", name,
                    "save it as .xlsx and send it whole");
    if (entries > most_entries)
        return fail("the archive has more parts than a workbook", name, "save it as .xlsx anew");
    return out;
}

std::int64_t ZipParts::find(const std::string& part) const {
    return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
}

bool ZipParts::has(const std::string& part) const { return find(part) >= 0; }

Result<void> ZipParts::read(const std::string& part, const Take& take) {
    auto index = find(part);
    if (index < 0)
        return fail("the workbook lacks its part " + part, name_, "save it as .xlsx anew");
    zip_stat_t about{};
    bool is_known =
        zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(index), 0, &about) == 0;
    if (is_known && about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE)
        return fail("the workbook's part " + part + " is packed in another way than Office does",
                    name_, "save it as .xlsx anew");
    std::unique_ptr<zip_file_t, CloseEntry> entry(
        zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
    if (!entry && zip_error_code_zip(zip_get_error(archive_.get())) == ZIP_ER_NOPASSWD)
        return fail("the workbook is locked with a password", name_,
                    "save it as .xlsx without a password");
    std::vector<char> piece(piece_bytes);
    while (true) {
        auto got = entry ? zip_fread(entry.get(), piece.data(), piece.size()) : -1;
        if (got < 0)
            return fail("the workbook's part " + part + " is damaged", name_,
                        "save it as .xlsx and send it whole");
        if (got == 0) return {};
        auto size = static_cast<std::size_t>(got);
        if (size > left_)
            return fail("the workbook, unpacked, is longer than 512 MiB", name_,
                        "send it in parts, or as CSV");
        left_ -= size;
        if (stop_.stop_requested())
            return fail("the workbook was not read to its end", name_, "send it again");
        if (!TRY(take({piece.data(), size}))) return {};
    }
}

}  // namespace cs::ingest
