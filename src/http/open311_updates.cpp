// What happened to service requests, for clients that follow them: the servicerequestupdates that
// others in the field have beside the standard. Read from the journal, oldest first; only what
// anybody may know, never what somebody wrote.
#include <algorithm>
#include <charconv>

#include "http/evidence.h"
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
    Updates(Api& api, const Request& request, const Caller& caller, DivisionCode jurisdiction)
        : api_(api), request_(request), caller_(caller), jurisdiction_(jurisdiction) {}

    std::optional<CaseId> only;

    Asked<void> add(std::uint64_t sequence, Instant at, std::string_view type,
                    std::uint32_t version, const std::string& payload) {
        auto event = TRY(event_from_json(type, version, payload));
        auto sentence = std::visit(Public{}, event);
        auto id = subject_of(event);
        if (sentence.english.empty() || (only && id != *only)) return {};
        auto reader = TRY(api_.follower.readers().borrow());
        auto detail = TRY(reader->case_detail(id, api_.time.now()));
        if (!detail || !within(detail->row.division, jurisdiction_)) return {};
        bool is_chinese = wants_chinese(request_);
        auto media_url = TRY(media_url_of(event, *detail));
        rows_.push_back({{"update_id", std::to_string(sequence)},
                         {"service_request_id", detail->row.number},
                         {"status", std::visit(Ended{}, event) ? "closed" : "open"},
                         {"updated_datetime", local_text(at)},
                         {"description", is_chinese ? sentence.chinese : sentence.english},
                         {"media_url", std::move(media_url)},
                         {"external_status_code", type}});
        return {};
    }
    bool is_full() const { return rows_.size() >= most_updates; }
    array take() { return std::move(rows_); }

private:
    Asked<boost::json::value> media_url_of(const Event& event, const views::CaseDetail& detail) {
        if (!may_see_photos(caller_, whose(detail))) return nullptr;
        auto photo = TRY(photo_of(event, detail));
        if (!photo) return nullptr;
        return boost::json::value(photo_link(api_, request_, detail.row.id, *photo));
    }
    // What the unit or the verifier shows, or the report that came.
    Asked<std::optional<Hash256>> photo_of(const Event& event, const views::CaseDetail& detail) {
        if (const auto* outcome = std::get_if<OutcomeSubmitted>(&event))
            return first_photo(api_, outcome->evidence, std::nullopt);
        if (const auto* verified = std::get_if<Verified>(&event))
            return first_photo(api_, verified->evidence, std::nullopt);
        const auto* attached = std::get_if<ReportAttached>(&event);
        for (const auto& report : detail.reports)
            if (attached != nullptr && report.id == attached->report)
                return first_photo(api_, report);
        return std::nullopt;
    }

    Api& api_;
    const Request& request_;
    const Caller& caller_;
    DivisionCode jurisdiction_;
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

Asked<void> collect_span(Api& api, Instant from, Instant to, Updates& updates) {
    auto next = TRY(first_since(api, from));
    for (std::size_t read = 0; read < furthest_reading && !updates.is_full();) {
        auto records = TRY(read_journal(api, next, records_a_reading));
        if (records.empty()) return {};
        for (const auto& record : records) {
            bool is_past = record.at > to || record.sequence > api.follower.position();
            if (is_past || updates.is_full()) return {};
            TRY_VOID(updates.add(record.sequence, record.at, record.type, record.version,
                                 record.payload));
        }
        read += records.size();
        next += records.size();
    }
    return {};
}

Asked<void> collect_case(Api& api, CaseId id, Updates& updates) {
    auto reader = TRY(api.follower.readers().borrow());
    std::unique_lock lock(api.journal_mutex);
    auto entries = TRY(reader->timeline(id, *api.journal));
    lock.unlock();
    for (const auto& entry : entries) {
        if (updates.is_full()) return {};
        if (entry.type == ReportSubmitted::type) continue;
        TRY_VOID(updates.add(entry.sequence, entry.at, entry.type, entry.version, entry.payload));
    }
    return {};
}

}  // namespace

Answer open311_updates(Api& api, const Request& request, Caller& caller) {
    Updates updates(api, request, caller, TRY(jurisdiction_of(api, request)));
    auto from = TRY(instant_of(request, "start_date"));
    auto to = TRY(instant_of(request, "end_date")).value_or(api.time.now());
    if (auto name = TRY(text_of(request, "service_request_id"))) {
        auto reader = TRY(api.follower.readers().borrow());
        updates.only = TRY(case_of_request(*reader, *name));
        TRY_VOID(collect_case(api, *updates.only, updates));
    } else {
        auto since = from.value_or(to - Duration::days(1));
        if (to < since) return bad_request("end_date", "it lies before start_date");
        if (to - since > longest_span)
            return bad_request("end_date", "a span is no longer than 90 days");
        TRY_VOID(collect_span(api, since, to, updates));
    }
    return open311_answer(request, "service_request_updates", updates.take());
}

}  // namespace cs::http
