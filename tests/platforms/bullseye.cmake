# zig, for programs that use libtsc with glibc 2.17 or later; they run in Debian 11. glibc 2.17 has mallinfo and
# not what has replaced it, and zig's headers are those of a later glibc.
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/toolchains/x86_64-unknown-linux-gnu.cmake")
set(CMAKE_C_FLAGS_INIT -Wno-deprecated-declarations)
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/bullseye")
