# macOS 11 or later on Apple's processors.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR arm64)
set(CMAKE_OSX_ARCHITECTURES arm64)
set(TSC_CARGO_TARGET aarch64-apple-darwin CACHE STRING "Rust's name of the target")
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/macos.cmake")
