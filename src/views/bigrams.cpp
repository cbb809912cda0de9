#include "views/bigrams.h"

#include <vector>

#include "base/utf8.h"

namespace cs::views {

namespace {

bool is_han(char32_t c) {
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == 0x3005 ||
           c == 0x3007 || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

bool is_word(char32_t c) {
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    // Letters of other scripts; punctuation, symbols and blanks of the blocks in use separate.
    return (c >= 0xc0 && c <= 0x1fff && c != 0xd7 && c != 0xf7) || (c >= 0x3040 && c <= 0x318f) ||
           (c >= 0xa000 && c <= 0xd7a3);
}

/// Full-width Latin letters and digits as narrow ones, capitals as small letters.
char32_t folded(char32_t c) {
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

void append_utf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | (c >> 12));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (c >> 18));
        out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
}

/// Walks through valid text and hands out each term; the last says whether it is a single Han
/// character that ends the text, so that a longer text could have gone on.
template <class Emit>
void for_each_term(std::string_view text, Emit&& emit) {
    std::string term;
    char32_t before = 0;  // a Han character whose successor is not known yet
    bool in_word = false;
    auto end_word = [&] {
        if (in_word) emit(term, false);
        in_word = false;
        term.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        char32_t c = folded(utf8::next(text, at));
        if (is_han(c)) {
            end_word();
            if (before != 0) {
                append_utf8(term, before);
                append_utf8(term, c);
                emit(term, false);
                term.clear();
            }
            before = c;
            continue;
        }
        if (before != 0) {
            append_utf8(term, before);
            emit(term, false);
            term.clear();
            before = 0;
        }
        if (is_word(c)) {
            append_utf8(term, c);
            in_word = true;
        } else {
            end_word();
        }
    }
    end_word();
    if (before != 0) {
        append_utf8(term, before);
        emit(term, true);
    }
}

bool is_blank(std::string_view text, std::size_t at) {
    return text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r' ||
           text.substr(at, 3) == "\u3000";
}

std::vector<std::string_view> pieces_of(std::string_view query) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < query.size();) {
        if (is_blank(query, at)) {
            at += query.substr(at, 3) == "\u3000" ? 3 : 1;
            continue;
        }
        std::size_t end = at;
        while (end < query.size() && !is_blank(query, end)) utf8::next(query, end);
        out.push_back(query.substr(at, end - at));
        at = end;
    }
    return out;
}

/// Without the punctuation at its end, behind which nothing follows.
std::string_view without_tail(std::string_view piece) {
    std::size_t end = 0;
    for (std::size_t at = 0; at < piece.size();) {
        char32_t c = folded(utf8::next(piece, at));
        if (is_han(c) || is_word(c)) end = at;
    }
    return piece.substr(0, end);
}

/// One phrase: "AB BC"; a single last character is left out after a bigram (it is that bigram's
/// second half) and is a prefix otherwise: "3 号" *.
std::string phrase_of(std::string_view piece) {
    piece = without_tail(piece);
    std::vector<std::string> terms;
    bool ends_single = false;
    for_each_term(piece, [&](const std::string& term, bool ends_text) {
        terms.push_back(term);
        ends_single = ends_text;
    });
    if (terms.empty()) return {};
    bool after_bigram = false;
    if (ends_single && terms.size() > 1) {
        std::size_t at = 0;
        const auto& last = terms[terms.size() - 2];
        bool han = is_han(utf8::next(last, at));
        after_bigram = han && at < last.size() && last.substr(at) == terms.back();
    }
    if (after_bigram) terms.pop_back();
    std::string out = "\"";
    for (const auto& term : terms) {
        if (out.size() > 1) out += ' ';
        out += term;
    }
    out += '"';
    if (ends_single && !after_bigram) out += " *";
    return out;
}

}  // namespace

void append_terms(std::string& out, std::string_view text) {
    while (!text.empty()) {
        auto invalid = utf8::first_invalid(text);
        for_each_term(text.substr(0, invalid.value_or(text.size())),
                      [&](const std::string& term, bool) {
                          if (!out.empty()) out += ' ';
                          out += term;
                      });
        if (!invalid) return;
        text.remove_prefix(*invalid + 1);
    }
}

Result<std::string> match_expression(std::string_view query) {
    if (utf8::first_invalid(query))
        return fail("the text to search for is not UTF-8", "search");
    if (utf8::length(query) > max_query_characters)
        return fail("the text to search for is longer than " +
                        std::to_string(max_query_characters) + " characters",
                    "search", "search for a shorter part of it");
    std::string out;
    for (auto piece : pieces_of(query)) {
        auto phrase = phrase_of(piece);
        if (phrase.empty()) continue;
        if (!out.empty()) out += " AND ";
        out += phrase;
    }
    if (out.empty())
        return fail("the text to search for has no letter, digit or Chinese character", "search",
                    "give at least one");
    return out;
}

bool holds(std::string_view text, std::string_view expression) {
    std::string terms(1, ' ');
    append_terms(terms, text);
    terms += ' ';
    // Its phrases stand in quotes; one with a star behind them goes on in the text.
    for (std::size_t from = expression.find('"'); from != std::string_view::npos;) {
        auto to = expression.find('"', from + 1);
        auto phrase = " " + std::string(expression.substr(from + 1, to - from - 1));
        if (!expression.substr(to + 1).starts_with(" *")) phrase += ' ';
        if (!terms.contains(phrase)) return false;
        from = expression.find('"', to + 1);
    }
    return true;
}

}  // namespace cs::views
