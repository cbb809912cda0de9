#include "ingest/holiday_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace cs::ingest {

namespace {

bool is_year(const std::string& stem) {
    return stem.size() == 4 &&
           std::ranges::all_of(stem, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in.good() && !in.eof())
        return fail(std::string("cannot open the file: ") + std::strerror(errno), path,
                    "check the path and that you may read it");
    return text;
}

Result<std::vector<calendar::HolidayYear>> read_holiday_folder(const std::string& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        files.push_back(at->path());
    if (error)
        return fail("cannot read the folder of holiday files: " + error.message(), folder,
                    "name a folder that holds files such as 2026.csv");
    std::ranges::sort(files);
    std::vector<calendar::HolidayYear> years;
    for (const auto& file : files) {
        auto name = file.string();
        if (file.extension() == ".csv" && is_year(file.stem().string())) {
            auto text = TRY(read_text_file(name));
            years.push_back(TRY(calendar::read_holiday_csv(std::stoi(file.stem()), text, name)));
        } else if (file.extension() == ".json") {
            auto text = TRY(read_text_file(name));
            years.push_back(TRY(calendar::read_holiday_json(text, name)));
        }
    }
    if (years.empty())
        return fail("there is no holiday file in the folder", folder,
                    "put one for each year there, such as 2026.csv");
    std::ranges::stable_sort(years, {}, &calendar::HolidayYear::year);
    auto twice = std::ranges::adjacent_find(years, {}, &calendar::HolidayYear::year);
    if (twice != years.end())
        return fail("the year " + std::to_string(twice->year) + " is there twice", folder,
                    "keep one file for each year");
    return years;
}

}  // namespace cs::ingest
