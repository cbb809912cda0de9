// What happened just now, for whoever listens: the newest events of the journal, ready to be sent,
// each with whom it concerns. A listener holds only its position; one that comes back later than
// the ring reaches hears from past_events.h. Personal data is never in an event: only what
// happened to which case or report, and where.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "auth/caller.h"
#include "http/reader_pool.h"
#include "http/stream.h"
#include "journal/journal.h"
#include "model/events.h"
#include "runtime/time_source.h"

namespace cs::http {

/// An event as it is sent: the `data` of a server-sent event, whose `id` is the sequence and whose
/// `event` is the type.
struct LiveEventBody {
    std::uint64_t sequence = 0;
    Instant at;
    std::string type;
    std::optional<CaseId> case_id;
    std::optional<ReportId> report;
    std::optional<std::uint16_t> order;
    std::optional<UnitId> unit;
    std::optional<DivisionCode> division;
    DESCRIBED(LiveEventBody, sequence, at, type, case_id, report, order, unit, division)
};

/// Whom an event concerns.
struct Audience {
    enum class Kind : std::uint8_t { cases, reports, registry } kind = Kind::registry;
    DivisionCode division{};
    std::vector<UnitId> units;
    std::optional<PersonId> person;  ///< whose roles it changes
};

struct LiveEvent {
    LiveEventBody body;
    Audience audience;
    std::string text;  ///< the whole frame
};

/// Whether the caller hears of it.
bool hears(const std::vector<Grant>& grants, const Audience& audience);

/// Makes live events of records. Knows where a case is and whose it is from the events themselves,
/// or, for older cases, from the views. Used by one thread.
class LiveMaker {
public:
    /// Reports without a place concern whoever has a role for the whole of `realm`.
    LiveMaker(ReaderPool& readers, DivisionCode realm) : readers_(readers), realm_(realm) {}
    Result<LiveEvent> make(const journal::Record& record, const Event& event);
    /// Parses the record only where its type does not say all that is told of it.
    Result<LiveEvent> make(const journal::Record& record);

private:
    struct Whereabouts {
        DivisionCode division{};
        std::vector<UnitId> units;
    };
    Result<Whereabouts*> find(CaseId id);
    Result<void> fill_case(LiveEvent& out, const Event& event);
    Result<void> fill_report(LiveEvent& out, ReportId id);

    ReaderPool& readers_;
    DivisionCode realm_;
    std::map<CaseId, Whereabouts> cases_;
};

class PastEvents;

class LiveEvents {
public:
    /// `newest`: the last record before the first that will be published.
    LiveEvents(std::unique_ptr<journal::Journal> journal, ReaderPool& readers,
               DivisionCode realm, std::uint64_t newest, std::size_t kept = 65'536);
    ~LiveEvents();

    /// Called when something older has been read that a listener waits for.
    void on_past(std::function<void()> wake);

    /// The next events, in order and without a gap.
    void publish(std::vector<LiveEvent> events);
    std::uint64_t newest() const;

    /// Calls `take` with each event after `after`, in order, until it returns false or the newest
    /// was passed; returns the last one taken. What is older than the ring comes in pieces: when
    /// nothing was taken, the next is being read, and on_past's wake tells when it is there.
    Result<std::uint64_t> read(std::uint64_t after,
                               const std::function<bool(const LiveEvent&)>& take);

private:
    mutable std::mutex mutex_;
    std::deque<LiveEvent> ring_;
    std::uint64_t newest_;
    std::size_t kept_;
    std::unique_ptr<PastEvents> past_;
};

/// One listener. Ends by itself after a while, and when his roles change: the client comes back
/// with its Last-Event-ID and is admitted anew with the roles he then has.
class LiveStream final : public Stream {
public:
    LiveStream(LiveEvents& events, runtime::TimeSource& time, std::vector<Grant> grants,
               std::optional<PersonId> person, std::uint64_t after);
    Next fill(std::string& out, std::size_t room) override;
    /// The last event that was told or passed over.
    std::uint64_t position() const { return after_; }

private:
    LiveEvents& events_;
    runtime::TimeSource& time_;
    std::vector<Grant> grants_;
    std::optional<PersonId> person_;
    std::uint64_t after_;
    std::uint64_t admitted_at_;
    Instant began_;
    bool ends_ = false;
};

}  // namespace cs::http
