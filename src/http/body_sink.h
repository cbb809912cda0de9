// Where the body of a request goes whose route takes it piece by piece, so that a large one is
// never whole in memory. What is refused on the way is told by the handler once the request is
// whole.
#pragma once

#include <string_view>
#include <vector>

namespace cs::http {

struct Pair;

class BodySink {
public:
    virtual ~BodySink() = default;
    /// On the connection's I/O thread: it must be quick, for other connections wait meanwhile.
    virtual void take(std::string_view bytes) = 0;
    /// The fields of a form, where it reads one: for whoever asks before the handler does.
    virtual const std::vector<Pair>* fields() const { return nullptr; }
    /// Nothing further is wanted: the handler says why, and the connection ends with its answer.
    virtual bool is_refused() const { return false; }
};

}  // namespace cs::http
