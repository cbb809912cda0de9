// Sentences in another language by their forms: what fits "the column {0} is missing" is said as
// "缺少列 {0}". {0} … {9} stand for any text of at least one character, which is said by the forms
// in its turn, 16 deep at most, unless the Chinese form puts it in quotes: then it is a value, and
// stays as it is. Where it ends the English sentence, advice behind a semicolon ends the Chinese.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cs {

struct Form {
    std::string_view english;
    std::string_view chinese;
};

/// Nothing when the text is not of this form; what it holds is said by `inner`.
std::optional<std::string> by_form(const Form& form, std::string_view text,
                                   std::span<const Form> inner);
/// By the first form that fits; the text itself where none does.
std::string in_chinese(std::span<const Form> forms, std::string_view text);

}  // namespace cs
