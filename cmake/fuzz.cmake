# fuzz(name room): tests/fuzz/fuzz_<name>.cpp over a room. With the preset fuzz (clang) libFuzzer
# drives it; with any other compiler it is an ordinary test over tests/fuzz/seeds/<name>.
option(CHENGSHU_FUZZ "Build the fuzz targets for libFuzzer" OFF)
if(CHENGSHU_FUZZ)
  # Another compiler has warnings of its own, and lacks some of ours.
  add_compile_options(-Wno-error -Wno-unknown-warning-option)
endif()

function(fuzz name room)
  set(dir ${CMAKE_SOURCE_DIR}/tests/fuzz)
  add_executable(fuzz_${name} ${dir}/fuzz_${name}.cpp)
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_BINARY_DIR}/view/${room} ${dir})
  target_link_libraries(fuzz_${name} PRIVATE room_${room})
  if(CHENGSHU_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(fuzz_${name} PRIVATE ${dir}/replay.cpp)
  room_precompile(fuzz_${name})
  add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${dir}/seeds/${name})
endfunction()
