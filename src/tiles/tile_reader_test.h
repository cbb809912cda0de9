// Reads a vector tile back from its bytes, by the specification and with nothing of the writer's: for
// tests.
#pragma once

#include <map>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <vector>

#include "base/check.h"
#include "tiles/clip.h"

namespace cs::tiles {

struct ReadFeature {
    std::uint64_t id = 0;
    std::uint32_t type = 0;  ///< 1 point, 3 polygon
    std::vector<TileRing> parts;
    std::map<std::string, std::string> attributes;
};

struct ReadLayer {
    std::string name;
    std::uint32_t version = 0;
    std::uint32_t extent = 0;
    std::vector<ReadFeature> features;
};

inline std::int32_t unzigzag(std::uint32_t word) {
    return static_cast<std::int32_t>(word >> 1) ^ -static_cast<std::int32_t>(word & 1);
}

inline std::vector<TileRing> read_geometry(const std::vector<std::uint32_t>& words) {
    std::vector<TileRing> out;
    TilePoint at;
    for (std::size_t i = 0; i < words.size();) {
        auto id = words[i] & 7, count = words[i] >> 3;
        ++i;
        if (id == 7) continue;
        CHECK(id == 1 || id == 2);
        for (; count > 0; --count, i += 2) {
            at.x += unzigzag(words.at(i));
            at.y += unzigzag(words.at(i + 1));
            if (id == 1) out.emplace_back();
            out.back().push_back(at);
        }
    }
    return out;
}

inline std::string read_value(protozero::pbf_reader value) {
    std::string out;
    while (value.next()) {
        if (value.tag() == 1) out = value.get_string();
        else if (value.tag() == 5) out = std::to_string(value.get_uint64());
        else if (value.tag() == 7) out = value.get_bool() ? "true" : "false";
        else value.skip();
    }
    return out;
}

inline ReadFeature read_feature(protozero::pbf_reader feature, std::vector<std::uint32_t>& tags) {
    ReadFeature out;
    while (feature.next()) {
        if (feature.tag() == 1) {
            out.id = feature.get_uint64();
        } else if (feature.tag() == 2) {
            for (auto word : feature.get_packed_uint32()) tags.push_back(word);
        } else if (feature.tag() == 3) {
            out.type = static_cast<std::uint32_t>(feature.get_enum());
        } else if (feature.tag() == 4) {
            std::vector<std::uint32_t> words;
            for (auto word : feature.get_packed_uint32()) words.push_back(word);
            out.parts = read_geometry(words);
        } else {
            feature.skip();
        }
    }
    return out;
}

inline ReadLayer read_layer(protozero::pbf_reader layer) {
    ReadLayer out;
    std::vector<std::vector<std::uint32_t>> tags;
    std::vector<std::string> keys, values;
    while (layer.next()) {
        if (layer.tag() == 1) {
            out.name = layer.get_string();
        } else if (layer.tag() == 2) {
            tags.emplace_back();
            out.features.push_back(read_feature(layer.get_message(), tags.back()));
        } else if (layer.tag() == 3) {
            keys.push_back(layer.get_string());
        } else if (layer.tag() == 4) {
            values.push_back(read_value(layer.get_message()));
        } else if (layer.tag() == 5) {
            out.extent = layer.get_uint32();
        } else if (layer.tag() == 15) {
            out.version = layer.get_uint32();
        } else {
            layer.skip();
        }
    }
    for (std::size_t i = 0; i < tags.size(); ++i)
        for (std::size_t t = 0; t + 1 < tags[i].size(); t += 2)
            out.features[i].attributes[keys.at(tags[i][t])] = values.at(tags[i][t + 1]);
    return out;
}

inline std::vector<ReadLayer> read_layers(const std::string& bytes) {
    std::vector<ReadLayer> out;
    protozero::pbf_reader tile(bytes);
    while (tile.next()) out.push_back(read_layer(tile.get_message()));
    return out;
}

/// The first layer of a tile; without a name when the tile is empty.
inline ReadLayer read_tile(const std::string& bytes) {
    auto layers = read_layers(bytes);
    return layers.empty() ? ReadLayer{} : layers.front();
}

}  // namespace cs::tiles
