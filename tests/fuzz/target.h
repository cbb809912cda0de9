// What a fuzz target is: one function that takes any bytes and stops the process when a promise is
// broken. libFuzzer calls it with inputs of its own (preset fuzz); ./test calls it with every seed,
// and with each seed cut and changed in many places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace cs::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace cs::fuzz
