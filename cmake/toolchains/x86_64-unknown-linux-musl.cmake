# Linux on x86-64, with musl. The libraries serve dynamic and static programs.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(TSC_CARGO_TARGET x86_64-unknown-linux-musl CACHE STRING "Rust's name of the target")
set(TSC_RUSTFLAGS "-C;target-feature=-crt-static" CACHE STRING "More options for rustc")
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
