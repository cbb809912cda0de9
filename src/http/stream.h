// A body that is made while it is sent: server-sent events, or an export. It is pulled, not pushed:
// the connection asks for more when it has room, so that a slow reader costs its position and one
// bounded buffer, and not a queue. A reader who takes nothing for the write timeout is dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cs::http {

class Stream {
public:
    /// waiting: nothing more now; asked again after Server::wake_streams(). more: asked again as
    /// soon as there is room. ended: the answer is complete. failed: it never will be; the
    /// connection is closed, so that the client does not take a part for the whole.
    enum class Next : std::uint8_t { waiting, more, ended, failed };

    virtual ~Stream() = default;
    /// Appends what comes next, about `room` bytes at most. Called on the connection's I/O thread,
    /// never after the connection is gone; it must be quick, for other connections wait meanwhile.
    virtual Next fill(std::string& out, std::size_t room) = 0;
};

/// One event of a text/event-stream. `id` is what the client sends back as Last-Event-ID; `data`
/// may hold several lines. Neither `id` nor `event` may hold a line break.
void append_event(std::string& out, std::string_view id, std::string_view event,
                  std::string_view data);

}  // namespace cs::http
