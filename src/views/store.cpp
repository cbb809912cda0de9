#include "views/store.h"

#include <algorithm>

#include "base/check.h"
#include "views/case_columns.h"

namespace cs::views {

namespace {

/// SQLite's word for "this hash": 32 raw bytes.
std::string_view bytes_of(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()};
}

template <class E>
std::int64_t code(E value) {
    return static_cast<std::int64_t>(value);
}

}  // namespace

Result<Store> Store::prepare(sqlite::Database& database, LocalIds ids) {
    Store store(database, ids);
    auto& db = database;
    store.load_case_ = TRY(db.prepare("SELECT " + std::string(case_columns) +
                                      ", detail FROM cases WHERE id = ?"));
    store.insert_case_ = TRY(db.prepare(insert_case_sql));
    store.update_case_ = TRY(db.prepare(update_case_sql));
    std::string same_unit = update_case_sql;
    same_unit.erase(same_unit.find("unit = ?19, "), std::string_view("unit = ?19, ").size());
    store.update_case_same_unit_ = TRY(db.prepare(same_unit));
    store.load_report_ =
        TRY(db.prepare("SELECT sequence, subject, channel, phase, case_id, division, area "
                       "FROM reports WHERE id = ?"));
    store.insert_report_ = TRY(db.prepare(
        "INSERT INTO reports(id, sequence, subject, channel, phase, case_id, reported_at, "
        "submitted_at, division, grid, dedicated, lon_e7, lat_e7, place_source, source_id, "
        "attachments, reason, basis, erased, area) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20)"));
    store.update_report_ = TRY(db.prepare(
        "UPDATE reports SET phase = ?2, case_id = ?3, reason = ?4, basis = ?5, area = ?6 "
        "WHERE id = ?1"));
    store.insert_text_ = TRY(db.prepare("INSERT INTO texts VALUES(?1, ?2, ?3, ?4)"));
    store.overwrite_text_ =
        TRY(db.prepare("UPDATE texts SET title = printf('%*s', length(CAST(title AS BLOB)), ''), "
                       "text = printf('%*s', length(CAST(text AS BLOB)), '') "
                       "WHERE sequence = ?1 AND text IS NOT NULL"));
    store.clear_text_ =
        TRY(db.prepare("UPDATE texts SET title = NULL, text = NULL WHERE sequence = ?1"));
    store.insert_inbox_ = TRY(db.prepare(
        "INSERT INTO inbox(unit, due, case_id, clock, kind, order_number) VALUES(?,?,?,?,?,?)"));
    store.delete_inbox_ = TRY(db.prepare(
        "DELETE FROM inbox WHERE unit = ? AND due = ? AND case_id = ? AND clock = ?"));
    std::string places;
    for (int i = 0; i < kpi_count; ++i) places += ",?" + std::to_string(i + 5);
    std::string names = kpi_columns("", "");
    std::string updates;
    for (std::size_t from = 0; from < names.size();) {
        auto to = std::min(names.find(", ", from), names.size());
        auto name = names.substr(from, to - from);
        updates += (updates.empty() ? "" : ", ") + name + " = " + name + " + excluded." + name;
        from = to + 2;
    }
    store.add_kpi_ = TRY(db.prepare("INSERT INTO kpi(day, unit, division, matter, " + names +
                                    ") VALUES(?1,?2,?3,?4" + places +
                                    ") ON CONFLICT DO UPDATE SET " + updates));
    store.add_phase_ = TRY(db.prepare("UPDATE phase_counts SET cases = cases + ?2 "
                                      "WHERE phase = ?1"));
    store.set_position_ =
        TRY(db.prepare("UPDATE state SET position = ?, hash = ?, at = ? WHERE id = 1"));
    TRY_VOID(store.prepare_registry());
    return store;
}

Result<void> Store::prepare_registry() {
    auto& db = *database_;
    find_subject_ = TRY(db.prepare("SELECT id, sequence FROM reports WHERE subject = ?"));
    mark_erased_ = TRY(db.prepare("UPDATE reports SET erased = 1 WHERE id = ?"));
    insert_erasure_ = TRY(db.prepare("INSERT INTO erasures VALUES(?, ?)"));
    set_unit_ = TRY(db.prepare("INSERT OR REPLACE INTO units VALUES(?, ?, ?, ?, ?)"));
    set_division_ = TRY(db.prepare("INSERT OR REPLACE INTO divisions VALUES(?, ?)"));
    set_duty_ = TRY(db.prepare("INSERT OR REPLACE INTO duties VALUES(?, ?, ?, ?, ?)"));
    add_imported_ = TRY(db.prepare("INSERT INTO imported VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
    return {};
}

Result<std::unique_ptr<CaseState>> Store::load_case(CaseId id) {
    load_case_.bind(1, ids_.number(raw(id)));
    if (!TRY(load_case_.step())) return nullptr;
    auto state = std::make_unique<CaseState>();
    read_case_columns(load_case_, ids_, *state);
    auto decoded = decode_detail(load_case_.column_blob(case_column_count), *state);
    load_case_.reset();
    TRY_VOID(std::move(decoded));
    state->is_stored = true;
    state->stored_phase = state->subject.phase;
    state->stored_unit = state->subject.responsible;
    state->stored_clocks = running_clocks(state->subject);
    return state;
}

Result<void> Store::write_case(CaseState& state) {
    auto phase = static_cast<std::size_t>(state.subject.phase);
    std::string detail = encode_detail(state);
    // An index on a column that is not named is not touched: most changes leave the unit as it is.
    auto& statement = !state.is_stored                                    ? insert_case_
                      : state.stored_unit == state.subject.responsible ? update_case_same_unit_
                                                                        : update_case_;
    bind_changing_columns(statement, ids_, state, detail);
    if (!state.is_stored) bind_lasting_columns(statement, state);
    TRY_VOID(statement.run());
    if (state.is_stored) --phase_changes_[static_cast<std::size_t>(state.stored_phase)];
    ++phase_changes_[phase];
    TRY_VOID(write_inbox(state));
    state.is_stored = true;
    state.stored_phase = state.subject.phase;
    state.stored_unit = state.subject.responsible;
    return {};
}

Result<void> Store::write_inbox(CaseState& state) {
    auto running = running_clocks(state.subject);
    auto has = [](const std::vector<RunningClock>& list, const RunningClock& clock) {
        return std::ranges::find(list, clock) != list.end();
    };
    auto case_number = ids_.number(raw(state.subject.id));
    for (const auto& old : state.stored_clocks)
        if (!has(running, old))
            TRY_VOID(delete_inbox_.bind(1, ids_.number(raw(old.unit))).bind(2, old.due.us)
                         .bind(3, case_number).bind(4, old.clock).run());
    for (const auto& clock : running)
        if (!has(state.stored_clocks, clock))
            TRY_VOID(insert_inbox_.bind(1, ids_.number(raw(clock.unit))).bind(2, clock.due.us)
                         .bind(3, case_number).bind(4, clock.clock).bind(5, code(clock.kind))
                         .bind(6, clock.order).run());
    state.stored_clocks = std::move(running);
    return {};
}

Result<std::unique_ptr<ReportState>> Store::load_report(ReportId id) {
    load_report_.bind(1, ids_.number(raw(id)));
    if (!TRY(load_report_.step())) return nullptr;
    auto state = std::make_unique<ReportState>();
    state->report.id = id;
    state->sequence = load_report_.column_uint(0);
    state->report.subject = SubjectId{ids_.raw_id(load_report_.column_int(1))};
    state->report.channel = static_cast<Channel>(load_report_.column_int(2));
    state->phase = static_cast<ReportPhase>(load_report_.column_int(3));
    if (auto number = load_report_.column_optional_int(4))
        state->case_id = CaseId{ids_.raw_id(*number)};
    if (!load_report_.is_null(5))
        state->report.place.emplace().division = DivisionCode{load_report_.column_uint(5)};
    if (!load_report_.is_null(6)) state->area = DivisionCode{load_report_.column_uint(6)};
    state->is_stored = true;
    load_report_.reset();
    return state;
}

Result<void> Store::write_report(ReportState& state) {
    if (state.is_stored && !state.is_changed) return {};
    const auto& report = state.report;
    std::optional<std::int64_t> case_number;
    if (state.case_id) case_number = ids_.number(raw(*state.case_id));
    std::optional<std::int64_t> area;
    if (state.area) area = static_cast<std::int64_t>(raw(*state.area));
    if (state.is_stored)
        return update_report_.bind(1, ids_.number(raw(report.id))).bind(2, code(state.phase))
            .bind(3, case_number).bind(4, state.reason).bind(5, state.basis).bind(6, area).run();
    auto& s = insert_report_;
    s.bind(1, ids_.number(raw(report.id))).bind(2, state.sequence)
        .bind(3, ids_.number(raw(report.subject))).bind(4, code(report.channel))
        .bind(5, code(state.phase)).bind(6, case_number).bind(7, report.reported_at.us)
        .bind(8, state.submitted_at.us);
    if (report.place) {
        const auto& place = *report.place;
        auto grid = [](const std::optional<GridId>& id) {
            return id ? std::optional(static_cast<std::int64_t>(raw(*id))) : std::nullopt;
        };
        s.bind(9, raw(place.division)).bind(10, grid(place.grid)).bind(11, grid(place.dedicated))
            .bind(12, place.at.lon_e7).bind(13, place.at.lat_e7).bind(14, code(place.source));
    }
    s.bind(15, report.source_id).bind(16, std::uint64_t{report.attachments.size()})
        .bind(17, state.reason).bind(18, state.basis).bind(19, state.is_erased ? 1 : 0)
        .bind(20, area);
    TRY_VOID(s.run());
    insert_text_.bind(1, state.sequence).bind(2, ids_.number(raw(report.id)));
    if (state.title) insert_text_.bind_borrowed(3, *state.title);
    if (state.text) insert_text_.bind_borrowed(4, *state.text);
    TRY_VOID(insert_text_.run());
    state.is_stored = true;
    return {};
}

Result<void> Store::add_kpi(const KpiKey& key, const KpiCounts& counts) {
    add_kpi_.bind(1, key.day).bind(2, ids_.number(raw(key.unit))).bind(3, raw(key.division))
        .bind_borrowed(4, key.matter);
    int place = 5;
    boost::mp11::mp_for_each<
        boost::describe::describe_members<KpiCounts, boost::describe::mod_public>>(
        [&](auto member) { add_kpi_.bind(place++, counts.*member.pointer); });
    return add_kpi_.run();
}

Result<void> Store::erase_subject(std::uint64_t sequence, SubjectId subject) {
    std::vector<std::pair<std::int64_t, std::uint64_t>> found;
    find_subject_.bind(1, ids_.number(raw(subject)));
    while (TRY(find_subject_.step()))
        found.emplace_back(find_subject_.column_int(0), find_subject_.column_uint(1));
    for (const auto& [report, text] : found) {
        // First blanks of the same length, which SQLite writes in place, then nothing: so that no
        // copy of the text is left where a page was rearranged.
        TRY_VOID(overwrite_text_.bind(1, text).run());
        TRY_VOID(clear_text_.bind(1, text).run());
        TRY_VOID(mark_erased_.bind(1, report).run());
    }
    return insert_erasure_.bind(1, sequence).bind(2, ids_.number(raw(subject))).run();
}

Result<void> Store::set_unit(const Unit& unit) {
    return set_unit_.bind(1, ids_.number(raw(unit.id))).bind(2, std::string_view(unit.name))
        .bind(3, std::string_view(unit.kind)).bind(4, raw(unit.division))
        .bind(5, unit.retired.value_or(false) ? 1 : 0).run();
}

Result<void> Store::set_division(const Division& division) {
    return set_division_.bind(1, raw(division.code)).bind(2, std::string_view(division.name))
        .run();
}

Result<void> Store::set_duty(std::uint32_t version, std::uint32_t index, const Duty& duty) {
    return set_duty_.bind(1, std::uint64_t{version}).bind(2, std::uint64_t{index})
        .bind(3, std::string_view(duty.matter)).bind(4, std::string_view(duty.name))
        .bind(5, std::string_view(duty.category)).run();
}

Result<void> Store::add_imported(const CaseImported& event, std::uint64_t sequence) {
    auto& s = add_imported_;
    s.bind(1, ids_.number(raw(event.case_id))).bind(2, std::string_view(event.system));
    s.bind(3, std::string_view(event.source_id)).bind(4, std::string_view(event.matter_name));
    s.bind(5, static_cast<std::int64_t>(event.status));
    if (event.at) s.bind(6, std::int64_t{event.at->lon_e7}).bind(7, std::int64_t{event.at->lat_e7});
    return s.bind(8, sequence).run();
}

Result<void> Store::set_position(const Position& position) {
    for (std::size_t phase = 0; phase < phase_changes_.size(); ++phase)
        if (auto change = std::exchange(phase_changes_[phase], 0); change != 0)
            TRY_VOID(add_phase_.bind(1, static_cast<std::int64_t>(phase)).bind(2, change).run());
    return set_position_.bind(1, position.sequence).bind_blob(2, bytes_of(position.hash))
        .bind(3, position.at.us).run();
}

Result<Position> read_position(sqlite::Database& database) {
    auto statement = TRY(database.prepare("SELECT position, hash, at FROM state WHERE id = 1"));
    if (!TRY(statement.step())) return fail("the views do not say how far they are",
                                            database.path(), "rebuild the views");
    Position position;
    position.sequence = statement.column_uint(0);
    auto hash = statement.column_blob(1);
    if (hash.size() != position.hash.data.size())
        return fail("the views hold no record hash", database.path(), "rebuild the views");
    std::copy(hash.begin(), hash.end(), position.hash.data.begin());
    position.at = {statement.column_int(2)};
    return position;
}

}  // namespace cs::views
