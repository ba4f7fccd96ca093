# What the toolchain files share: zig as the C compiler and LLVM's tools, which scripts/build-target puts in
# the folder TSC_TOOLCHAIN, and Debian's Rust, which it installs.

if(NOT TSC_TOOLCHAIN)
  get_filename_component(TSC_TOOLCHAIN "${CMAKE_CURRENT_LIST_DIR}/../../target/toolchain" ABSOLUTE)
endif()
set(TSC_TOOLCHAIN "${TSC_TOOLCHAIN}" CACHE PATH "The folder that scripts/build-target sets up")
# CMake's own trial projects read the toolchain file again.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TSC_TOOLCHAIN)

set(CMAKE_C_COMPILER "${TSC_TOOLCHAIN}/bin/${TSC_CARGO_TARGET}-cc")
set(CMAKE_CXX_COMPILER "${TSC_TOOLCHAIN}/bin/${TSC_CARGO_TARGET}-c++")
foreach(tool IN ITEMS ar ranlib strip nm dlltool)
  string(TOUPPER "${tool}" variable)
  set("CMAKE_${variable}" "${TSC_TOOLCHAIN}/bin/llvm-${tool}")
endforeach()
set(TSC_DLLTOOL "${CMAKE_DLLTOOL}" CACHE FILEPATH "LLVM's dlltool")
# Debian's Rust has the source of its standard library.
set(TSC_CARGO /usr/bin/cargo CACHE FILEPATH "cargo")
set(TSC_BUILD_STD ON CACHE BOOL "Build Rust's standard library, too")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
