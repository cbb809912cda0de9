// UTF-8: validity, length, cutting, and the width of text in terminal columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cs::utf8 {

/// Offset of the first byte that is not valid UTF-8 (overlong, surrogate, past U+10FFFF, cut).
std::optional<std::size_t> first_invalid(std::string_view text);
/// Decodes the code point at `offset` of valid text and moves `offset` past it.
char32_t next(std::string_view text, std::size_t& offset);
/// Number of code points in valid text.
std::size_t length(std::string_view text);
/// The first `count` code points.
std::string_view prefix(std::string_view text, std::size_t count);
/// Columns in a terminal: wide (CJK, full-width) code points take two, combining ones none.
std::size_t columns(std::string_view text);
/// Cuts to at most `width` columns, ending in "…" when something was cut.
std::string fit(std::string_view text, std::size_t width);

}  // namespace cs::utf8
