# What every target of this project shares: the language, the warnings, the sanitizers, where binaries land.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(HEARTHBOARD_CCACHE ccache)
if(HEARTHBOARD_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HEARTHBOARD_CCACHE})
endif()

add_library(hearth_options INTERFACE)
target_compile_options(hearth_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Werror)
# Qt's and simdjson's headers are system headers here; warnings are about our own code.
target_include_directories(hearth_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(hearth_options INTERFACE
  HEARTHBOARD_VERSION="${PROJECT_VERSION}" QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS QT_NO_FOREACH)
if(HEARTHBOARD_SANITIZE)
  target_compile_options(hearth_options INTERFACE -fsanitize=${HEARTHBOARD_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(hearth_options INTERFACE -fsanitize=${HEARTHBOARD_SANITIZE})
endif()

# hearth_library(name SOURCES … LINK …): a static library of one layer, named as design and CONTRIBUTING name it.
function(hearth_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC hearth_options ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
endfunction()

# hearth_test(name LINK … SOURCES …): one GoogleTest program; each of its tests is a CTest test.
function(hearth_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE hearth_options ${arg_LINK} GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 240)
endfunction()
