// What happened to service requests, for clients that follow them: the servicerequestupdates that
// others in the field have beside the standard. Read from the journal, oldest first; only what
// anybody may know, never what somebody wrote.
#include <algorithm>
#include <map>

#include "http/evidence.h"
#include "http/handlers.h"
#include "http/open311.h"
#include "http/query.h"
#include "model/events.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;

constexpr std::size_t most_updates = 1'000;
constexpr std::size_t records_a_reading = 500;  // the journal is another's meanwhile
constexpr std::size_t furthest_reading = 100'000;
constexpr Duration longest_span = Duration::days(90);

struct Sentence {
    std::string_view english;
    std::string_view chinese;
};

struct Public {
    Sentence operator()(const CaseFiled&) const { return {"filed", "已立案"}; }
    Sentence operator()(const CaseImported&) const {
        return {"taken over from another system", "由其他系统转入"};
    }
    Sentence operator()(const CaseSplit&) const { return {"split", "已拆分"}; }
    Sentence operator()(const ReportAttached&) const {
        return {"reported once more", "又有市民反映同一问题"};
    }
    Sentence operator()(const OrderDispatched& e) const {
        return e.lead ? Sentence{"given to the unit", "已派遣"}
                      : Sentence{"an assisting unit was added", "已增派协办单位"};
    }
    Sentence operator()(const OrderSigned&) const { return {"taken on by the unit", "已签收"}; }
    Sentence operator()(const ExtensionGranted&) const {
        return {"more time was granted", "已批准延期"};
    }
    Sentence operator()(const CaseSuspended&) const { return {"put on hold", "已挂账"}; }
    Sentence operator()(const CaseResumed&) const { return {"work goes on", "已恢复办理"}; }
    Sentence operator()(const OutcomeSubmitted& e) const {
        return e.claim == Claim::solved
                   ? Sentence{"the unit says it is solved", "承办单位反馈：已解决"}
                   : Sentence{"the unit says it cannot solve it", "承办单位反馈：无法解决"};
    }
    Sentence operator()(const ReworkOrdered&) const {
        return {"the unit must do it again", "已责令返工"};
    }
    Sentence operator()(const Verified& e) const {
        return e.pass ? Sentence{"verified on site", "现场核查通过"}
                      : Sentence{"not found solved on site", "现场核查未通过"};
    }
    Sentence operator()(const CaseClosed& e) const {
        return e.closing == Closing::solved ? Sentence{"closed: solved", "已结案：已解决"}
                                            : Sentence{"closed without remedy",
                                                       "已结案：未能解决"};
    }
    Sentence operator()(const CaseReopened&) const { return {"opened again", "已重新办理"}; }
    Sentence operator()(const CasesMerged&) const {
        return {"gone into another request on the same problem", "已并案"};
    }
    template <class Other>
    Sentence operator()(const Other&) const {
        return {};
    }
};

struct Ended {
    bool operator()(const CaseClosed&) const { return true; }
    bool operator()(const CasesMerged&) const { return true; }
    template <class Other>
    bool operator()(const Other&) const {
        return false;
    }
};

CaseId subject_of(const Event& event) {
    if (const auto* merged = std::get_if<CasesMerged>(&event)) return merged->from;
    return case_of(event).value_or(CaseId{});
}

class Updates {
public:
    Updates(Api& api, views::Reader& reader, const Request& request, const Caller& caller,
            DivisionCode jurisdiction)
        : api_(api),
          reader_(reader),
          request_(request),
          caller_(caller),
          jurisdiction_(jurisdiction) {}

    std::optional<CaseId> only;

    Asked<void> add(const journal::Record& record) {
        auto event = TRY(event_from_json(record.type, record.version, record.payload));
        auto sentence = std::visit(Public{}, event);
        auto id = subject_of(event);
        if (sentence.english.empty() || (only && id != *only)) return {};
        const auto& detail = *TRY(find(id));
        if (!detail || !within(detail->row.division, jurisdiction_)) return {};
        bool is_chinese = wants_chinese(request_);
        auto media_url = TRY(media_url_of(event, *detail));
        rows_.push_back({{"update_id", std::to_string(record.sequence)},
                         {"service_request_id", detail->row.number},
                         {"status", std::visit(Ended{}, event) ? "closed" : "open"},
                         {"updated_datetime", local_text(record.at)},
                         {"description", is_chinese ? sentence.chinese : sentence.english},
                         {"media_url", std::move(media_url)},
                         {"external_status_code", record.type}});
        return {};
    }
    bool is_full() const { return rows_.size() >= most_updates; }
    array take() { return std::move(rows_); }

private:
    using Found = std::optional<views::CaseDetail>;
    // Each case is read once, and none of its reports.
    Result<const Found*> find(CaseId id) {
        auto known = cases_.find(id);
        if (known == cases_.end())
            known = cases_.emplace(id, TRY(reader_.case_detail(id, api_.time.now(), 0))).first;
        return &known->second;
    }
    Asked<boost::json::value> media_url_of(const Event& event, const views::CaseDetail& detail) {
        if (!may_see_photos(caller_, whose(detail))) return nullptr;
        auto photo = TRY(photo_of(event));
        if (!photo) return nullptr;
        return boost::json::value(photo_link(api_, request_, detail.row.id, *photo));
    }
    // What the unit or the verifier shows, or the report that came.
    Asked<std::optional<Hash256>> photo_of(const Event& event) {
        if (const auto* outcome = std::get_if<OutcomeSubmitted>(&event))
            return first_photo(api_, outcome->evidence, std::nullopt);
        if (const auto* verified = std::get_if<Verified>(&event))
            return first_photo(api_, verified->evidence, std::nullopt);
        const auto* attached = std::get_if<ReportAttached>(&event);
        auto report = attached ? TRY(reader_.report(attached->report)) : std::nullopt;
        if (!report) return std::nullopt;
        return first_photo(api_, *report);
    }

    Api& api_;
    views::Reader& reader_;
    const Request& request_;
    const Caller& caller_;
    DivisionCode jurisdiction_;
    std::map<CaseId, Found> cases_;
    array rows_;
};

Result<std::vector<journal::Record>> read_journal(Api& api, std::uint64_t from,
                                                  std::size_t limit) {
    std::unique_lock lock(api.journal_mutex);
    return api.journal->read(from, limit);
}

// The first record at or after an instant; records stand in the order of their time.
Result<std::uint64_t> first_since(Api& api, Instant at) {
    std::uint64_t low = 1, high = api.follower.position() + 1;
    while (low < high) {
        auto middle = low + (high - low) / 2;
        auto records = TRY(read_journal(api, middle, 1));
        if (records.empty() || records.front().at >= at) high = middle;
        else low = middle + 1;
    }
    return low;
}

// The update behind which the next page begins; nothing when this was the last.
using GoesOn = std::optional<std::uint64_t>;

Asked<GoesOn> collect_span(Api& api, Instant from, Instant to, std::uint64_t after,
                           Updates& updates) {
    auto next = std::max(TRY(first_since(api, from)), after + 1);
    for (std::size_t read = 0; read < furthest_reading; read += records_a_reading) {
        auto records = TRY(read_journal(api, next, records_a_reading));
        if (records.empty()) return GoesOn{};
        for (const auto& record : records) {
            if (record.at > to || record.sequence > api.follower.position()) return GoesOn{};
            TRY_VOID(updates.add(record));
            if (updates.is_full()) return record.sequence;
        }
        next = records.back().sequence + 1;
    }
    return next - 1;
}

Asked<GoesOn> collect_case(Api& api, views::Reader& reader, CaseId id, std::uint64_t after,
                           Updates& updates) {
    GoesOn last;
    for (const auto& place : TRY(reader.timeline_places(id))) {
        if (place.report || place.sequence <= after) continue;
        if (updates.is_full()) return last;
        auto record = TRY(record_at(api, place.sequence));
        TRY_VOID(updates.add(record));
        last = place.sequence;
    }
    return GoesOn{};
}

}  // namespace

Answer open311_updates(Api& api, const Request& request, Caller& caller) {
    auto jurisdiction = TRY(jurisdiction_of(api, request));
    auto from = TRY(instant_of(request, "start_date"));
    auto to = TRY(instant_of(request, "end_date")).value_or(api.time.now());
    auto after = TRY(number_of(request, "after", INT64_MAX)).value_or(0);
    auto reader = TRY(api.follower.readers().borrow());
    Updates updates(api, *reader, request, caller, jurisdiction);
    GoesOn next;
    if (auto name = TRY(text_of(request, "service_request_id"))) {
        updates.only = TRY(case_of_request(*reader, *name));
        next = TRY(collect_case(api, *reader, *updates.only, after, updates));
    } else {
        auto since = from.value_or(to - Duration::days(1));
        if (to < since) return bad_request("end_date", "it lies before start_date");
        if (to - since > longest_span)
            return bad_request("end_date", "a span is no longer than 90 days");
        next = TRY(collect_span(api, since, to, after, updates));
    }
    auto response = open311_answer(request, "service_request_updates", updates.take());
    if (next) response.headers.push_back({"Link", next_link(request, std::to_string(*next))});
    return response;
}

}  // namespace cs::http
