#include "tiles/mvt.h"

#include <protozero/pbf_writer.hpp>

namespace cs::tiles {

namespace {

// Field numbers of vector_tile.proto.
constexpr protozero::pbf_tag_type tile_layers = 3;
constexpr protozero::pbf_tag_type layer_name = 1, layer_features = 2, layer_keys = 3,
                                  layer_values = 4, layer_extent = 5, layer_version = 15;
constexpr protozero::pbf_tag_type feature_id = 1, feature_tags = 2, feature_type = 3,
                                  feature_geometry = 4;
constexpr protozero::pbf_tag_type value_string = 1, value_uint = 5, value_bool = 7;
constexpr std::uint32_t point_type = 1, polygon_type = 3;
constexpr std::uint32_t version = 2;

constexpr std::uint32_t command(std::uint32_t id, std::size_t count) {
    return id | static_cast<std::uint32_t>(count << 3);
}
constexpr std::uint32_t move_to = 1, line_to = 2, close_path = 7;

// Every vertex is told as its distance from the one before, whatever ring that was in.
class Geometry {
public:
    void add(TilePoint to) {
        words.push_back(protozero::encode_zigzag32(to.x - at_.x));
        words.push_back(protozero::encode_zigzag32(to.y - at_.y));
        at_ = to;
    }
    void add_ring(const TileRing& ring) {
        words.push_back(command(move_to, 1));
        add(ring.front());
        words.push_back(command(line_to, ring.size() - 1));
        for (std::size_t i = 1; i < ring.size(); ++i) add(ring[i]);
        words.push_back(command(close_path, 1));
    }
    std::vector<std::uint32_t> words;

private:
    TilePoint at_;
};

std::string value_message(const Attribute& value) {
    std::string out;
    protozero::pbf_writer writer(out);
    if (const auto* text = std::get_if<std::string>(&value)) writer.add_string(value_string, *text);
    if (const auto* whole = std::get_if<std::uint64_t>(&value))
        writer.add_uint64(value_uint, *whole);
    if (const auto* flag = std::get_if<bool>(&value)) writer.add_bool(value_bool, *flag);
    return out;
}

}  // namespace

void LayerWriter::add_polygon(std::uint64_t id, std::span<const TileRing> rings,
                              const Attributes& attributes) {
    if (rings.empty()) return;
    Geometry geometry;
    for (const auto& ring : rings) geometry.add_ring(ring);
    add_feature(id, polygon_type, geometry.words, attributes);
}

void LayerWriter::add_point(std::uint64_t id, TilePoint point, const Attributes& attributes) {
    Geometry geometry;
    geometry.words.push_back(command(move_to, 1));
    geometry.add(point);
    add_feature(id, point_type, geometry.words, attributes);
}

void LayerWriter::add_feature(std::uint64_t id, std::uint32_t kind,
                              std::span<const std::uint32_t> geometry,
                              const Attributes& attributes) {
    std::vector<std::uint32_t> tags;
    for (const auto& [key, value] : attributes) {
        tags.push_back(index_of_key(key));
        tags.push_back(index_of_value(value));
    }
    std::string out;
    protozero::pbf_writer writer(out);
    writer.add_uint64(feature_id, id);
    writer.add_packed_uint32(feature_tags, tags.begin(), tags.end());
    writer.add_enum(feature_type, static_cast<std::int32_t>(kind));
    writer.add_packed_uint32(feature_geometry, geometry.begin(), geometry.end());
    features_.push_back(std::move(out));
}

std::uint32_t LayerWriter::index_of_key(std::string_view key) {
    auto found = key_indexes_.find(key);
    if (found != key_indexes_.end()) return found->second;
    auto index = static_cast<std::uint32_t>(keys_.size());
    keys_.emplace_back(key);
    key_indexes_.emplace(key, index);
    return index;
}

std::uint32_t LayerWriter::index_of_value(const Attribute& value) {
    auto [place, is_new] =
        value_indexes_.try_emplace(value, static_cast<std::uint32_t>(values_.size()));
    if (is_new) values_.push_back(value);
    return place->second;
}

std::string LayerWriter::tile() const {
    std::string out;
    if (features_.empty()) return out;
    std::string layer;
    protozero::pbf_writer writer(layer);
    writer.add_uint32(layer_version, version);
    writer.add_string(layer_name, name_);
    for (const auto& feature : features_) writer.add_message(layer_features, feature);
    for (const auto& key : keys_) writer.add_string(layer_keys, key);
    for (const auto& value : values_) writer.add_message(layer_values, value_message(value));
    writer.add_uint32(layer_extent, extent);
    protozero::pbf_writer(out).add_message(tile_layers, layer);
    return out;
}

}  // namespace cs::tiles
