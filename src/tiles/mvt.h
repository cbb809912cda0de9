// A Mapbox vector tile, specification 2.1: one layer of features with attributes. Written with
// protozero; attribute names and values are kept once for all features.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tiles/clip.h"

namespace cs::tiles {

using Attribute = std::variant<std::string, std::uint64_t, bool>;
using Attributes = std::vector<std::pair<std::string_view, Attribute>>;

class LayerWriter {
public:
    explicit LayerWriter(std::string_view name) : name_(name) {}

    /// Rings as the specification wants them: an outer one (positive area), then its holes
    /// (negative), then the next outer one. Nothing is written for none.
    void add_polygon(std::uint64_t id, std::span<const TileRing> rings,
                     const Attributes& attributes);
    void add_point(std::uint64_t id, TilePoint point, const Attributes& attributes);

    /// The whole tile; without a feature it is empty, which is a tile as well.
    std::string tile() const;

private:
    void add_feature(std::uint64_t id, std::uint32_t kind, std::span<const std::uint32_t> geometry,
                     const Attributes& attributes);
    std::uint32_t index_of_key(std::string_view key);
    std::uint32_t index_of_value(const Attribute& value);

    std::string name_;
    std::vector<std::string> features_;
    std::vector<std::string> keys_;
    std::vector<Attribute> values_;
    std::map<std::string, std::uint32_t, std::less<>> key_indexes_;
    std::map<Attribute, std::uint32_t> value_indexes_;
};

}  // namespace cs::tiles
