#include "http/guide.h"

#include <boost/json/serialize.hpp>
#include <map>

#include "http/example.h"
#include "http/guide_page.h"
#include "http/handlers.h"
#include "http/openapi.h"
#include "http/operation.h"
#include "http/problems.h"
#include "http/query.h"

namespace cs::http {

namespace {

using boost::json::value;

struct Words {
    std::string_view english;
    std::string_view chinese;
};

constexpr Words words[] = {
#define GUIDE_TEXT(english, chinese) {english, chinese},
#define TAG(part, english, chinese) {english, chinese},
#include "http/guide_texts.def"
#include "http/tags.def"
#undef GUIDE_TEXT
#undef TAG
};

// How one begins: "# a heading", or what is said with what one types.
constexpr std::pair<std::string_view, std::string_view> beginnings[] = {
    {"# Sign in", ""},
    {"By a session, as browsers do: the answer's csrf goes back as X-CSRF-Token with everything "
     "that changes something. GET /api/v1/session tells it again.",
     "curl -s -c jar localhost:8080/api/v1/session -H 'Content-Type: application/json' \\\n"
     "     -d '{\"name\":\"agent\",\"password\":\"…\"}'\n"
     "curl -s -b jar -X POST localhost:8080/api/v1/cases/410100000-1/notes \\\n"
     "     -H 'X-CSRF-Token: …' -H 'Content-Type: application/json' -d '{\"text\":\"…\"}'"},
    {"By a token, as programs do: made on the server's command line, good for its scopes, until "
     "it expires. It needs no X-CSRF-Token.",
     "chengshu account token agent --label bridge --scope read --scope act --for 90d\n"
     "curl -s 'localhost:8080/api/v1/cases?open=true&order=due' -H 'Authorization: Bearer "
     "cst_…'"},
    {"Many questions are open to anybody; reports are taken from anybody.",
     "curl -s localhost:8080/api/v1/reports -H 'Content-Type: application/json' \\\n"
     "     -d '{\"title\":\"路灯不亮\",\"text\":\"路口路灯不亮\",\"division\":\"410102001000\"}'"},
    {"# Act once", ""},
    {"Send an Idempotency-Key of your own with a command: sent again, it is answered as before "
     "and nothing happens twice. Another body under the same key is refused (key_conflict). "
     "Without an account a key has at least 16 bytes.",
     "-H 'Idempotency-Key: 0b2f6c1e-5d0e-4c53-9f0e-6f1f8a7c2d11'"},
    {"# Read your own writes", ""},
    {"A command is answered with Chengshu-Sequence once it is durable; a GET with that number as "
     "Chengshu-After waits until it can be seen.",
     "-H 'Chengshu-After: 8472'"},
    {"# Go through a list", ""},
    {"A page's next is the after of the following one; the last page has none. Rows that arrive "
     "meanwhile neither repeat nor hide others. limit is 1 to 1000.",
     "curl -s 'localhost:8080/api/v1/units?limit=100&after=…'"},
    {"# Say why: personal data", ""},
    {"What is personal is masked. Whoever may read it in clear says why in Chengshu-Purpose "
     "(UTF-8, percent-encoded): each such read goes on record, with the reason.",
     "-H 'Chengshu-Purpose: calling%20back'"},
    {"# When it says no", ""},
    {"Every refusal is problem+json: code is for programs, title for people, rule says which "
     "rule refused, field what is at fault. Sentences are Chinese for Accept-Language: zh.",
     ""},
    {"These may be answered at any address: 404 where there is nothing, 405 for a method that it "
     "does not take, 414, 431, 501 and 505 for what is not HTTP as it is spoken here.",
     ""}};

constexpr int deepest_member = 4;

std::string anchor_of(std::string_view tag) {
    std::string out = "tag-";
    for (char c : tag) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    return out;
}

std::string link_to(const ProblemKind& kind) {
    std::string code(kind.code);
    return "<a href=\"/problems/" + code + "\"><code>" + code + "</code></a>";
}

class Guide {
public:
    explicit Guide(GuideLanguage language) : language_(language), document_(openapi_document()) {}

    std::string text() {
        add_head();
        for (const auto& tag : document_.at("tags").as_array()) {
            auto name = std::string_view(tag.at("name").as_string());
            out_ += "<h2 id=\"" + anchor_of(name) + "\">" + said(name) + "</h2>\n";
            for (const auto& operation : operations())
                if (of(operation).at("tags").at(0).as_string() == name) add(operation);
        }
        return html_page(language_, guide_words(language_, "Chengshu: API"), out_);
    }

private:
    std::string said(std::string_view english) const {
        return escaped(guide_words(language_, english));
    }
    const value& of(const Operation& operation) const {
        std::string method(method_name(operation.method));
        for (char& c : method) c = static_cast<char>(std::tolower(c));
        return document_.at("paths").at(operation.pattern).at(method);
    }

    void add_head() {
        bool is_chinese = language_ == GuideLanguage::zh;
        out_ += "<header><h1>" + said("Chengshu: API") + "</h1><span><a href=\"?lang=" +
                (is_chinese ? "en\" hreflang=\"en\">English" : "zh\" hreflang=\"zh\">中文") +
                "</a> · " + said("For machines") +
                ": <a href=\"/api/v1/openapi.json\">OpenAPI 3.1</a></span></header>\n<p>" +
                said("The loop by which a city is run: reports, cases, orders under clocks, "
                     "proof, appraisal.") +
                "</p>\n<nav><h2>" + said("Contents") + "</h2><ul><li><a href=\"#begin\">" +
                said("Begin here") + "</a>";
        for (const auto& tag : document_.at("tags").as_array()) {
            auto name = std::string_view(tag.at("name").as_string());
            out_ += "<li><a href=\"#" + anchor_of(name) + "\">" + said(name) + "</a>";
        }
        out_ += "<li><a href=\"/problems\">" + said("Problems") +
                "</a></ul></nav>\n<h2 id=\"begin\">" + said("Begin here") + "</h2>\n";
        for (const auto& [what, typed] : beginnings) {
            if (what.starts_with("# ")) {
                out_ += "<h3>" + said(what.substr(2)) + "</h3>\n";
                continue;
            }
            out_ += "<p>" + said(what) + "</p>\n";
            if (!typed.empty()) out_ += "<pre>" + escaped(typed) + "</pre>\n";
        }
    }

    void add(const Operation& operation) {
        const auto& told = of(operation);
        std::string method(method_name(operation.method));
        out_ += "<details class=\"op\" id=\"" + operation.name + "\"><summary><b class=\"m " +
                method + "\">" + method + "</b><code>" + escaped(operation.pattern) +
                "</code><span>" + said(operation.summary) + "</span></summary><div>\n";
        add_who(operation, told);
        add_parameters(told);
        add_body(told);
        add_answers(operation, told);
        add_refusals(operation, told);
        out_ += "</div></details>\n";
    }

    void add_who(const Operation& operation, const value& told) {
        std::string who;
        if (const auto* roles = told.as_object().if_contains("x-roles"))
            for (const auto& role : roles->as_array())
                who += (who.empty() ? "" : ", ") + said(role.as_string());
        else
            who = said(operation.access.signed_in ? "whoever is signed in" : "anybody");
        out_ += "<p>" + said("Who") + ": " + who;
        if (operation.scope)
            out_ += " <small>· " + said("token's scope") + " <code>" +
                    std::string(json::enum_name(*operation.scope)) + "</code></small>";
        out_ += " <small>· <code>" + operation.name + "</code></small></p>\n";
    }

    void add_heading(std::string_view english) { out_ += "<h4>" + said(english) + "</h4>\n"; }
    void add_row(std::string_view name, const std::string& notes, const std::string& about) {
        out_ += "<tr><td><code>" + escaped(name) + "</code> <small>" + notes + "</small><td>" +
                about + "\n";
    }

    void add_parameters(const value& told) {
        const auto& parameters = told.at("parameters").as_array();
        if (parameters.empty()) return;
        add_heading("Parameters");
        out_ += "<table>";
        for (const auto& one : parameters) {
            const auto* about = one.as_object().if_contains("description");
            auto notes = said(one.at("in").as_string());
            if (one.as_object().contains("required")) notes += ", " + said("required");
            auto type = type_text(one.at("schema"));
            add_row(one.at("name").as_string(), notes,
                    (about == nullptr ? "" : said(about->as_string())) +
                        (type.empty() ? "" : " <small>" + type + "</small>"));
        }
        out_ += "</table>\n";
    }

    // What a client must know of a value: its choices, its bounds, what it is a list of.
    std::string type_text(const value& given) const {
        const auto& schema = resolved(document_, given).as_object();
        if (const auto* names = schema.if_contains("enum")) {
            std::string out;
            for (const auto& name : names->as_array())
                out += (out.empty() ? "" : " | ") + escaped(name.as_string());
            return "<code>" + out + "</code>";
        }
        if (const auto* any = schema.if_contains("anyOf")) return type_text(any->at(0));
        const auto* type = schema.if_contains("type");
        if (type == nullptr) return {};
        std::string out(type->as_string());
        if (out == "array") return "[" + type_text(schema.at("items")) + "]";
        if (const auto* format = schema.if_contains("format"))
            out = std::string(format->as_string());
        else if (const auto* described = schema.if_contains("description"))
            out = said(described->as_string());
        const auto* low = schema.if_contains("minimum");
        const auto* high = schema.if_contains("maximum");
        if (low != nullptr && high != nullptr)
            out += " " + boost::json::serialize(*low) + "–" + boost::json::serialize(*high);
        if (const auto* usual = schema.if_contains("default"))
            out += ", " + boost::json::serialize(*usual);
        return out;
    }

    void add_example(const value& schema) {
        out_ += "<pre>" + escaped(laid_out(example_of(document_, schema))) + "</pre>\n";
    }

    void add_body(const value& told) {
        const auto* body = told.as_object().if_contains("requestBody");
        if (body == nullptr) return;
        add_heading("Body");
        const auto& content = body->at("content").as_object();
        std::string types;
        for (const auto& [type, said_of_it] : content)
            types += (types.empty() ? "" : ", ") + escaped(type);
        out_ += "<p><small>" + types + "</small></p>\n";
        const auto* given = content.begin()->value().as_object().if_contains("schema");
        if (given == nullptr) return;
        if (!resolved(document_, *given).as_object().contains("properties")) return;
        out_ += "<table>";
        add_members(*given, "", 1);
        out_ += "</table>\n";
        if (content.contains("application/json")) add_example(*given);
    }

    // Members of members too, as "dispatch.orders[].unit".
    void add_members(const value& given, const std::string& within, int depth) {
        const auto& schema = resolved(document_, given).as_object();
        if (schema.contains("items")) return add_members(schema.at("items"), within + "[]", depth);
        const auto* properties = schema.if_contains("properties");
        if (properties == nullptr || depth > deepest_member) return;
        const auto* required = schema.if_contains("required");
        for (const auto& [name, member] : properties->as_object()) {
            bool is_needed = false;
            if (required != nullptr)
                for (const auto& one : required->as_array()) is_needed |= one.as_string() == name;
            auto path = within + (within.empty() ? "" : ".") + std::string(name);
            add_row(path, is_needed ? said("required") : "", type_text(member));
            add_members(member, path, depth + 1);
        }
    }

    void add_answers(const Operation& operation, const value& told) {
        add_heading("Answer");
        for (const auto& [status, response] : told.at("responses").as_object()) {
            if (status >= "4") continue;
            auto about = said(response.at("description").as_string());
            out_ += "<p>" + std::string(status) + " " + about;
            const auto* content = response.as_object().if_contains("content");
            if (content != nullptr)
                for (const auto& [type, schema] : content->as_object())
                    out_ += " <small>" + escaped(type) + "</small>";
            out_ += "</p>\n";
        }
        const auto& good = told.at("responses").at(std::to_string(operation.status));
        const auto* content = good.as_object().if_contains("content");
        if (content == nullptr) return;
        const auto& first = content->as_object().begin()->value().as_object();
        if (const auto* schema = first.if_contains("schema")) add_example(*schema);
    }

    void add_refusals(const Operation& operation, const value& told) {
        add_heading("Says no with");
        if (operation.refuse != nullptr) {
            out_ += "<p>";
            for (const auto& [status, response] : told.at("responses").as_object())
                if (status >= "4") out_ += std::string(status) + " ";
            out_ += "</p>\n";
            return;
        }
        std::map<int, std::string> codes;
        for (const auto& kind : problem_kinds())
            if (may_answer(operation, kind)) codes[kind.status] += " " + link_to(kind);
        out_ += "<table>";
        for (const auto& [status, links] : codes)
            out_ += "<tr><td>" + std::to_string(status) + "<td>" + links + "\n";
        out_ += "</table>\n";
    }

    GuideLanguage language_;
    const value& document_;
    std::string out_;
};

std::string problem_row(const ProblemKind& kind, GuideLanguage first) {
    bool is_chinese = first == GuideLanguage::zh;
    return "<tr><td>" + std::to_string(kind.status) + " " + link_to(kind) + "<td>" +
           escaped(kind.title(is_chinese)) + "<br><small>" + escaped(kind.title(!is_chinese)) +
           "</small>\n";
}

}  // namespace

std::string_view guide_words(GuideLanguage language, std::string_view english) {
    if (language == GuideLanguage::zh)
        for (const auto& one : words)
            if (one.english == english) return one.chinese;
    return english;
}

const std::string& guide_text(GuideLanguage language) {
    static const auto english = Guide(GuideLanguage::en).text();
    static const auto chinese = Guide(GuideLanguage::zh).text();
    return language == GuideLanguage::zh ? chinese : english;
}

std::string problem_page_text(std::string_view code, GuideLanguage language) {
    auto said = [&](std::string_view english) { return escaped(guide_words(language, english)); };
    auto head = "<p><a href=\"/api/v1\">" + said("Back to the guide") + "</a></p>\n<h1>";
    if (code.empty()) {
        auto body = head + said("Problems") + "</h1>\n<table>";
        for (const auto& kind : problem_kinds()) body += problem_row(kind, language);
        return html_page(language, guide_words(language, "Problems"), body + "</table>\n");
    }
    const auto* kind = problem_kind(code);
    if (kind == nullptr) return {};
    auto body = head + "<code>" + escaped(code) + "</code></h1>\n<table>" +
                problem_row(*kind, language) + "</table>\n<h2>" + said("Answered by") +
                "</h2>\n<table>";
    for (const auto& operation : operations())
        if (may_answer(operation, *kind) && operation.refuse == nullptr)
            body += "<tr><td><a href=\"/api/v1#" + operation.name + "\"><code>" +
                    std::string(method_name(operation.method)) + " " + escaped(operation.pattern) +
                    "</code></a><td>" + said(operation.summary) + "\n";
    body += "</table>\n<p><a href=\"/problems\">" + said("All codes") + "</a></p>\n";
    return html_page(language, code, body);
}

Answer read_guide(Api&, const Request& request, Caller&) {
    auto language = TRY(text_of(request, "lang"));
    if (language && language != "en" && language != "zh")
        return bad_request("lang", "expected en or zh");
    auto wanted = !language           ? language_of(request)
                  : *language == "zh" ? GuideLanguage::zh
                                      : GuideLanguage::en;
    return guide_response(guide_text(wanted));
}

}  // namespace cs::http
