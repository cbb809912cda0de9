#include "http/live_events.h"

#include <algorithm>

#include "base/check.h"
#include "base/json.h"
#include "http/past_events.h"

namespace cs::http {

namespace {

constexpr std::size_t cases_known = 100'000;
constexpr Duration longest_stream = Duration::hours(1);

template <class E>
constexpr bool is_of_case = requires(const E& e) { e.case_id; } || std::is_same_v<E, CasesMerged>;

template <class E>
std::optional<ReportId> report_in(const E& e) {
    if constexpr (std::is_same_v<E, ReportSubmitted>)
        return e.report.id;
    else if constexpr (requires { ReportId{e.report}; })
        return e.report;
    else
        return std::nullopt;
}

template <class E>
void copy_members(LiveEventBody& body, const E& e) {
    body.report = report_in(e);
    if constexpr (requires { std::uint16_t{e.order}; }) body.order = e.order;
    if constexpr (requires { UnitId{e.unit}; }) body.unit = e.unit;
    if constexpr (requires { DivisionCode{e.division}; }) body.division = e.division;
}

std::string frame_of(const LiveEventBody& body) {
    std::string out;
    append_event(out, std::to_string(body.sequence), body.type, json::text_of(body));
    return out;
}

template <class E>
std::optional<PersonId> person_in(const E& e) {
    if constexpr (std::is_same_v<E, RoleGranted> || std::is_same_v<E, RoleRevoked>)
        return e.person;
    else
        return std::nullopt;
}

// Every unit that an event of a case brings to it.
template <class E>
std::vector<UnitId> units_in(const E& e) {
    std::vector<UnitId> out;
    if constexpr (requires { UnitId{e.unit}; }) out.push_back(e.unit);
    if constexpr (requires { UnitId{e.filing_unit}; }) out.push_back(e.filing_unit);
    return out;
}

template <class E>
constexpr bool changes_roles = std::is_same_v<E, RoleGranted> || std::is_same_v<E, RoleRevoked>;

// Nothing that is told of it, nor whom it concerns, is in its payload.
template <class E>
constexpr bool has_nothing_to_tell =
    !(is_of_case<E> || changes_roles<E> || std::is_same_v<E, ReportSubmitted> ||
      requires(const E& e) { ReportId{e.report}; } || requires(const E& e) { UnitId{e.unit}; } ||
      requires(const E& e) { std::uint16_t{e.order}; } ||
      requires(const E& e) { DivisionCode{e.division}; });

template <class... E>
bool is_told_by_type(std::string_view type, std::type_identity<std::variant<E...>>) {
    return ((has_nothing_to_tell<E> && type == E::type) || ...);
}

bool is_told_by_type(std::string_view type) {
    return is_told_by_type(type, std::type_identity<Event>{});
}

}  // namespace

bool hears(const std::vector<Grant>& grants, const Audience& audience) {
    for (const auto& grant : grants) {
        switch (audience.kind) {
            case Audience::Kind::registry:
                if (grant.role == Role::administrator || grant.role == Role::data_officer)
                    return true;
                break;
            case Audience::Kind::reports:
            case Audience::Kind::cases:
                if (grant.role != Role::citizen &&
                    auth::covers(grant, {audience.division, audience.units}))
                    return true;
                break;
        }
    }
    return false;
}

Result<LiveEvent> LiveMaker::make(const journal::Record& record, const Event& event) {
    LiveEvent out;
    out.body.sequence = record.sequence;
    out.body.at = record.at;
    out.body.type = record.type;
    std::visit([&](const auto& e) { copy_members(out.body, e); }, event);
    out.audience.person = std::visit([](const auto& e) { return person_in(e); }, event);
    bool is_case = std::visit(
        [](const auto& e) { return is_of_case<std::remove_cvref_t<decltype(e)>>; }, event);
    if (is_case)
        TRY_VOID(fill_case(out, event));
    else if (out.body.report)
        TRY_VOID(fill_report(out, *out.body.report));
    out.text = frame_of(out.body);
    return out;
}

// Some events of the registry are long, and nothing in them is told.
Result<LiveEvent> LiveMaker::make(const journal::Record& record) {
    if (!is_told_by_type(record.type)) {
        auto event = TRY(event_from_json(record.type, record.version, record.payload));
        return make(record, event);
    }
    LiveEvent out;
    out.body.sequence = record.sequence;
    out.body.at = record.at;
    out.body.type = record.type;
    out.text = frame_of(out.body);
    return out;
}

Result<LiveMaker::Whereabouts*> LiveMaker::find(CaseId id) {
    auto known = cases_.find(id);
    if (known != cases_.end()) return &known->second;
    if (cases_.size() >= cases_known) cases_.clear();
    Whereabouts found;
    auto reader = TRY(readers_.borrow());
    if (auto detail = TRY(reader->case_detail(id, {}, 0))) {
        found.division = detail->row.division;
        found.units.push_back(detail->row.unit);
        for (const auto& order : detail->orders) found.units.push_back(order.unit);
    }
    return &(cases_[id] = std::move(found));
}

Result<void> LiveMaker::fill_case(LiveEvent& out, const Event& event) {
    auto id = *case_of(event);
    auto& where = *TRY(find(id));
    auto more = std::visit([](const auto& e) { return units_in(e); }, event);
    for (UnitId unit : more)
        if (std::ranges::find(where.units, unit) == where.units.end()) where.units.push_back(unit);
    out.body.case_id = id;
    out.body.division = where.division;
    out.audience = {Audience::Kind::cases, where.division, where.units, {}};
    return {};
}

Result<void> LiveMaker::fill_report(LiveEvent& out, ReportId id) {
    auto reader = TRY(readers_.borrow());
    auto report = TRY(reader->report(id));
    DivisionCode division = realm_;
    if (report && report->place) division = report->place->division;
    out.body.division = division;
    out.audience = {Audience::Kind::reports, division, {}, {}};
    return {};
}

LiveEvents::LiveEvents(std::unique_ptr<journal::Journal> journal, ReaderPool& readers,
                       DivisionCode realm, std::uint64_t newest, std::size_t kept)
    : newest_(newest),
      kept_(kept),
      past_(std::make_unique<PastEvents>(std::move(journal), readers, realm)) {}

LiveEvents::~LiveEvents() = default;

void LiveEvents::on_past(std::function<void()> wake) { past_->on_piece(std::move(wake)); }

void LiveEvents::publish(std::vector<LiveEvent> events) {
    std::lock_guard lock(mutex_);
    for (auto& event : events) {
        CHECK(event.body.sequence == newest_ + 1);
        newest_ = event.body.sequence;
        ring_.push_back(std::move(event));
        if (ring_.size() > kept_) ring_.pop_front();
    }
}

std::uint64_t LiveEvents::newest() const {
    std::lock_guard lock(mutex_);
    return newest_;
}

Result<std::uint64_t> LiveEvents::read(std::uint64_t after,
                                       const std::function<bool(const LiveEvent&)>& take) {
    std::uint64_t last = 0;
    {
        std::lock_guard lock(mutex_);
        if (after >= newest_) return after;
        last = newest_;
        if (!ring_.empty() && ring_.front().body.sequence <= after + 1) {
            auto at = ring_.begin() +
                      static_cast<std::ptrdiff_t>(after + 1 - ring_.front().body.sequence);
            for (; at != ring_.end(); ++at) {
                if (!take(*at)) break;
                after = at->body.sequence;
            }
            return after;
        }
    }
    return past_->read(after, last, take);
}

LiveStream::LiveStream(LiveEvents& events, runtime::TimeSource& time, std::vector<Grant> grants,
                       std::optional<PersonId> person, std::uint64_t after)
    : events_(events),
      time_(time),
      grants_(std::move(grants)),
      person_(person),
      after_(after),
      admitted_at_(events.newest()),
      began_(time.now()) {}

Stream::Next LiveStream::fill(std::string& out, std::size_t room) {
    if (ends_) return Next::ended;
    auto before = out.size();
    bool is_full = false;
    auto reached = events_.read(after_, [&](const LiveEvent& event) {
        if (ends_) return false;
        // Older changes are in the roles with which he was admitted.
        bool is_newer = event.body.sequence > admitted_at_;
        ends_ = is_newer && event.audience.person && event.audience.person == person_;
        if (!hears(grants_, event.audience)) return true;
        is_full = out.size() - before + event.text.size() > room && out.size() > before;
        if (is_full) return false;
        out += event.text;
        return true;
    });
    // The journal cannot be read just now: the client comes back where it was.
    if (!reached) return Next::ended;
    bool is_behind = *reached == after_ && !is_full;
    after_ = *reached;
    if (time_.now() - began_ >= longest_stream) ends_ = true;
    if (ends_) return out.size() > before ? Next::more : Next::ended;
    return !is_behind && (is_full || after_ < events_.newest()) ? Next::more : Next::waiting;
}

}  // namespace cs::http
