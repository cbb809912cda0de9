// The two forms of an Open311 answer. In XML every member is an element, and an item of a list is
// named in the singular; what XML 1.0 cannot hold is left out. Degrees have seven decimals.
#include <cstdio>
#include <map>

#include "base/json.h"
#include "http/open311.h"

namespace cs::http {

namespace {

using boost::json::value;

const std::map<std::string_view, std::string_view> singular{
    {"services", "service"},         {"attributes", "attribute"},
    {"values", "value"},             {"service_requests", "request"},
    {"errors", "error"},             {"endpoints", "endpoint"},
    {"formats", "format"},           {"service_request_updates", "request_update"},
    {"media_urls", "media_url"}};

std::string degrees_text(double degrees) {
    char out[32];
    std::snprintf(out, sizeof out, "%.7f", degrees);
    return out;
}

std::string scalar_text(const value& scalar) {
    switch (scalar.kind()) {
        case boost::json::kind::null: return {};
        case boost::json::kind::bool_: return scalar.get_bool() ? "true" : "false";
        case boost::json::kind::int64: return std::to_string(scalar.get_int64());
        case boost::json::kind::uint64: return std::to_string(scalar.get_uint64());
        case boost::json::kind::double_: return degrees_text(scalar.get_double());
        case boost::json::kind::string: return std::string(scalar.get_string());
        case boost::json::kind::array:
        case boost::json::kind::object: break;
    }
    return {};
}

// Control characters and the two non-characters of U+FFFE and U+FFFF have no place in XML 1.0.
void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        bool is_blank = c == '\t' || c == '\n' || c == '\r';
        bool is_control = static_cast<unsigned char>(c) < 0x20 && !is_blank;
        bool is_non_character = text.substr(i, 3) == "\xEF\xBF\xBE" ||
                                text.substr(i, 3) == "\xEF\xBF\xBF";
        if (is_non_character) i += 2;
        if (is_control || is_non_character) continue;
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else out += c;
    }
}

void append_element(std::string& out, std::string_view name, const value& tree) {
    out.append("<").append(name).append(">");
    if (const auto* list = tree.if_array()) {
        auto known = singular.find(name);
        auto item = known == singular.end() ? std::string_view("item") : known->second;
        for (const auto& one : *list) append_element(out, item, one);
    } else if (const auto* object = tree.if_object()) {
        for (const auto& [member, one] : *object) append_element(out, member, one);
    } else {
        append_escaped(out, scalar_text(tree));
    }
    out.append("</").append(name).append(">");
}

void append_json(std::string& out, const value& tree) {
    if (const auto* list = tree.if_array()) {
        out += '[';
        for (const auto& one : *list) {
            if (!out.ends_with('[')) out += ',';
            append_json(out, one);
        }
        out += ']';
    } else if (const auto* object = tree.if_object()) {
        bool is_first = true;
        out += '{';
        for (const auto& [member, one] : *object) {
            if (!std::exchange(is_first, false)) out += ',';
            json::append_string(out, member);
            out += ':';
            append_json(out, one);
        }
        out += '}';
    } else if (tree.is_string()) {
        json::append_string(out, tree.get_string());
    } else {
        out += tree.is_null() ? "null" : scalar_text(tree);
    }
}

// The standard has 400, 403 and 404; these say of the transfer what HTTP means by them.
bool is_kept(int status) {
    switch (status) {
        case 404:
        case 405:
        case 408:
        case 409:
        case 410:
        case 413:
        case 415:
        case 429: return true;
    }
    return status >= 500;
}

}  // namespace

std::string open311_json(const value& tree) {
    std::string out;
    append_json(out, tree);
    return out;
}

std::string open311_xml(std::string_view root, const value& tree) {
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    append_element(out, root, tree);
    return out + "\n";
}

Response open311_answer(const Request& request, std::string_view root, const value& tree) {
    if (!request.path.ends_with(".xml")) return Response::json(open311_json(tree));
    Response response;
    response.content_type = "text/xml; charset=utf-8";
    response.body = open311_xml(root, tree);
    return response;
}

std::string named_in_path(const Request& request, std::string_view name) {
    auto text = request.parameter(name);
    for (std::string_view format : {".json", ".xml"})
        if (text.ends_with(format)) text.remove_suffix(format.size());
    return std::string(text);
}

Response open311_refusal(const Request& request, const Failure& failure) {
    bool is_of_key = failure.status == 401 || failure.status == 403;
    int status = is_of_key ? 403 : is_kept(failure.status) ? failure.status : 400;
    auto what = title_for(request, failure);
    if (!failure.field.empty()) what += ": " + failure.field;
    if (!failure.detail.empty()) what += ": " + said_to(request, failure.detail);
    boost::json::array errors{{{"code", status}, {"description", what}}};
    auto response = open311_answer(request, "errors", errors);
    response.status = status;
    add_retry_after(response, failure);
    return response;
}

}  // namespace cs::http
