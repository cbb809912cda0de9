#include "views/case_state.h"

#include <algorithm>

namespace cs::views {

namespace {

constexpr std::uint64_t detail_format = 3;

class Writer {
public:
    void add(std::uint64_t value) {
        while (value >= 0x80) {
            out += static_cast<char>(value | 0x80);
            value >>= 7;
        }
        out += static_cast<char>(value);
    }
    // Zigzag, so that small negative differences stay small.
    void add_signed(std::int64_t value) {
        auto bits = static_cast<std::uint64_t>(value);
        add((bits << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void add(Instant at, Instant base) {
        add(at == Instant::never());
        if (at != Instant::never())
            add_signed(static_cast<std::int64_t>(static_cast<std::uint64_t>(at.us) -
                                                 static_cast<std::uint64_t>(base.us)));
    }
    std::string out;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t get() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ >= bytes_.size()) break;
            auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        failed_ = true;
        return 0;
    }
    std::int64_t get_signed() {
        auto bits = get();
        return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
    }
    Instant get_instant(Instant base) {
        if (get() != 0) return Instant::never();
        return {static_cast<std::int64_t>(static_cast<std::uint64_t>(base.us) +
                                          static_cast<std::uint64_t>(get_signed()))};
    }
    template <class T>
    T get_as() {
        return static_cast<T>(get());
    }
    // A count of things that take at least a byte each: never more than there are bytes.
    std::size_t get_count() {
        auto count = get();
        if (count > bytes_.size()) failed_ = true;
        return failed_ ? 0 : static_cast<std::size_t>(count);
    }
    bool ended_well() const { return !failed_ && at_ == bytes_.size(); }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

void write_clock(Writer& to, const Clock& clock, Instant base) {
    to.add(static_cast<std::uint64_t>(clock.kind) | static_cast<std::uint64_t>(clock.phase) << 4 |
           static_cast<std::uint64_t>(clock.calendar) << 7 |
           static_cast<std::uint64_t>(clock.points_passed) << 8);
    to.add(clock.order);
    to.add(raw(clock.unit));
    to.add(clock.started_at, base);
    to.add_signed(clock.total.us);
    to.add(clock.due, base);
    to.add(clock.next_point, base);
    to.add(clock.stopped_at, base);
}

Clock read_clock(Reader& from, Instant base) {
    Clock clock;
    auto bits = from.get();
    clock.kind = static_cast<ClockKind>(bits & 15);
    clock.phase = static_cast<ClockPhase>(bits >> 4 & 7);
    clock.calendar = static_cast<calendar::CalendarKind>(bits >> 7 & 1);
    clock.points_passed = static_cast<std::uint8_t>(bits >> 8);
    clock.order = from.get_as<std::uint16_t>();
    clock.unit = from.get_as<UnitId>();
    clock.started_at = from.get_instant(base);
    clock.total = {from.get_signed()};
    clock.due = from.get_instant(base);
    clock.next_point = from.get_instant(base);
    clock.stopped_at = from.get_instant(base);
    return clock;
}

void write_order(Writer& to, const Order& order, Instant base) {
    to.add(static_cast<std::uint64_t>(order.phase) | static_cast<std::uint64_t>(order.lead) << 3 |
           static_cast<std::uint64_t>(order.extension_pending) << 4 |
           static_cast<std::uint64_t>(order.is_signed) << 5 |
           static_cast<std::uint64_t>(order.returns) << 6 |
           static_cast<std::uint64_t>(order.extensions) << 14);
    to.add(raw(order.unit));
    to.add(order.issued_at, base);
    to.add(raw(order.proposed_unit));
}

Order read_order(Reader& from, Instant base) {
    Order order;
    auto bits = from.get();
    order.phase = static_cast<OrderPhase>(bits & 7);
    order.lead = (bits >> 3 & 1) != 0;
    order.extension_pending = (bits >> 4 & 1) != 0;
    order.is_signed = (bits >> 5 & 1) != 0;
    order.returns = static_cast<std::uint8_t>(bits >> 6);
    order.extensions = static_cast<std::uint8_t>(bits >> 14);
    order.unit = from.get_as<UnitId>();
    order.issued_at = from.get_instant(base);
    order.proposed_unit = from.get_as<UnitId>();
    return order;
}

}  // namespace

std::vector<RunningClock> running_clocks(const Case& subject) {
    std::vector<RunningClock> out;
    for (std::size_t i = 0; i < subject.clocks.size(); ++i) {
        const auto& clock = subject.clocks[i];
        if (clock.phase == ClockPhase::running)
            out.push_back({clock.unit, clock.due, static_cast<std::uint16_t>(i), clock.kind,
                           clock.order});
    }
    return out;
}

std::optional<Instant> earliest_due(const Case& subject) {
    std::optional<Instant> due;
    for (const auto& clock : subject.clocks)
        if (clock.phase == ClockPhase::running && (!due || clock.due < *due)) due = clock.due;
    return due;
}

std::optional<Instant> handling_due(const Case& subject) {
    for (std::size_t i = subject.clocks.size(); i > 0; --i) {
        const auto& clock = subject.clocks[i - 1];
        if (clock.kind != ClockKind::handle || clock.order == 0 ||
            clock.order > subject.orders.size())
            continue;
        if (subject.orders[clock.order - 1].lead) return clock.due;
    }
    return std::nullopt;
}

std::uint16_t lead_order_of(const Case& subject) {
    for (std::size_t i = subject.orders.size(); i > 0; --i) {
        const auto& order = subject.orders[i - 1];
        if (order.lead && order.phase != OrderPhase::withdrawn)
            return static_cast<std::uint16_t>(i);
    }
    return 0;
}

std::string encode_detail(const CaseState& state) {
    Writer to;
    to.out.reserve(256);
    to.add(detail_format);
    Instant base = state.subject.filed_at;
    to.add(state.subject.reports.size());
    for (auto report : state.subject.reports) to.add(raw(report));
    to.add(state.subject.orders.size());
    for (const auto& order : state.subject.orders) write_order(to, order, base);
    to.add(state.subject.clocks.size());
    for (const auto& clock : state.subject.clocks) write_clock(to, clock, base);
    to.add(state.sequences.size());
    std::uint64_t last = 0;
    for (auto sequence : state.sequences) to.add(sequence - std::exchange(last, sequence));
    to.add(state.former_reports.size());
    for (auto report : state.former_reports) to.add(raw(report));
    return std::move(to.out);
}

Result<void> decode_detail(std::string_view bytes, CaseState& state) {
    Reader from(bytes);
    Instant base = state.subject.filed_at;
    bool known = from.get() == detail_format;
    for (auto left = from.get_count(); left > 0; --left)
        state.subject.reports.push_back(from.get_as<ReportId>());
    for (auto left = from.get_count(); left > 0; --left)
        state.subject.orders.push_back(read_order(from, base));
    for (auto left = from.get_count(); left > 0; --left)
        state.subject.clocks.push_back(read_clock(from, base));
    std::uint64_t sequence = 0;
    for (auto left = from.get_count(); left > 0; --left)
        state.sequences.push_back(sequence += from.get());
    for (auto left = from.get_count(); left > 0; --left)
        state.former_reports.push_back(from.get_as<ReportId>());
    if (!known || !from.ended_well())
        return fail("the detail of case " + id_text(state.subject.id) + " cannot be read", {},
                    "rebuild the views");
    return {};
}

}  // namespace cs::views
