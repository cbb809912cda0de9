// Commands as clients send them: whatever is read is written and read again as the same.
#include "base/check.h"
#include "base/json.h"
#include "model/commands.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto text = cs::fuzz::text_of(data, size);
    if (!cs::json::parse(text)) return 0;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, cs::Command>>(
        [&](auto command) {
            constexpr auto type = decltype(command)::type::type;
            auto read = cs::command_from_json(type, text);
            if (!read) return;
            auto written = cs::command_json(*read);
            auto again = cs::command_from_json(type, written);
            CHECK(again.has_value());
            CHECK(cs::command_json(*again) == written);
        });
    return 0;
}
