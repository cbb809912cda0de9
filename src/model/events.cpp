#include "model/events.h"

#include <map>

#include "base/json.h"

namespace cs {

namespace {

using boost::json::value;
using Reader = Result<Event> (*)(std::uint32_t version, value tree);

// Brings a payload of an older version to today's form. Every past version stays here for ever; a
// golden payload of each is in tests/golden/events.
template <class E>
void upcast(std::uint32_t, value&) {
    static_assert(E::version == 1, "say how the older versions are read");
}

// Version 2 gave grids their area; before it, it was not known.
template <>
void upcast<GridsSet>(std::uint32_t version, value& tree) {
    auto* event = tree.if_object();
    auto* grids = event == nullptr ? nullptr : event->if_contains("grids");
    if (version >= 2 || grids == nullptr || !grids->is_array()) return;
    for (auto& grid : grids->get_array())
        if (auto* object = grid.if_object()) object->emplace("area_m2", 0);
}

// Version 2 left out the stopped clocks: a transfer has never stopped one.
template <>
void upcast<CaseTransferred>(std::uint32_t, value&) {}

template <class E>
Result<Event> read_event(std::uint32_t version, value tree) {
    if (version > E::version)
        return fail("event " + std::string(E::type) + " has version " + std::to_string(version) +
                        ", this program knows up to " + std::to_string(E::version),
                    {}, "use a newer chengshu");
    upcast<E>(version, tree);
    return Event{TRY(json::read<E>(tree))};
}

std::map<std::string_view, Reader> make_readers() {
    std::map<std::string_view, Reader> readers;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Event>>(
        [&](auto identity) {
            using E = typename decltype(identity)::type;
            readers.emplace(E::type, &read_event<E>);
        });
    return readers;
}

}  // namespace

std::string_view event_type(const Event& event) {
    return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::type; }, event);
}

std::uint32_t event_version(const Event& event) {
    return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::version; },
                      event);
}

void append_event_json(std::string& out, const Event& event) {
    std::visit([&](const auto& e) { json::append(out, e); }, event);
}

Result<Event> event_from_json(std::string_view type, std::uint32_t version,
                              std::string_view text) {
    static const auto readers = make_readers();
    auto reader = readers.find(type);
    if (reader == readers.end())
        return fail("\"" + std::string(type) + "\" is not an event this program knows", {},
                    "use a newer chengshu");
    return reader->second(version, TRY(json::parse(text)));
}

std::optional<CaseId> case_of(const Event& event) {
    return std::visit(
        [](const auto& e) -> std::optional<CaseId> {
            if constexpr (requires { e.case_id; })
                return e.case_id;
            else if constexpr (requires { e.from; e.into; })
                return e.from;
            else
                return std::nullopt;
        },
        event);
}

}  // namespace cs
