# Compiler, strictness and libraries: the same for every room.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wimplicit-fallthrough -Wnull-dereference -Werror
  -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
# g++ 12 reports false positives of these in inlined library code at -O2.
add_compile_options(-Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict
  -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
add_compile_definitions(_GLIBCXX_ASSERTIONS)

find_program(CCACHE ccache)
if(CCACHE)
  # ccache caches compilations that use a precompiled header only with these two allowances.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options(-fpch-preprocess)
endif()

find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(EXPAT REQUIRED)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GLIB REQUIRED gobject-2.0)
find_library(GEOS_C geos_c REQUIRED)
find_library(ARGON2 argon2 REQUIRED)
find_library(RAPIDCHECK rapidcheck REQUIRED)
find_path(PROTOZERO protozero/pbf_writer.hpp REQUIRED)
add_library(protozero INTERFACE)
target_include_directories(protozero SYSTEM INTERFACE ${PROTOZERO})
find_library(CURL_LIBRARY curl REQUIRED)
add_library(curl INTERFACE)
target_link_libraries(curl INTERFACE ${CURL_LIBRARY})
find_library(VIPS_LIBRARY vips REQUIRED)
find_library(GOBJECT_LIBRARY gobject-2.0 REQUIRED)
find_library(GLIB_LIBRARY glib-2.0 REQUIRED)
add_library(vips INTERFACE)
target_link_libraries(vips INTERFACE ${VIPS_LIBRARY} ${GOBJECT_LIBRARY} ${GLIB_LIBRARY})
# GLib's headers are seen by the files that need them.
list(TRANSFORM GLIB_INCLUDE_DIRS PREPEND "-isystem" OUTPUT_VARIABLE GLIB_INCLUDES)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/evidence/picture.cpp
  ${CMAKE_SOURCE_DIR}/src/evidence/samples.cpp PROPERTIES COMPILE_OPTIONS "${GLIB_INCLUDES}")
add_library(geos_c INTERFACE)
target_link_libraries(geos_c INTERFACE ${GEOS_C})
add_library(argon2 INTERFACE)
target_link_libraries(argon2 INTERFACE ${ARGON2})
add_library(rapidcheck INTERFACE)
target_link_libraries(rapidcheck INTERFACE ${RAPIDCHECK})

option(CHENGSHU_PCH "Precompile the dear headers" ON)
option(CHENGSHU_VERIFY_HEADERS "Compile every header by itself" OFF)
enable_testing()
