// GET /api/v1/stream: what happens in the caller's scope, from now on or from where he left off.
#include <charconv>

#include "http/handlers.h"
#include "http/live_events.h"

namespace cs::http {

Answer open_stream(Api& api, const Request& request, Caller& caller) {
    auto& events = api.follower.events();
    std::uint64_t after = events.newest();
    auto last = request.header("last-event-id");
    if (!last) last = request.query_value("last_event_id");
    if (last) {
        std::uint64_t given = 0;
        auto read = std::from_chars(last->data(), last->data() + last->size(), given);
        if (read.ec != std::errc{} || read.ptr != last->data() + last->size())
            return bad_request("Last-Event-ID", "expected the id of an event of this stream");
        // One from the future is another journal's: there is nothing to go on from.
        if (given > after) return bad_request("Last-Event-ID", "there is no such event yet");
        after = given;
    }
    auto response = Response::events(std::make_unique<LiveStream>(
        events, api.wall, caller.grants, caller.person, after));
    return response;
}

}  // namespace cs::http
