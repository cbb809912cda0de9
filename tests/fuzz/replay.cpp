// In libFuzzer's place where the compiler has none: gives a target every seed of a directory, and
// of each every beginning and a thousand versions with changed bytes, the same ones every time.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/random.h"
#include "target.h"

namespace {

constexpr std::size_t cuts = 200;
constexpr int changes = 1'000;

std::size_t given = 0;
const std::string* current = nullptr;

// What broke the promise, in hexadecimal: a seed to be.
void show_current(int) {
    for (unsigned char c : *current) std::fprintf(stderr, "%02x", c);
    std::fprintf(stderr, "\n");
    std::_Exit(1);
}

void give(const std::string& bytes) {
    current = &bytes;
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++given;
}

void give_versions_of(const std::string& seed) {
    give(seed);
    for (std::size_t i = 0; i < cuts; ++i) give(seed.substr(0, seed.size() * i / cuts));
    cs::Random random(seed.size());
    for (int i = 0; i < changes && !seed.empty(); ++i) {
        auto changed = seed;
        for (auto left = 1 + random.below(4); left > 0; --left) {
            auto at = random.below(changed.size());
            auto byte = static_cast<char>(random.below(256));
            if (random.below(3) == 0)
                changed.insert(at, 1 + random.below(8), byte);
            else
                changed[at] = byte;
        }
        give(changed);
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return std::fprintf(stderr, "usage: %s SEEDS\n", arguments[0]), 2;
    std::signal(SIGABRT, show_current);
    std::size_t seeds = 0;
    for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
        std::ifstream file(entry.path(), std::ios::binary);
        give_versions_of({std::istreambuf_iterator<char>(file), {}});
        ++seeds;
    }
    std::printf("%zu seeds, %zu inputs\n", seeds, given);
    return seeds == 0 ? 1 : 0;
}
