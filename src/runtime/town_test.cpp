#include "runtime/town_test.h"

#include <gtest/gtest.h>

namespace cs::runtime {

namespace {

constexpr auto administrator = make_id<PersonId>(test_realm, 3);
constexpr auto agent = make_id<PersonId>(test_realm, 4);
constexpr auto officer = make_id<PersonId>(test_realm, 5);
constexpr auto verifier = make_id<PersonId>(test_realm, 6);
constexpr auto centre = make_id<UnitId>(test_realm, 1);
constexpr auto office = make_id<UnitId>(test_realm, 2);
constexpr auto checkers = make_id<UnitId>(test_realm, 3);

std::vector<Envelope> founding() {
    std::vector<Envelope> out;
    auto add = [&](Command command) { out.push_back({administrator, {}, std::move(command)}); };
    add(FoundRealm{test_realm, "试验市", test_city, {administrator, "管理员", {}, {}}});
    add(SetDivisions{{{test_city, "试验市"}, {test_street, "一街道"}}});
    add(SetHolidays{{2026, {}}});
    add(SetHolidays{{2027, {}}});
    Duty duty;
    duty.matter = other_matter;
    duty.category = duty.name = "其他";
    duty.kind = MatterKind::event;
    duty.units = {"街道办事处"};
    duty.budget = {2, calendar::BudgetUnit::working_days, calendar::CalendarKind::work};
    add(PublishCatalogue{"试验清单", {}, {duty}});
    add(SetUnit{{centre, "指挥中心", "指挥中心", test_city, {}, {}}});
    add(SetUnit{{office, "一街道办事处", "街道办事处", test_street, {}, {}}});
    add(SetUnit{{checkers, "核查中心", "核查中心", test_city, {}, {}}});
    add(SetPerson{{agent, "受理员", centre, {}}});
    add(GrantRole{agent, {Role::agent, test_city, {}}});
    add(SetPerson{{officer, "承办人", office, {}}});
    add(GrantRole{officer, {Role::unit_officer, test_city, office}});
    add(SetPerson{{verifier, "核查员", checkers, {}}});
    add(GrantRole{verifier, {Role::verifier, test_city, {}}});
    return out;
}

}  // namespace

Instant test_morning() { return start_of_local_day({2026, 3, 2}) + Duration::hours(9); }

TestTown::TestTown(std::uint64_t seed) : disk_(seed) {
    journal::Vault::Options options;
    options.vfs = disk_.vfs_name();
    options.simulation_seed = seed;
    auto vault = journal::Vault::open("vault.db", options);
    EXPECT_TRUE(vault.has_value());
    vault_ = std::make_unique<journal::Vault>(std::move(*vault));
}

Result<std::unique_ptr<Engine>> TestTown::try_open(std::uint64_t records_per_checkpoint) {
    return Engine::open(
        [this]() -> Result<std::unique_ptr<journal::Journal>> {
            journal::SqliteJournal::Options options;
            options.vfs = disk_.vfs_name();
            std::unique_ptr<journal::Journal> opened =
                TRY(journal::SqliteJournal::open("journal.db", test_realm, options));
            return wrap ? wrap(std::move(opened)) : std::move(opened);
        },
        [this] { return StateStore::open("archive.db", disk_.vfs_name()); }, vault_.get(),
        {.records_per_checkpoint = records_per_checkpoint, .check_invariants = true});
}

std::unique_ptr<Engine> TestTown::open(std::uint64_t records_per_checkpoint) {
    auto engine = try_open(records_per_checkpoint);
    if (!engine) ADD_FAILURE() << engine.error().text();
    return engine ? std::move(*engine) : nullptr;
}

std::unique_ptr<Engine> TestTown::found(std::uint64_t records_per_checkpoint) {
    auto engine = open(records_per_checkpoint);
    for (const auto& reply : engine->process(founding(), test_morning() - Duration::hours(1)))
        EXPECT_EQ(refusal_of(reply), "");
    return engine;
}

Envelope TestTown::submit(std::string key, std::uint64_t subject) {
    SubmitReport report;
    report.subject = make_id<SubjectId>(test_realm, subject);
    Place place;
    place.division = test_street;
    report.place = place;
    report.reported_at = test_morning();
    return {agent, std::move(key), std::move(report)};
}

Envelope TestTown::file(ReportId report, std::string key) {
    return {agent, std::move(key), FileCase{report, other_matter, 0, {}, Dispatch{}, {}}};
}
Envelope TestTown::sign(CaseId id, std::string key) {
    return {officer, std::move(key), SignOrder{id, 1}};
}
Envelope TestTown::outcome(CaseId id) {
    return {officer, {}, SubmitOutcome{id, 1, Claim::solved, "已修复", {sha256("photo")}}};
}
Envelope TestTown::verify(CaseId id) { return {verifier, {}, VerifyOnSite{id, true, "", {}}}; }
Envelope TestTown::call_back(CaseId id) {
    return {agent, {}, CallBack{id, true, Answer::yes, Answer::yes, ""}};
}
Envelope TestTown::close(CaseId id) {
    return {agent, {}, CloseCase{id, Closing::solved, "", ""}};
}
Envelope TestTown::reopen(CaseId id) { return {agent, {}, ReopenCase{id, "又坏了"}}; }
Envelope TestTown::note(CaseId id, std::string key) {
    return {agent, std::move(key), AddNote{id, "备注"}};
}
Envelope TestTown::forget(std::uint64_t subject) {
    return {administrator, {}, ForgetSubject{make_id<SubjectId>(test_realm, subject), "本人要求"}};
}

Reply send(Engine& engine, Envelope envelope, Instant now) {
    return std::move(engine.process(std::span(&envelope, 1), now).front());
}

CaseId file_case(Engine& engine, Instant now) {
    auto submitted = send(engine, TestTown::submit({}), now);
    EXPECT_EQ(refusal_of(submitted), "");
    auto report = std::get<ReportSubmitted>(submitted->events.front()).report.id;
    auto filed = send(engine, TestTown::file(report), now);
    EXPECT_EQ(refusal_of(filed), "");
    return std::get<CaseFiled>(filed->events.front()).case_id;
}

void finish_case(Engine& engine, CaseId id, Instant now) {
    for (auto step : {TestTown::sign(id), TestTown::outcome(id), TestTown::verify(id),
                      TestTown::call_back(id), TestTown::close(id)})
        EXPECT_EQ(refusal_of(send(engine, step, now)), "");
}

std::string refusal_of(const Reply& reply) {
    return reply ? "" : std::string(code_name(reply.error().code));
}

}  // namespace cs::runtime
