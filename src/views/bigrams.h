// Chinese text as search terms. Every Han character begins a term: it and its successor (a bigram),
// or it alone at the end of a run; other letters and digits form words. A query of two characters
// is then one term, a longer one a phrase of consecutive terms, one character a prefix.
// Invariant: a query finds a text exactly when the text holds its pieces (docs/views.md, "Search").
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::views {

/// At most this many characters of a query are looked for.
inline constexpr std::size_t max_query_characters = 100;

/// The terms of a text, separated by blanks. Latin letters in lower case, full-width forms narrow.
/// Bytes that are not UTF-8 separate.
void append_terms(std::string& out, std::string_view text);

/// The FTS5 expression that finds texts holding every piece of the query (pieces are separated by
/// blanks). It consists of quoted terms only, so that no input is a syntax error. Refuses a query
/// that is not UTF-8, too long, or without a letter, a digit or a Han character.
Result<std::string> match_expression(std::string_view query);

/// Whether the text holds every piece of a query, by its match_expression.
bool holds(std::string_view text, std::string_view expression);

}  // namespace cs::views
