// Workbooks for tests, part by part, packed as a ZIP in memory.
#pragma once

#include <zip.h>

#include <map>
#include <string>
#include <vector>

namespace cs::ingest {

using Parts = std::map<std::string, std::string>;

inline std::string zipped(const Parts& parts, const char* password = nullptr) {
    auto* packed = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(packed);
    auto* archive = zip_open_from_source(packed, ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : parts) {
        auto* part = zip_source_buffer(archive, text.data(), text.size(), 0);
        auto index = zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
        if (password != nullptr)
            zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256,
                                    password);
    }
    zip_close(archive);
    zip_source_open(packed);
    zip_stat_t found;
    zip_source_stat(packed, &found);
    std::string out(found.size, '\0');
    zip_source_read(packed, out.data(), out.size());
    zip_source_close(packed);
    zip_source_free(packed);
    return out;
}

/// A workbook as Excel writes it: `sheets` are what is in the sheetData of each.
struct SampleWorkbook {
    std::vector<std::string> sheets = {};
    std::vector<std::string> texts = {};    ///< shared ones, as XML within their <si>
    std::vector<int> forms = {0};           ///< of the styles, by number
    std::map<int, std::string> codes = {};  ///< of forms that it describes itself
    bool is_1904 = false;

    Parts parts() const {
        const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/";
        const std::string package = "http://schemas.openxmlformats.org/package/2006/";
        const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        auto relation = [&](const std::string& id, const std::string& kind,
                            const std::string& target) {
            return "<Relationship Id=\"" + id + "\" Type=\"" + office + "relationships/" + kind +
                   "\" Target=\"" + target + "\"/>";
        };
        auto relations = [&](const std::string& all) {
            return head + "<Relationships xmlns=\"" + package + "relationships\">" + all +
                   "</Relationships>";
        };
        Parts out;
        out["[Content_Types].xml"] = head + "<Types xmlns=\"" + package + "content-types\"/>";
        out["_rels/.rels"] = relations(relation("rId1", "officeDocument", "xl/workbook.xml"));
        std::string tabs, targets;
        for (std::size_t i = 0; i < sheets.size(); ++i) {
            auto number = std::to_string(i + 1);
            tabs += "<sheet name=\"S" + number + "\" sheetId=\"" + number + "\" r:id=\"rId" +
                    number + "\"/>";
            targets += relation("rId" + number, "worksheet", "worksheets/sheet" + number + ".xml");
            out["xl/worksheets/sheet" + number + ".xml"] =
                head + "<worksheet xmlns=\"" + main + "\"><sheetData>" + sheets[i] +
                "</sheetData></worksheet>";
        }
        out["xl/workbook.xml"] = head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office +
                                 "relationships\"><workbookPr" +
                                 (is_1904 ? " date1904=\"1\"" : "") + "/><sheets>" + tabs +
                                 "</sheets></workbook>";
        out["xl/_rels/workbook.xml.rels"] =
            relations(targets + relation("rId98", "sharedStrings", "sharedStrings.xml") +
                      relation("rId99", "styles", "/xl/styles.xml"));
        std::string all_texts, all_codes, all_forms;
        for (const auto& text : texts) all_texts += "<si>" + text + "</si>";
        for (const auto& [number, code] : codes)
            all_codes += "<numFmt numFmtId=\"" + std::to_string(number) + "\" formatCode=\"" +
                         code + "\"/>";
        for (auto form : forms)
            all_forms += "<xf numFmtId=\"" + std::to_string(form) + "\" xfId=\"0\"/>";
        out["xl/sharedStrings.xml"] = head + "<sst xmlns=\"" + main + "\">" + all_texts + "</sst>";
        out["xl/styles.xml"] = head + "<styleSheet xmlns=\"" + main + "\"><numFmts>" + all_codes +
                               "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>" +
                               "<cellXfs>" + all_forms + "</cellXfs></styleSheet>";
        return out;
    }
    std::string bytes() const { return zipped(parts()); }
};

/// A row of texts that stand in their cells, as other programs than Excel write them.
inline std::string text_row(const std::vector<std::string>& cells) {
    std::string out = "<row>";
    for (const auto& cell : cells)
        out += cell.empty() ? "<c/>"
                            : "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">" + cell +
                                  "</t></is></c>";
    return out + "</row>";
}

}  // namespace cs::ingest
