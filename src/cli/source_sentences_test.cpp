#include "cli/source_sentences_test.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace cs::cli {

namespace {

namespace fs = std::filesystem;

// These speak to programmers, not to the program's users.
bool is_apart(const std::string& path) {
    for (const char* part : {"_test", "sim/simulate", "faulty_journal", "fake_disk", "fake_vfs",
                             "locate_bench", "views/bench", "samples", "main.cpp"})
        if (path.find(part) != std::string::npos) return true;
    return false;
}

// Skips a string literal that begins at `at`.
std::size_t behind_literal(const std::string& text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

// The pieces of a bracketed list, from behind its bracket, cut at `separator` outside of brackets.
std::vector<std::string> pieces(const std::string& text, std::size_t at, char separator) {
    std::vector<std::string> out(1);
    for (int depth = 0; at < text.size();) {
        char c = text[at];
        if (c == '"') {
            auto end = behind_literal(text, at);
            out.back() += text.substr(at, end - at);
            at = end;
            continue;
        }
        if (c == '(' || c == '{' || c == '[') ++depth;
        if ((c == ')' || c == '}' || c == ']') && --depth < 0) return out;
        if (c == separator && depth == 0)
            out.emplace_back();
        else
            out.back() += c;
        ++at;
    }
    return out;
}

std::string without_blanks_around(const std::string& text) {
    auto from = text.find_first_not_of(" \n");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \n") - from + 1);
}

// What adjacent literals say; nothing when the piece is another expression.
std::optional<std::string> literal(std::string piece) {
    piece = without_blanks_around(piece);
    constexpr std::string_view wrap = "std::string(\"";
    if (piece.starts_with(wrap)) piece = piece.substr(wrap.size() - 1, piece.size() - wrap.size());
    std::string out;
    for (std::size_t at = 0; at < piece.size();) {
        if (piece[at] != '"') return {};
        auto end = behind_literal(piece, at);
        for (auto i = at + 1; i + 1 < end; ++i) {
            if (piece[i] == '\\') ++i;
            out += piece[i];
        }
        at = piece.find_first_not_of(" \n", end);
        if (at == std::string::npos) break;
    }
    return out;
}

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// One sentence that the expression may give; nothing when none of it stands in the source.
std::optional<std::string> sample_of(const std::string& expression) {
    std::string out;
    bool speaks = false;
    for (const auto& piece : pieces(expression, 0, '+')) {
        auto text = literal(piece);
        speaks = speaks || (text && std::ranges::any_of(*text, is_letter));
        auto bare = without_blanks_around(piece);
        bool is_record = bare.starts_with("record_named(") || bare.starts_with("numbered(");
        out += text ? *text : is_record ? "record 7" : "7";
    }
    if (!speaks) return {};
    return out;
}

// "a ? b : c" may give b or c.
std::vector<std::string> alternatives(const std::string& expression) {
    auto branches = pieces(expression, 0, '?');
    if (branches.size() != 2) return {expression};
    return pieces(branches[1], 0, ':');
}

}  // namespace

std::vector<SourceFile> sources_of(const std::vector<std::string>& rooms) {
    std::vector<SourceFile> out;
    for (const auto& room : rooms) {
        for (const auto& file : fs::directory_iterator(CHENGSHU_SOURCE_DIR "/src/" + room)) {
            auto path = room + "/" + file.path().filename().string();
            bool is_reader = path == "base/json.h";
            if ((file.path().extension() != ".cpp" && !is_reader) || is_apart(path)) continue;
            std::ifstream in(file.path());
            out.push_back({path, {std::istreambuf_iterator<char>(in), {}}});
        }
    }
    return out;
}

namespace {

// "refuse(" has arguments; "problem = " and "return " have one, that ends with the statement. Much
// else is returned, so that only what begins as a sentence counts there.
template <class Take>
void each_argument(const SourceFile& file, const std::string& call, std::size_t said, Take take) {
    const auto& source = file.text;
    bool has_arguments = call.back() == '(' || call.back() == '{';
    for (auto at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
        auto before = static_cast<unsigned char>(at == 0 ? ' ' : source[at - 1]);
        if (std::isalnum(before) != 0 || before == '_') continue;
        auto arguments = pieces(source, at + call.size(), has_arguments ? ',' : ';');
        if (said >= arguments.size()) continue;
        if (call != "return " || arguments[said].starts_with('"')) take(arguments[said]);
    }
}

}  // namespace

void collect(const SourceFile& file, const std::string& call, std::size_t said,
             std::vector<Sentence>& out) {
    each_argument(file, call, said, [&](const std::string& argument) {
        for (const auto& one : alternatives(argument))
            if (auto text = sample_of(one)) out.push_back({file.path, *text});
    });
}

std::vector<Sentence> unread(const SourceFile& file, const std::string& call, std::size_t said) {
    std::vector<Sentence> out;
    each_argument(file, call, said, [&](const std::string& argument) {
        for (const auto& one : alternatives(argument))
            if (!sample_of(one)) out.push_back({file.path, without_blanks_around(one)});
    });
    return out;
}

bool is_said(const std::string& english, const std::string& chinese) {
    bool has_chinese = std::ranges::any_of(chinese, [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return byte >= 0xE4 && byte <= 0xE9;
    });
    static const std::regex words("[a-z]+,? [a-z]+");
    for (std::sregex_iterator it(chinese.begin(), chinese.end(), words), end; it != end; ++it)
        if (!it->str().starts_with("chengshu ") && english.contains(it->str())) return false;
    return has_chinese;
}

}  // namespace cs::cli
