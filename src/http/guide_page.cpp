#include "http/guide_page.h"

#include <boost/json/serialize.hpp>

#include "base/bytes.h"
#include "http/answer.h"

namespace cs::http {

namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--ink:#1c2024;--soft:#5b6570;--line:#d9dee3;--ground:#fff;
--raised:#f5f7f9;--link:#0b5cad;--get:#1a7f4b;--post:#9a5b00;--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e4e7ea;--soft:#9aa4ae;--line:#343b42;
--ground:#14171a;--raised:#1d2226;--link:#7ab7ff;--get:#5fce94;--post:#e8b15a;--delete:#ff8f86}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;max-width:64rem;padding:1rem 1rem 4rem;background:var(--ground);
color:var(--ink);font:16px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",
sans-serif}
h1{font-size:1.7rem;margin:.4rem 0}
h2{margin:2.2rem 0 .6rem;font-size:1.25rem;border-bottom:1px solid var(--line);
padding-bottom:.2rem}
h3{margin:1.3rem 0 .2rem;font-size:1rem}
h4{margin:1rem 0 .2rem;font-size:.85rem;color:var(--soft)}
p{margin:.4rem 0}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
small{color:var(--soft)}
code,pre{font:.875em/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;
padding:.6rem .8rem;overflow-x:auto;margin:.4rem 0}
header{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline;
justify-content:space-between}
nav ul{columns:10rem;padding:0;margin:.4rem 0;list-style:none}
.op{border:1px solid var(--line);border-radius:6px;margin:.4rem 0}
.op>summary{display:flex;flex-wrap:wrap;gap:.1rem .7rem;align-items:baseline;
padding:.4rem .7rem;cursor:pointer;list-style:none}
.op>summary::-webkit-details-marker{display:none}
.op>summary:hover,.op[open]>summary{background:var(--raised)}
.op>summary>span{color:var(--soft);flex:1 1 14rem}
.op>div{padding:.1rem .9rem .8rem;border-top:1px solid var(--line)}
b.m{font-size:.75rem;min-width:3.6rem;letter-spacing:.03em}
.GET{color:var(--get)}.POST{color:var(--post)}.DELETE{color:var(--delete)}
table{border-collapse:collapse;width:100%;font-size:.92rem}
td{border-top:1px solid var(--line);padding:.25rem .7rem .25rem 0;vertical-align:top}
tr:first-child td{border-top:0}
td:first-child{white-space:nowrap}
@media(max-width:40rem){td{display:block;border:0;padding:0}
td:first-child{white-space:normal;border-top:1px solid var(--line);padding-top:.3rem}
td:last-child{padding-bottom:.3rem}}
)";

// The page's own stylesheet and nothing else; it has no script and loads nothing.
const std::string& policy() {
    static const auto text = [] {
        auto hash = sha256(style);
        std::string base64;
        append_base64(base64, hash.data.data(), hash.data.size());
        return "default-src 'none'; style-src 'sha256-" + base64 +
               "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }();
    return text;
}

void append(std::string& out, const boost::json::value& tree, std::size_t depth) {
    const auto* list = tree.if_array();
    const auto* object = tree.if_object();
    bool is_empty = (list != nullptr && list->empty()) || (object != nullptr && object->empty());
    if (is_empty || (list == nullptr && object == nullptr)) {
        out += boost::json::serialize(tree);
        return;
    }
    bool is_first = true;
    auto begin_line = [&] {
        if (!std::exchange(is_first, false)) out += ',';
        out.append("\n").append((depth + 1) * 2, ' ');
    };
    out += list != nullptr ? '[' : '{';
    if (list != nullptr)
        for (const auto& one : *list) {
            begin_line();
            append(out, one, depth + 1);
        }
    else
        for (const auto& [name, member] : *object) {
            begin_line();
            out.append(boost::json::serialize(boost::json::string(name))).append(": ");
            append(out, member, depth + 1);
        }
    out.append("\n").append(depth * 2, ' ');
    out += list != nullptr ? ']' : '}';
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '<') out += "&lt;";
        else if (c == '&') out += "&amp;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

std::string html_page(GuideLanguage language, std::string_view title, const std::string& body) {
    std::string out = "<!doctype html>\n<html lang=\"";
    out.append(language == GuideLanguage::zh ? "zh-CN" : "en")
        .append("\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
        .append(escaped(title))
        .append("</title><style>")
        .append(style)
        .append("</style></head><body>\n")
        .append(body)
        .append("</body></html>\n");
    return out;
}

std::string laid_out(const boost::json::value& tree) {
    std::string out;
    append(out, tree, 0);
    return out;
}

GuideLanguage language_of(const Request& request) {
    return wants_chinese(request) ? GuideLanguage::zh : GuideLanguage::en;
}

Response kept_page(std::string_view type, const std::string& text) {
    Response response;
    response.content_type = type;
    response.body = text;
    response.etag = hex_text(sha256(text)).substr(0, 32);
    response.cache_control = "public, max-age=60";
    return response;
}

Response guide_response(const std::string& html) {
    auto response = kept_page("text/html; charset=utf-8", html);
    response.headers.push_back({"Content-Security-Policy", policy()});
    response.headers.push_back({"Vary", "Accept-Encoding, Accept-Language"});
    return response;
}

}  // namespace cs::http
