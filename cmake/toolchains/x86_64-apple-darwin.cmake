# macOS 11 or later on Intel's processors.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_OSX_ARCHITECTURES x86_64)
set(TSC_CARGO_TARGET x86_64-apple-darwin CACHE STRING "Rust's name of the target")
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/macos.cmake")
