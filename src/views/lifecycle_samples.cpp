#include "views/lifecycle_samples.h"

#include <algorithm>

#include "base/check.h"
#include "base/json.h"

namespace cs::views {

namespace {

constexpr std::uint64_t unit_count = 600;
constexpr std::uint64_t center = 1;  ///< the hotline centre: files, verifies, calls back
constexpr std::uint64_t duty_count = 519;

DivisionCode division_of_number(std::uint64_t number) {
    // 12 districts, 14 streets in each, 18 communities in each.
    return DivisionCode{410100000000 + (1 + number % 12) * 1'000'000 +
                        (1 + number / 12 % 14) * 1'000 + (1 + number / 168 % 18)};
}

std::string matter_of_number(std::uint64_t number) { return "E" + std::to_string(5000 + number); }

void append_character(std::string& out, char32_t c) {
    out += static_cast<char>(0xe0 | (c >> 12));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
}

}  // namespace

Result<std::optional<std::string>> SampleOpener::open(SubjectId subject, const Bytes& sealed,
                                                      std::string_view) {
    if (forgotten_.contains(subject)) return std::nullopt;
    return std::string(sealed.data.begin(), sealed.data.end());
}

std::string sample_text(std::uint64_t number, std::size_t length) {
    Random random(number + 77);
    std::string out;
    out.reserve(3 * length);
    for (std::size_t i = 0; i < length; i += 2) {
        // 8,000 words of two characters, drawn so that the number of different bigrams grows as in
        // 7,000 real messages (97,688 in the first 1,000; 230,295 in 4,000; here 84,000; 254,000).
        std::uint64_t draw = random.below(std::uint64_t{1} << 32);
        for (int power = 0; power < 3; ++power) draw = draw * draw >> 32;
        auto word = static_cast<std::uint32_t>(8000 * draw >> 32);
        if (i % 14 == 12) append_character(out, U'，');
        append_character(out, static_cast<char32_t>(0x4e00 + word * 2654435761U % 3000));
        append_character(out, static_cast<char32_t>(0x4e00 + word * 40503U % 2971));
    }
    return out;
}

UnitId LifecycleSamples::unit(std::uint64_t number) const {
    return make_id<UnitId>(sample_realm, number);
}

SubjectId LifecycleSamples::subject_of(std::uint64_t report_counter) const {
    return make_id<SubjectId>(sample_realm, 1 + report_counter * 7 / 10);
}

void LifecycleSamples::add(std::vector<journal::Record>& out, const Event& event) {
    journal::Record record;
    record.realm = sample_realm;
    record.sequence = ++sequence_;
    record.at = now_ = now_ + Duration{static_cast<std::int64_t>(random_.below(4'000'000))};
    record.actor = make_id<PersonId>(sample_realm, 1 + random_.below(900));
    record.type = event_type(event);
    record.version = event_version(event);
    append_event_json(record.payload, event);
    record.hash = journal::leaf_hash(hasher_, record);
    out.push_back(std::move(record));
}

void LifecycleSamples::city(std::vector<journal::Record>& out) {
    DivisionsSet divisions;
    for (std::uint64_t i = 0; i < 24; ++i)
        divisions.divisions.push_back({division_of_number(i), "区划" + std::to_string(i)});
    add(out, divisions);
    for (std::uint64_t i = 1; i <= 40; ++i) {
        UnitSet set;
        set.unit.id = unit(i);
        set.unit.name = i == center ? "热线中心" : "单位" + std::to_string(i);
        set.unit.kind = "街道办事处";
        set.unit.division = division_of_number(i);
        add(out, set);
    }
    CataloguePublished published;
    published.catalogue.version = 1;
    published.catalogue.name = "样本";
    for (std::uint64_t i = 0; i < duty_count; ++i) {
        Duty duty;
        duty.matter = matter_of_number(i);
        duty.category = "市容环境";
        duty.name = "事项" + std::to_string(i);
        published.catalogue.duties.push_back(duty);
    }
    add(out, published);
}

void LifecycleSamples::submit(std::vector<journal::Record>& out, const std::string& title,
                              const std::string& text, SubjectId subject) {
    ReportSubmitted event;
    auto& report = event.report;
    report.id = make_id<ReportId>(sample_realm, ++reports_);
    report.channel = static_cast<Channel>(random_.below(4));
    // Nothing is sealed for a forgotten subject any more: who reports again is somebody new.
    report.subject = forgotten_.contains(subject)
                         ? make_id<SubjectId>(sample_realm, 10'000'000 + reports_)
                         : subject;
    std::string clear = json::text_of(PersonalText{title, text, "13800000000", {}, {}});
    if (vault == nullptr) {
        report.sealed.data.assign(clear.begin(), clear.end());
    } else {
        auto sealed = vault->seal(report.subject, clear,
                                  sealing_context(report.channel, report.reported_at));
        CHECK(sealed.has_value());
        report.sealed = *sealed;
    }
    Place place;
    place.at = {1136000000 + static_cast<std::int32_t>(random_.below(4'000'000)), 347000000};
    place.division = division_of_number(random_.below(3024));
    place.source = PlaceSource::simulated;
    report.place = place;
    report.reported_at = now_;
    report.source_id = "M" + std::to_string(reports_);
    add(out, event);
}

CaseId LifecycleSamples::file(std::vector<journal::Record>& out, std::vector<ReportId> reports) {
    CaseFiled event;
    event.case_id = make_id<CaseId>(sample_realm, ++cases_);
    event.number = case_number(event.case_id, now_);
    event.reports = std::move(reports);
    auto duty = std::min(random_.below(duty_count), random_.below(duty_count));
    event.matter = matter_of_number(duty);
    event.duty = {1, static_cast<std::uint32_t>(duty)};
    event.division = division_of_number(random_.below(3024));
    event.filing_unit = unit(center);
    event.dispatch_clock = clock(ClockKind::dispatch, 0, unit(center), Duration::hours(1));
    add(out, event);
    Live live;
    live.subject.id = event.case_id;
    live.subject.reports = event.reports;
    live.subject.filed_at = now_;
    live.subject.clocks.push_back(*event.dispatch_clock);
    live_.push_back(std::move(live));
    return event.case_id;
}

Clock LifecycleSamples::clock(ClockKind kind, std::uint16_t order, UnitId owing,
                              Duration total) const {
    Clock out;
    out.kind = kind;
    out.order = order;
    out.unit = owing;
    out.started_at = now_;
    out.total = total;
    out.due = now_ + total;
    out.next_point = now_ + Duration{total.us / 2};
    return out;
}

std::vector<ClockStopped> LifecycleSamples::stop(Live& live, ClockKind kind) {
    std::vector<ClockStopped> out;
    for (std::size_t i = 0; i < live.subject.clocks.size(); ++i) {
        auto& one = live.subject.clocks[i];
        if (one.kind != kind || one.phase != ClockPhase::running) continue;
        one.phase = random_.percent(84) ? ClockPhase::met : ClockPhase::missed;
        out.push_back({static_cast<std::uint16_t>(i), kind, one.unit, one.phase});
    }
    return out;
}

std::vector<ClockStopped> LifecycleSamples::stop_all(Live& live) {
    std::vector<ClockStopped> out;
    for (std::size_t i = 0; i < live.subject.clocks.size(); ++i) {
        auto& one = live.subject.clocks[i];
        if (one.phase != ClockPhase::running && one.phase != ClockPhase::paused) continue;
        one.phase = ClockPhase::cancelled;
        out.push_back({static_cast<std::uint16_t>(i), one.kind, one.unit, one.phase});
    }
    return out;
}

void LifecycleSamples::begin(std::vector<journal::Record>& out, Live& live) {
    auto& c = live.subject;
    OrderDispatched event;
    event.case_id = c.id;
    event.order = static_cast<std::uint16_t>(c.orders.size() + 1);
    event.unit = unit(2 + random_.below(unit_count));
    event.stopped = stop(live, ClockKind::dispatch);
    event.clocks = {clock(ClockKind::sign, event.order, event.unit, Duration::hours(2)),
                    clock(ClockKind::contact, event.order, event.unit, Duration::hours(24)),
                    clock(ClockKind::handle, event.order, event.unit, Duration::days(3))};
    add(out, event);
    Order order;
    order.unit = event.unit;
    c.orders.push_back(order);
    c.clocks.insert(c.clocks.end(), event.clocks.begin(), event.clocks.end());
}

// The straight way of a case, one record a step.
void LifecycleSamples::step(std::vector<journal::Record>& out, Live& live) {
    auto& c = live.subject;
    auto order = static_cast<std::uint16_t>(c.orders.size());
    auto lead = c.orders.empty() ? UnitId{} : c.orders.back().unit;
    switch (live.step++) {
        case 0: begin(out, live); break;
        case 1: {
            auto stopped = stop(live, ClockKind::sign);
            add(out, OrderSigned{c.id, order, lead, stopped});
            break;
        }
        case 2: {
            OutcomeSubmitted event{c.id, order, lead, Claim::solved,
                                   "已派人到现场处置完毕，并与来电人联系说明情况。", {}, {}, {}};
            event.stopped = stop(live, ClockKind::handle);
            for (auto& one : stop(live, ClockKind::contact)) event.stopped.push_back(one);
            event.verify_clock = clock(ClockKind::verify, 0, unit(center), Duration::hours(8));
            add(out, event);
            c.clocks.push_back(*event.verify_clock);
            break;
        }
        case 3: {
            Verified event{c.id, true, "现场已恢复", {}, {}, stop(live, ClockKind::verify)};
            event.callback_clock = clock(ClockKind::callback, 0, unit(center), Duration::hours(8));
            add(out, event);
            c.clocks.push_back(*event.callback_clock);
            break;
        }
        case 4: {
            CalledBack event;
            event.case_id = c.id;
            event.contacted = true;
            event.solved = c.accepted = random_.percent(90) ? Answer::yes : Answer::no;
            event.satisfied = c.satisfied = random_.percent(85) ? Answer::yes : Answer::no;
            event.final = true;
            event.stopped = stop(live, ClockKind::callback);
            event.close_clock = clock(ClockKind::close, 0, unit(center), Duration::hours(8));
            add(out, event);
            c.clocks.push_back(*event.close_clock);
            break;
        }
        case 5: {
            CaseClosed event{c.id, Closing::solved, "", "", stop(live, ClockKind::close)};
            add(out, event);
            break;
        }
        default: {
            CaseAppraised event{c.id, lead, true, true, true, Answer::yes, Answer::yes,
                                c.accepted, c.satisfied, 0, 0};
            add(out, event);
            c.phase = Phase::closed;
            break;
        }
    }
}

CaseId LifecycleSamples::lifecycle(std::vector<journal::Record>& out) {
    auto number = reports_ + 1;
    submit(out, sample_text(number, 12), sample_text(number, text_length), subject_of(number));
    auto id = file(out, {last_report()});
    auto live = std::move(live_.back());
    live_.pop_back();
    while (live.subject.phase != Phase::closed) step(out, live);
    return id;
}

void LifecycleSamples::mixed(std::vector<journal::Record>& out, std::size_t count,
                             std::size_t open) {
    while (count > 0 || !live_.empty()) {
        if (count > 0 && live_.size() < open) {
            auto number = reports_ + 1;
            submit(out, sample_text(number, 12), sample_text(number, text_length),
                   subject_of(number));
            file(out, {last_report()});
            --count;
        }
        if (live_.size() < open && count > 0) continue;
        auto index = random_.below(live_.size());
        step(out, live_[index]);
        if (live_[index].subject.phase == Phase::closed) {
            std::swap(live_[index], live_.back());
            live_.pop_back();
        }
    }
}

void LifecycleSamples::random_event(std::vector<journal::Record>& out, Live& live) {
    auto& c = live.subject;
    auto order = static_cast<std::uint16_t>(c.orders.size());
    auto lead = c.orders.back().unit;
    auto arbitrate = clock(ClockKind::arbitrate, order, unit(center), Duration::hours(4));
    switch (random_.below(8)) {
        case 0: {
            add(out, ReturnRequested{c.id, order, lead, "不属于本单位职责", unit(3), arbitrate});
            c.clocks.push_back(arbitrate);
            auto stopped = stop(live, ClockKind::arbitrate);
            if (random_.percent(50)) {
                add(out, ReturnOverruled{c.id, order, lead, "属于", stopped});
                break;
            }
            for (auto& one : stop_all(live)) stopped.push_back(one);
            add(out, ReturnAccepted{c.id, order, lead, unit(3), "同意", stopped});
            begin(out, live);
            live.step = 1;
            break;
        }
        case 1: {
            add(out, ExtensionRequested{c.id, order, lead, {1, {}, {}}, "下雨", arbitrate});
            c.clocks.push_back(arbitrate);
            ExtensionGranted event{c.id, order, lead, Duration::hours(8), {}, "同意",
                                   stop(live, ClockKind::arbitrate)};
            for (std::size_t i = 0; i < c.clocks.size(); ++i)
                if (c.clocks[i].kind == ClockKind::handle &&
                    c.clocks[i].phase == ClockPhase::running)
                    event.moved.push_back({static_cast<std::uint16_t>(i), Duration::days(4),
                                           now_ + Duration::days(4), 0, now_ + Duration::days(2)});
            add(out, event);
            break;
        }
        case 2: {
            add(out, CaseSuspended{c.id, "等待材料", "办法第十条", {}});
            CaseResumed event{c.id, {}, "材料到了", {}};
            for (std::size_t i = 0; i < c.clocks.size(); ++i)
                if (c.clocks[i].phase == ClockPhase::running)
                    event.moved.push_back({static_cast<std::uint16_t>(i), c.clocks[i].total,
                                           now_ + Duration::days(2), 1, now_ + Duration::days(1)});
            add(out, event);
            break;
        }
        case 3: add(out, NoteAdded{c.id, "已电话催办"}); break;
        case 4: add(out, CaseEscalated{c.id, 2, DivisionCode{410102000000}, 100}); break;
        case 5: {
            auto supervise = clock(ClockKind::supervise, 0, lead, Duration::hours(8));
            add(out, CaseSupervised{c.id, "久拖不决", supervise});
            c.clocks.push_back(supervise);
            add(out, SupervisionAnswered{c.id, "正在办", stop(live, ClockKind::supervise)});
            break;
        }
        case 6: {
            auto number = reports_ + 1;
            submit(out, sample_text(number, 8), sample_text(number, text_length),
                   subject_of(number));
            add(out, ReportAttached{last_report(), c.id, {}, {}});
            break;
        }
        default:
            add(out, ClockPointPassed{c.id, 0, ClockKind::dispatch, unit(center), 50, 1,
                                      now_ + Duration::hours(1)});
    }
}

void LifecycleSamples::random_step(std::vector<journal::Record>& out) {
    if (live_.size() < 3 || random_.percent(12)) {
        auto number = reports_ + 1;
        submit(out, sample_text(number, 9), sample_text(number, text_length), subject_of(number));
        if (random_.percent(7)) {
            add(out, ReportDeclined{last_report(), "不在受理范围", "条例第三条", {}});
            return;
        }
        file(out, {last_report()});
        return;
    }
    if (random_.percent(3)) {
        auto subject = subject_of(1 + random_.below(reports_));
        forgotten_[subject] = true;
        add(out, SubjectForgotten{subject, "本人申请"});
        return;
    }
    auto index = random_.below(live_.size());
    auto& live = live_[index];
    if (random_.percent(3) && index > 0 && live.step == 0) {
        add(out, CasesMerged{live.subject.id, live_[0].subject.id, live.subject.reports,
                             "同一问题", stop_all(live)});
        live.subject.phase = Phase::closed;
    } else if (live.step > 0 && live.step < 3 && random_.percent(40)) {
        random_event(out, live);
    } else {
        step(out, live);
    }
    if (live.subject.phase == Phase::closed) {
        std::swap(live, live_.back());
        live_.pop_back();
    }
}

}  // namespace cs::views
