#include "cli/history_text.h"

#include "cli/names.h"
#include "cli/table.h"
#include "model/events.h"

namespace cs::cli {

namespace {

struct Details {
    std::string text;
    std::optional<UnitId> unit;
};

std::string level_text(const Context& context, std::uint8_t level) {
    switch (level) {
        case 1: return context.say(Text::level_street);
        case 2: return context.say(Text::level_district);
        default: return context.say(Text::level_city);
    }
}

std::string percent_text(std::uint16_t percent) { return std::to_string(percent) + " %"; }

// What an event of any type has of these members, in the same words for all.
class Describe {
public:
    explicit Describe(const Context& context) : context_(context) {}

    template <class E>
    Details operator()(const E& e) {
        Details out;
        if constexpr (requires { e.kind; e.percent; })
            add(name_of(context_.language, e.kind) + " " + percent_text(e.percent));
        if constexpr (requires { e.level; e.percent; })
            add(level_text(context_, e.level) + ", " + percent_text(e.percent));
        if constexpr (requires { e.closing; }) add_closing(e.closing);
        if constexpr (requires { e.pass; })
            add(context_.say(e.pass ? Text::passed : Text::not_passed));
        if constexpr (requires { e.contacted; e.final; })
            add(context_.say(e.contacted ? Text::reached : Text::not_reached));
        if constexpr (requires { e.stopped; })
            for (const auto& stop : e.stopped)
                add(name_of(context_.language, stop.kind) + " " +
                    name_of(context_.language, stop.result));
        if constexpr (requires { out.unit = e.unit; }) out.unit = e.unit;
        out.text = std::move(text_);
        return out;
    }

private:
    void add(const std::string& part) { text_ += (text_.empty() ? "" : ", ") + part; }
    void add_closing(Closing closing) { add(name_of(context_.language, closing)); }
    void add_closing(std::optional<Closing> closing) {
        if (closing) add_closing(*closing);
    }

    const Context& context_;
    std::string text_;
};

Details details_of(const Context& context, const views::TimelineEntry& entry) {
    // A report's payload stands here without its sealed text and is no whole event any more.
    auto event = event_from_json(entry.type, entry.version, entry.payload);
    if (!event) return {};
    return std::visit(Describe(context), *event);
}

std::string actor_text(const Context& context, PersonId actor) {
    return actor == system_person(realm_of(actor)) ? context.say(Text::actor_system)
                                                   : id_text(actor);
}

std::string unit_text(const views::UnitNames& units, std::optional<UnitId> unit) {
    if (!unit || *unit == UnitId{}) return {};
    auto found = units.find(*unit);
    return found == units.end() ? id_text(*unit) : found->second;
}

}  // namespace

std::set<UnitId> units_in(const std::vector<views::TimelineEntry>& history) {
    Context plain;
    std::set<UnitId> out;
    for (const auto& entry : history)
        if (auto unit = details_of(plain, entry).unit) out.insert(*unit);
    return out;
}

std::string history_text(const Context& context,
                         const std::vector<views::TimelineEntry>& history,
                         const views::UnitNames& units) {
    Table table({{context.say(Text::column_at)},
                 {context.say(Text::column_event)},
                 {context.say(Text::column_details), false, true},
                 {context.say(Text::column_of_unit), false, true},
                 {context.say(Text::column_actor)},
                 {context.say(Text::record), true}});
    for (const auto& entry : history) {
        auto details = details_of(context, entry);
        table.add({local_minute_text(entry.at),
                   name_of(context.language, NameGroup::event, entry.type), details.text,
                   unit_text(units, details.unit), actor_text(context, entry.actor),
                   std::to_string(entry.sequence)});
    }
    return table.text(context.out, 2);
}

}  // namespace cs::cli
