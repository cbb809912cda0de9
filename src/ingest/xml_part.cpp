#include "ingest/xml_part.h"

#include <expat.h>

#include <memory>

namespace cs::ingest {

namespace {

constexpr std::size_t deepest = 32;
constexpr std::size_t most_elements = 20'000'000;
constexpr std::int64_t longest_tag = 1024 * 1024;  // bytes

std::string_view local_name(std::string_view name) { return name.substr(name.rfind(':') + 1); }

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
    for (auto at = pairs_; *at != nullptr; at += 2)
        if (local_name(*at) == name) return at[1];
    return std::nullopt;
}

struct XmlPart::Callbacks {
    XmlPart& part;
    XML_Parser parser;

    static Callbacks& of(void* user) { return *static_cast<Callbacks*>(user); }
    void go_on() const {
        if (part.is_stopped_ || part.is_refused_) XML_StopParser(parser, XML_FALSE);
    }
    static void start(void* user, const XML_Char* name, const XML_Char** attributes) {
        auto& self = of(user);
        ++self.part.elements_;
        if (++self.part.depth_ > deepest || self.part.elements_ > most_elements)
            self.part.is_refused_ = true;
        else
            self.part.on_start(local_name(name), XmlAttributes(attributes));
        self.go_on();
    }
    static void end(void* user, const XML_Char* name) {
        auto& self = of(user);
        --self.part.depth_;
        if (self.part.is_stopped_ || self.part.is_refused_) return;
        self.part.on_end(local_name(name));
        self.go_on();
    }
    static void text(void* user, const XML_Char* text, int size) {
        auto& self = of(user);
        self.part.on_text({text, static_cast<std::size_t>(size)});
        self.go_on();
    }
    static void doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        auto& self = of(user);
        self.part.is_refused_ = true;
        self.go_on();
    }
};

void XmlPart::stop(Error error) {
    error_ = std::move(error);
    stop();
}

Result<void> XmlPart::read(ZipParts& parts, const std::string& part) {
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreate(nullptr), XML_ParserFree);
    Callbacks callbacks{*this, parser.get()};
    XML_SetUserData(parser.get(), &callbacks);
    XML_SetElementHandler(parser.get(), Callbacks::start, Callbacks::end);
    XML_SetCharacterDataHandler(parser.get(), Callbacks::text);
    XML_SetStartDoctypeDeclHandler(parser.get(), Callbacks::doctype);
    depth_ = 0;
    is_stopped_ = false;
    std::int64_t taken = 0;
    auto is_read = [&](std::string_view piece, bool is_last) {
        taken += static_cast<std::int64_t>(piece.size());
        auto status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()),
                                is_last ? XML_TRUE : XML_FALSE);
        is_refused_ = is_refused_ || (status != XML_STATUS_OK && !is_stopped_) ||
                      taken - XML_GetCurrentByteIndex(parser.get()) > longest_tag;
        return !is_stopped_ && !is_refused_;
    };
    TRY_VOID(parts.read(part, [&](std::string_view piece) -> Result<bool> {
        return is_read(piece, false);
    }));
    if (!is_stopped_ && !is_refused_) is_read({}, true);
    if (error_) return std::unexpected(*error_);
    if (elements_ > most_elements)
        return fail("the workbook holds more than an import may", parts.name(),
                    "send it in parts, or as CSV");
    if (is_refused_)
        return fail("the workbook's part " + part + " is not the XML of one", parts.name(),
                    "save it as .xlsx anew");
    return {};
}

}  // namespace cs::ingest
