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

# What is shipped is hardened as Debian's own packages are; "./dev test install" looks at what came of it.
if(CMAKE_BUILD_TYPE STREQUAL Release AND NOT HEARTHBOARD_SANITIZE)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
    add_compile_options(-fcf-protection)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    add_compile_options(-mbranch-protection=standard)
  endif()
  add_link_options(-Wl,-z,relro -Wl,-z,now)
endif()

find_program(HEARTHBOARD_CCACHE ccache)
if(HEARTHBOARD_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HEARTHBOARD_CCACHE})
endif()

# Links the programs of the tests in a tenth of the time; what is shipped is linked by the usual linker.
find_program(HEARTHBOARD_MOLD mold)
if(HEARTHBOARD_MOLD)
  add_link_options($<$<CONFIG:Debug>:-fuse-ld=mold>)
endif()

# Most of a source's compilation goes into the headers that it shares with its neighbours: libraries and programs
# compile several sources as one.
set(HEARTHBOARD_UNITY 10 CACHE STRING "How many sources are compiled together, which takes a third of the time; 0: each alone")
if(HEARTHBOARD_UNITY GREATER 0)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE ${HEARTHBOARD_UNITY})
endif()

add_library(hearth_options INTERFACE)
# What uses Qt (and so moc) waits more than it computes: quick to build is better there. The order counts: it is after -O1.
target_compile_options(hearth_options INTERFACE $<$<AND:$<CONFIG:Debug>,$<BOOL:$<TARGET_PROPERTY:AUTOMOC>>>:-O0>)
target_compile_options(hearth_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Werror)
if(HEARTHBOARD_UNITY GREATER 0 AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC takes a source that is included for a header, whose unnamed namespaces it warns of.
  target_compile_options(hearth_options INTERFACE -Wno-subobject-linkage)
endif()
# Qt's and simdjson's headers are system headers here; warnings are about our own code.
target_include_directories(hearth_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(hearth_options INTERFACE
  HEARTHBOARD_VERSION="${PROJECT_VERSION}" QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS QT_NO_FOREACH)
if(HEARTHBOARD_SANITIZE)
  set(sanitize -fsanitize=${HEARTHBOARD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    # A third of what the parts with Qt cost to compile. They handle few raw bytes themselves (the services' answers are
    # read with simdjson), and the address sanitizer still ends at the use of a null pointer.
    $<$<BOOL:$<TARGET_PROPERTY:AUTOMOC>>:-fno-sanitize=null,alignment,vptr,object-size>)
  target_compile_options(hearth_options INTERFACE "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:HEARTH_UNSANITIZED>>>:${sanitize}>")
  target_link_options(hearth_options INTERFACE -fsanitize=${HEARTHBOARD_SANITIZE})
endif()

# hearth_library(name SOURCES … LINK …): a static library of one layer, named as design and CONTRIBUTING name it.
function(hearth_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC hearth_options ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
endfunction()

# hearth_test(name [QT] [MAIN] SOURCES … LINK … LABELS …): one GoogleTest program; each of its tests is a
# CTest test. QT: it uses Qt, and its sources are compiled one by one after precompiled headers. MAIN: it brings a `main`
# of its own.
function(hearth_test name)
  cmake_parse_arguments(arg "QT;MAIN" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE hearth_options ${arg_LINK} GTest::gmock fmt::fmt)
  if(NOT arg_MAIN)
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
  endif()
  if(arg_QT)
    target_link_libraries(${name} PRIVATE Qt6::Core Qt6::Network QCoro6::Core)
    target_precompile_headers(${name} REUSE_FROM test_qt_headers)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  else()
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 240)
endfunction()
