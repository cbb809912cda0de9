// The API for people: pages of HTML made from the API's own document (openapi.h), in English and
// Chinese (guide_texts.def). They hold all they need: no script, nothing is loaded from elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "http/message.h"

namespace cs::http {

enum class GuideLanguage : std::uint8_t { en, zh };
DESCRIBED_ENUM(GuideLanguage, en, zh)

/// Every operation: who may, what it takes, what it answers.
const std::string& guide_text(GuideLanguage language);
/// What is behind the `type` of a problem: one code, or with "" all of them; empty for an unknown
/// one. Both languages are on it, the reader's first.
std::string problem_page_text(std::string_view code, GuideLanguage language);

/// Pages and documents that are the same until the next version.
Response kept_page(std::string_view type, const std::string& text);
/// The reader's language, by Accept-Language; and his page.
GuideLanguage language_of(const Request& request);
Response guide_response(const std::string& html);

/// In the reader's language; the English text itself where it has no row.
std::string_view guide_words(GuideLanguage language, std::string_view english);

}  // namespace cs::http
