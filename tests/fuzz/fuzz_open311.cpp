// Forms of Open311 and the answers that show what they said: XML and JSON are well-formed and give
// every value back as it was sent, but for the characters that XML 1.0 cannot hold.
#include <boost/json.hpp>

#include "base/check.h"
#include "base/utf8.h"
#include "http/open311.h"
#include "http/target.h"
#include "target.h"

namespace {

// A reader of what the answer may be: no blanks between elements, three entities, no attributes.
class XmlReader {
public:
    explicit XmlReader(std::string_view rest) : rest_(rest) {}
    void expect(std::string_view mark) {
        CHECK(rest_.starts_with(mark));
        rest_.remove_prefix(mark.size());
    }
    std::string text() {
        std::string out;
        for (; !rest_.starts_with('<'); rest_.remove_prefix(1)) {
            CHECK(!rest_.empty() && rest_.front() != '>');
            out += rest_.front() == '&' ? entity() : rest_.front();
        }
        return out;
    }
    bool at_end() const { return rest_.empty(); }

private:
    // Leaves the last character to the loop.
    char entity() {
        for (auto [name, c] : {std::pair("&amp;", '&'), {"&lt;", '<'}, {"&gt;", '>'}})
            if (rest_.starts_with(name)) {
                rest_.remove_prefix(std::string_view(name).size() - 1);
                return c;
            }
        CHECK(false && "an entity that nobody knows");
        __builtin_unreachable();
    }
    std::string_view rest_;
};

std::string as_xml_holds(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        auto three = value.substr(i, 3);
        if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF")
            i += 2;
        else if (static_cast<unsigned char>(value[i]) >= ' ' || value[i] == '\t' ||
                 value[i] == '\n' || value[i] == '\r')
            out += value[i];
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto form = cs::http::query_pairs(cs::fuzz::text_of(data, size));
    if (!form) return 0;
    boost::json::array requests;
    for (const auto& pair : *form)
        requests.push_back({{"service_name", pair.name}, {"description", pair.value}});

    auto xml = cs::http::open311_xml("service_requests", requests);
    CHECK(!cs::utf8::first_invalid(xml));
    XmlReader reader(xml);
    reader.expect("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests>");
    for (const auto& pair : *form) {
        reader.expect("<request><service_name>");
        CHECK(reader.text() == as_xml_holds(pair.name));
        reader.expect("</service_name><description>");
        CHECK(reader.text() == as_xml_holds(pair.value));
        reader.expect("</description></request>");
    }
    reader.expect("</service_requests>\n");
    CHECK(reader.at_end());

    boost::system::error_code error;
    auto read = boost::json::parse(cs::http::open311_json(requests), error);
    CHECK(!error && read == requests);
    return 0;
}
