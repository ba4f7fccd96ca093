# Linux on x86-64, with glibc 2.17 or later.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(TSC_CARGO_TARGET x86_64-unknown-linux-gnu CACHE STRING "Rust's name of the target")
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
