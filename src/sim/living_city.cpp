#include "sim/living_city.h"

#include <chrono>
#include <cstdio>

#include "base/json.h"

namespace cs::sim {

namespace {

using namespace std::chrono_literals;

constexpr auto tick = 50ms;
constexpr std::size_t records_a_step = 500;
constexpr std::int32_t minutes_between_messages = 20;
constexpr std::int32_t spread_of_messages = 80;

// What an agent reads of a report, whoever sent it; nothing of one whose writer was forgotten.
ReportText read_report(journal::Vault& vault, const Report& report) {
    auto text = vault.open_sealed(report.subject, report.sealed,
                                  sealing_context(report.channel, report.reported_at));
    if (!text || !*text) return {};
    auto personal = json::from_text<PersonalText>(**text);
    if (!personal) return {};
    return {personal->title, personal->text};
}

}  // namespace

LivingCity::LivingCity(const Parts& parts)
    : parts_(parts),
      people_(parts.staff, parts.habits, parts.adviser,
              [&vault = parts.vault](const Report& report) { return read_report(vault, report); },
              parts.seed),
      random_(Random(parts.seed).fork(0x11FE)),
      next_message_(parts.time.now()) {
    parts_.runtime.at_rest([&](runtime::Engine& engine) {
        people_.take_up(engine.state(), engine.last_at());
        learned_ = engine.last_sequence();
    });
    thread_ = std::jthread([this] { live(); });
}

LivingCity::~LivingCity() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
}

void LivingCity::live() {
    while (true) {
        auto now = parts_.time.now();
        auto learned = learn(now);
        if (learned) learned = write(now);
        if (!learned) std::fprintf(stderr, "chengshu: %s\n", learned.error().text().c_str());
        act(now);
        std::unique_lock lock(mutex_);
        if (stopped_.wait_for(lock, tick, [&] { return stopping_; })) return;
    }
}

Result<void> LivingCity::learn(Instant now) {
    auto records = TRY(parts_.journal.read(learned_ + 1, records_a_step));
    if (records.empty()) return {};
    std::vector<Event> events;
    for (const auto& record : records)
        events.push_back(TRY(event_from_json(record.type, record.version, record.payload)));
    parts_.runtime.at_rest([&](runtime::Engine& engine) {
        for (const auto& event : events) people_.react(engine.state(), event, now);
    });
    learned_ += records.size();
    return {};
}

Result<void> LivingCity::write(Instant now) {
    if (parts_.messages.empty() || now < next_message_) return {};
    next_message_ = now + draw_minutes(random_, minutes_between_messages, spread_of_messages);
    auto message = parts_.messages[random_.below(parts_.messages.size())];
    message.time = now;
    // The same words come again on another day: another message.
    message.id += "/" + std::to_string(now.us) + "." + std::to_string(++written_);
    auto realm = realm_of(parts_.staff.submitter);
    if (TRY(parts_.vault.is_destroyed(ingest::subject_for(realm, message.user)))) return {};
    auto report = TRY(ingest::report_of(parts_.vault, realm, message));
    report.place = parts_.places.draw(message.subject + message.detail);
    parts_.runtime.submit({parts_.staff.submitter, "message/" + message.id, std::move(report)},
                          [](runtime::Reply) {});
    return {};
}

// A refusal is an ordinary thing: somebody else was faster.
void LivingCity::act(Instant now) {
    for (auto& envelope : people_.actions(now))
        parts_.runtime.submit(std::move(envelope), [](runtime::Reply) {});
}

}  // namespace cs::sim
