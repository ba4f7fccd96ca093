# What the toolchain files share: zig as the C compiler, LLVM's tools, and Rust with the source of its
# standard library. scripts/build-target puts them in the folder TSC_TOOLCHAIN.

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
set(TSC_CARGO "${TSC_TOOLCHAIN}/bin/cargo" CACHE FILEPATH "cargo")
set(TSC_BUILD_STD ON CACHE BOOL "Build Rust's standard library, too")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
