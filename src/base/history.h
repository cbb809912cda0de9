// A value with its history: what it was as of any instant.
#pragma once

#include <vector>

#include "base/check.h"
#include "base/describe.h"
#include "base/time.h"

namespace cs {

template <class T>
struct History {
    struct Span {
        Instant from;
        T value;
        DESCRIBED(Span, from, value)
    };
    std::vector<Span> spans;  ///< in rising order of `from`
    DESCRIBED(History, spans)

    /// Sets the value from an instant on; instants come in order.
    void set(Instant from, T value) {
        CHECK(spans.empty() || spans.back().from <= from);
        if (!spans.empty() && spans.back().from == from) spans.pop_back();
        spans.push_back({from, std::move(value)});
    }
    /// The value as of an instant, or null before the first.
    const T* at(Instant when) const {
        for (auto span = spans.rbegin(); span != spans.rend(); ++span)
            if (span->from <= when) return &span->value;
        return nullptr;
    }
    const T* current() const { return spans.empty() ? nullptr : &spans.back().value; }
};

}  // namespace cs
