# zig, for programs that use libtsc with musl.
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/toolchains/x86_64-unknown-linux-musl.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
