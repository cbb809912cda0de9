# room(name PURE|EDGE|TOP SEES rooms... [LIBS libraries...])
#
# src/<name>/*.cpp becomes the static library room_<name>; src/<name>/*_test.cpp becomes the test
# program test_<name>, which links that room only. The room is compiled with one include directory,
# build/view/<name>, which holds a link to the room itself and to each room it sees: a header of
# any other room cannot be found.
include(GoogleTest)

function(room name kind)
  cmake_parse_arguments(PARSE_ARGV 2 ROOM "" "" "SEES;LIBS")
  set(dir ${CMAKE_SOURCE_DIR}/src/${name})
  set(view ${CMAKE_BINARY_DIR}/view/${name})
  file(REMOVE_RECURSE ${view})
  file(MAKE_DIRECTORY ${view})
  foreach(seen IN LISTS ROOM_SEES ITEMS ${name})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${seen} ${view}/${seen} SYMBOLIC)
  endforeach()

  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${dir}/*.h)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    return()
  endif()

  add_library(room_${name} STATIC ${sources})
  target_include_directories(room_${name} PRIVATE ${view})
  foreach(seen IN LISTS ROOM_SEES)
    if(TARGET room_${seen})
      target_link_libraries(room_${name} PUBLIC room_${seen})
    endif()
  endforeach()
  target_link_libraries(room_${name} PUBLIC ${ROOM_LIBS})
  room_precompile(room_${name})

  if(CHENGSHU_VERIFY_HEADERS)
    foreach(header IN LISTS headers)
      get_filename_component(stem ${header} NAME_WE)
      set(probe ${CMAKE_BINARY_DIR}/headers/${name}_${stem}.cpp)
      file(WRITE ${probe} "#include \"${name}/${stem}.h\"\n")
      target_sources(room_${name} PRIVATE ${probe})
    endforeach()
  endif()

  if(tests)
    add_executable(test_${name} ${tests})
    target_include_directories(test_${name} PRIVATE ${view})
    target_compile_definitions(test_${name} PRIVATE CHENGSHU_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(test_${name} PRIVATE room_${name} GTest::gtest GTest::gtest_main rapidcheck)
    room_precompile(test_${name})
    gtest_discover_tests(test_${name} TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()

# The dear headers, by measurement: Boost.JSON and Describe everywhere, GoogleTest in tests.
# Compiled once, shared by all rooms.
function(add_precompiled target library)
  # Kept when it is there: a new time stamp would compile every room again.
  if(NOT EXISTS ${CMAKE_BINARY_DIR}/${target}.cpp)
    file(WRITE ${CMAKE_BINARY_DIR}/${target}.cpp "")
  endif()
  add_library(${target} STATIC ${CMAKE_BINARY_DIR}/${target}.cpp)
  target_link_libraries(${target} PRIVATE Boost::json ${library})
  target_precompile_headers(${target} PRIVATE
    <cstdint> <string> <string_view> <vector> <map> <optional> <variant> <expected> <functional>
    <boost/json.hpp> <boost/describe.hpp> <boost/mp11.hpp> ${ARGN})
endfunction()
if(CHENGSHU_PCH)
  add_precompiled(precompiled "")
  add_precompiled(precompiled_test GTest::gtest <gtest/gtest.h>)
endif()

function(room_precompile target)
  if(CHENGSHU_PCH AND target MATCHES "^test_")
    target_precompile_headers(${target} REUSE_FROM precompiled_test)
  elseif(CHENGSHU_PCH)
    target_precompile_headers(${target} REUSE_FROM precompiled)
  endif()
endfunction()
