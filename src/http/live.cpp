// GET /api/v1/stream: what happens in the caller's scope, from now on or from where he left off.
#include <charconv>

#include "http/handlers.h"
#include "http/live_events.h"

namespace cs::http {

namespace {

// What ends by itself, as time passes: an idle session, a token that expires.
constexpr Duration between_looks = Duration::seconds(5);

/// A stream for as long as whoever opened it would be let in again, just as he was.
class AdmittedStream final : public Stream {
public:
    AdmittedStream(Api& api, Caller caller, std::unique_ptr<Stream> inner)
        : api_(api),
          caller_(std::move(caller)),
          inner_(std::move(inner)),
          looked_(api.wall.now()),
          endings_(caller_.endings) {}

    Next fill(std::string& out, std::size_t room) override {
        auto now = api_.wall.now();
        auto endings = api_.accounts.endings(caller_.account);
        if (endings != endings_ || now - looked_ >= between_looks) {
            looked_ = now;
            endings_ = endings;
            if (!is_admitted()) return Next::ended;
        }
        return inner_->fill(out, room);
    }

private:
    bool is_admitted() const {
        auto holds = api_.accounts.still_holds(caller_);
        if (!holds || !*holds) return false;
        if (!caller_.person) return true;
        return caller_.grants == api_.follower.with_registry([&](const auto& registry) {
            return grants_of(registry, *caller_.person);
        });
    }

    Api& api_;
    const Caller caller_;
    std::unique_ptr<Stream> inner_;
    Instant looked_;
    std::uint64_t endings_;
};

}  // namespace

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
    auto heard =
        std::make_unique<LiveStream>(events, api.wall, caller.grants, caller.person, after);
    return Response::events(std::make_unique<AdmittedStream>(api, caller, std::move(heard)));
}

}  // namespace cs::http
