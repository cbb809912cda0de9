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

// The counter gives every use a name of its own, so that one TRY may stand inside another.
// Not inside a braced initializer after a member that owns memory: g++ 12 does not destroy the
// members made so far when the statement expression returns. Unwrap into a local first.
#define TRY(expression) CS_TRY_NAMED(expression, __COUNTER__)
#define CS_TRY_NAMED(expression, number) CS_TRY_AS(expression, try_result_##number)
#define CS_TRY_AS(expression, result)                                     \
    __extension__({                                                       \
        auto result = (expression);                                       \
        if (!result) return std::unexpected(std::move(result).error());   \
        std::move(result).value();                                        \
    })

/// TRY for a Result<void>, usable as a statement.
#define TRY_VOID(expression) CS_TRY_VOID_NAMED(expression, __COUNTER__)
#define CS_TRY_VOID_NAMED(expression, number) CS_TRY_VOID_AS(expression, try_result_##number)
#define CS_TRY_VOID_AS(expression, result)                                \
    do {                                                                  \
        auto result = (expression);                                       \
        if (!result) return std::unexpected(std::move(result).error());   \
    } while (false)
