#include "ingest/workbook.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include "base/utf8.h"
#include "ingest/csv.h"
#include "ingest/xml_part.h"

namespace cs::ingest {

namespace {

constexpr std::size_t most_forms = 65'536;
constexpr std::size_t most_relations = 4'096;
constexpr std::size_t longest_name = 200;  // of a sheet: bytes

int number_in(std::optional<std::string_view> text) {
    int out = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), out);
    return out;
}

std::string text_in(std::optional<std::string_view> text) {
    return std::string(text.value_or(std::string_view()));
}

// Where the parts lie that a part refers to, by their ids there.
class Relations final : public XmlPart {
public:
    struct Relation {
        std::string id;
        std::string kind;  ///< "worksheet"
        std::string part;
    };
    Result<void> read_of(ZipParts& parts, const std::string& part) {
        auto slash = part.rfind('/');
        folder_ = slash == std::string::npos ? "" : part.substr(0, slash + 1);
        return read(parts, folder_ + "_rels/" + part.substr(folder_.size()) + ".rels");
    }
    std::string first_of(std::string_view kind) const {
        auto found = std::ranges::find(relations_, kind, &Relation::kind);
        return found == relations_.end() ? std::string() : found->part;
    }
    std::string sheet_at(std::string_view id) const {
        auto found = std::ranges::find(relations_, id, &Relation::id);
        bool is_sheet = found != relations_.end() && found->kind == "worksheet";
        return is_sheet ? found->part : std::string();
    }

private:
    void on_start(std::string_view element, const XmlAttributes& attributes) override {
        if (element != "Relationship" || relations_.size() == most_relations) return;
        auto kind = text_in(attributes.find("Type"));
        auto target = text_in(attributes.find("Target"));
        std::filesystem::path whole = target.starts_with('/') ? target.substr(1) : folder_ + target;
        auto part = whole.lexically_normal().string();
        relations_.push_back(
            {text_in(attributes.find("Id")), kind.substr(kind.rfind('/') + 1), part});
    }

    std::string folder_;
    std::vector<Relation> relations_;
};

class Overview final : public XmlPart {
public:
    Overview(const Relations& relations, Workbook& out) : relations_(relations), out_(out) {}

private:
    void on_start(std::string_view element, const XmlAttributes& attributes) override {
        if (element == "workbookPr") {
            auto is_1904 = text_in(attributes.find("date1904"));
            if (is_1904 == "1" || is_1904 == "true") out_.epoch = Epoch::of_1904;
        }
        if (element != "sheet" || ++sheets_ > most_relations) return;
        // What its sender does not see is not sent.
        if (attributes.find("state").value_or("visible") != "visible") return;
        auto part = relations_.sheet_at(text_in(attributes.find("id")));
        auto known = std::ranges::find(out_.sheets, part, &Workbook::Sheet::part);
        if (part.empty() || known != out_.sheets.end()) return;
        auto name = text_in(attributes.find("name"));
        out_.sheets.push_back({std::string(utf8::prefix(name, longest_name)), part});
    }

    const Relations& relations_;
    Workbook& out_;
    std::size_t sheets_ = 0;
};

class SharedTexts final : public XmlPart {
public:
    SharedTexts(std::string name, std::vector<std::string>& out)
        : name_(std::move(name)), out_(out) {}

private:
    void on_start(std::string_view element, const XmlAttributes&) override {
        if (element == "si") out_.emplace_back();
        if (out_.size() > most_texts) stop(too_much(name_));
        is_spoken_ = is_spoken_ || element == "rPh";
        is_text_ = element == "t" && !is_spoken_ && !out_.empty();
    }
    void on_end(std::string_view element) override {
        is_text_ = false;
        if (element == "rPh") is_spoken_ = false;
        if (element != "si") return;
        out_.back() = unescaped(std::move(out_.back()));
    }
    void on_text(std::string_view text) override {
        if (!is_text_) return;
        if (out_.back().size() > max_field_bytes) return;
        out_.back() += text;
        bytes_ += text.size();
        if (bytes_ > most_text_bytes) stop(too_much(name_));
    }

    std::string name_;
    std::vector<std::string>& out_;
    std::size_t bytes_ = 0;
    bool is_text_ = false;
    bool is_spoken_ = false;  ///< how a text is pronounced is none of it
};

class Styles final : public XmlPart {
public:
    explicit Styles(std::vector<CellForm>& out) : out_(out) {}

private:
    void on_start(std::string_view element, const XmlAttributes& attributes) override {
        auto number = number_in(attributes.find("numFmtId"));
        if (element == "cellXfs") is_of_cells_ = true;
        if (element == "numFmt" && described_.size() < most_forms)
            described_[number] = described_form(text_in(attributes.find("formatCode")));
        if (element != "xf" || !is_of_cells_ || out_.size() == most_forms) return;
        auto found = described_.find(number);
        out_.push_back(found == described_.end() ? built_in_form(number) : found->second);
    }
    void on_end(std::string_view element) override {
        if (element == "cellXfs") is_of_cells_ = false;
    }

    std::vector<CellForm>& out_;
    std::map<int, CellForm> described_;
    bool is_of_cells_ = false;
};

}  // namespace

Error too_much(const std::string& name) {
    return {"the workbook holds more than an import may", name, "send it in parts, or as CSV"};
}

Result<Workbook> read_workbook(ZipParts& parts) {
    Relations of_package, of_workbook;
    if (parts.has("_rels/.rels")) TRY_VOID(of_package.read_of(parts, ""));
    auto workbook = of_package.first_of("officeDocument");
    if (workbook.empty())
        return fail("this is a ZIP archive, but no workbook", parts.name(),
                    "save it as .xlsx and send it whole");
    TRY_VOID(of_workbook.read_of(parts, workbook));
    Workbook out;
    Overview overview(of_workbook, out);
    TRY_VOID(overview.read(parts, workbook));
    if (out.sheets.empty())
        return fail("the workbook has no sheet", parts.name(), "put the table in its first sheet");
    if (auto part = of_workbook.first_of("sharedStrings"); !part.empty()) {
        SharedTexts texts(parts.name(), out.texts);
        TRY_VOID(texts.read(parts, part));
    }
    if (auto part = of_workbook.first_of("styles"); !part.empty()) {
        Styles styles(out.forms);
        TRY_VOID(styles.read(parts, part));
    }
    return out;
}

}  // namespace cs::ingest
