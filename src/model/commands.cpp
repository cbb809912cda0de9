#include "model/commands.h"

#include "base/json.h"

namespace cs {

std::string_view command_type(const Command& command) {
    return std::visit([](const auto& c) { return std::remove_cvref_t<decltype(c)>::type; },
                      command);
}

std::string command_json(const Command& command) {
    return std::visit([](const auto& c) { return json::text_of(c); }, command);
}

Result<Command> command_from_json(std::string_view type, std::string_view text) {
    auto tree = TRY(json::parse(text));
    Result<Command> out = fail("\"" + std::string(type) + "\" is not a command");
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Command>>(
        [&](auto identity) {
            using C = typename decltype(identity)::type;
            if (type != C::type) return;
            auto read = json::read<C>(tree);
            if (read)
                out = std::move(*read);
            else
                out = std::unexpected(std::move(read.error()));
        });
    return out;
}

}  // namespace cs
