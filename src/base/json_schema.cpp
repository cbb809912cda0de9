#include "base/json_schema.h"

#include "base/check.h"

namespace cs::json {

namespace detail {

boost::json::value text_schema(std::string_view pattern, std::string_view description) {
    return {{"type", "string"}, {"pattern", pattern}, {"description", description}};
}

boost::json::value instant_schema() {
    return {{"anyOf",
             {{{"type", "string"}, {"format", "date-time"}}, {{"const", "never"}}}}};
}

boost::json::value whole_number_schema(std::int64_t low, std::uint64_t high) {
    boost::json::object out{{"type", "integer"}, {"minimum", low}};
    // Larger ones are only bounded by what 64 bits hold, which JavaScript could not even say.
    if (high < (std::uint64_t{1} << 53)) out["maximum"] = high;
    return out;
}

boost::json::value reference_to(std::string_view name) {
    return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

std::string last_name(const std::string& qualified) {
    auto colon = qualified.rfind(':');
    return colon == std::string::npos ? qualified : qualified.substr(colon + 1);
}

}  // namespace detail

void Schemas::add(std::string_view name, boost::json::value schema) {
    components_[std::string(name)] = std::move(schema);
}

boost::json::object Schemas::components() const {
    boost::json::object out;
    for (const auto& [name, schema] : components_) out[name] = schema;
    return out;
}

bool Schemas::reserve(const std::string& name, std::type_index type) {
    auto [place, is_new] = types_.emplace(name, type);
    CHECK(place->second == type);
    return is_new;
}

}  // namespace cs::json
