// What the pages for people are written with: the frame with its stylesheet, escaped text, JSON
// laid out to be read.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "http/guide.h"

namespace cs::http {

/// As text of HTML, also within quotes.
std::string escaped(std::string_view text);
/// A whole page; `body` is HTML.
std::string html_page(GuideLanguage language, std::string_view title, const std::string& body);
/// One member a line.
std::string laid_out(const boost::json::value& tree);

}  // namespace cs::http
