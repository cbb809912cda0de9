// Writes the sources of a small made-up city to a directory: two districts side by side whose
// borders leave a sliver between them, one of them with an island, and a development zone that
// lies inside the other.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace cs {

class TestSources {
public:
    explicit TestSources(const std::string& name)
        : folder_(std::filesystem::temp_directory_path() /
                  ("chengshu_" + name + "_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        write("codes.csv", "code,name\n99,甲省\n9901,乙市\n990101,东区\n990102,西区\n"
                           "990171,开发区\n990101001,一街道\n990101102,二镇\n990102001,三街道\n"
                           "990171001,四街道\n");
        write("villages.csv", villages());
        write("borders.json", R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"adcode":990101,"center":[113.05,34.02]},"geometry":
 {"type":"MultiPolygon","coordinates":[[[[113.0,34.0],[113.1,34.0],[113.1004,34.03],[113.1,34.05],
  [113.04,34.04],[113.0,34.05],[113.0,34.0]]],[[[113.0,34.06],[113.02,34.06],[113.01,34.08],
  [113.0,34.06]]]]}},
{"type":"Feature","properties":{"adcode":"990102"},"geometry":
 {"type":"Polygon","coordinates":[[[113.1,34.0],[113.18,34.01],[113.17,34.06],[113.1,34.05],
  [113.1,34.0]]]}}]})");
        write("city.json", profile());
    }
    ~TestSources() {
        std::error_code ec;
        std::filesystem::remove_all(folder_, ec);
    }
    TestSources(const TestSources&) = delete;
    TestSources& operator=(const TestSources&) = delete;

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    static std::string profile() {
        return R"({"code":"990100000000","villages":"villages.csv","polygons":"borders.json",
"datum":"wgs84","zones":[{"code":"990171000000","host":"990102000000"}],"dedicated_grids":40})";
    }
    static std::string villages() {
        std::string out = "code,name\n";
        for (auto street : {"990101001", "990101102", "990102001", "990171001"})
            for (int i = 1; i <= 7; ++i)
                out += std::string(street) + "00" + std::to_string(i) + ",甲" + std::to_string(i) +
                       (i % 3 == 0 ? "村委会\n" : "社区居委会\n");
        return out;
    }

private:
    std::filesystem::path folder_;
};

}  // namespace cs
