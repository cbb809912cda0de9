// Result<T> carries a value or an operating error that says what, where and what to do.
// TRY unwraps one or returns its error from the enclosing function.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace cs {

/// An operating error (disk, network, file). Not for refusals, which are data, nor for bugs.
struct Error {
    std::string what;         ///< what went wrong, one clause
    std::string where = {};   ///< file, line, field, record number; may be empty
    std::string advice = {};  ///< what to do about it; may be empty

    /// The one sentence a person reads: "where: what; advice".
    std::string text() const;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string what, std::string where = {},
                                   std::string advice = {}) {
    return std::unexpected(Error{std::move(what), std::move(where), std::move(advice)});
}

}  // namespace cs

#define TRY(expression)                                                 \
    __extension__({                                                     \
        auto try_result_ = (expression);                                \
        if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
        std::move(try_result_).value();                                 \
    })

/// TRY for a Result<void>, usable as a statement.
#define TRY_VOID(expression)                                            \
    do {                                                                \
        auto try_result_ = (expression);                                \
        if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
    } while (false)
