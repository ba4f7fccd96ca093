# Windows 10 or later on x86-64, with the Universal C Runtime.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(TSC_CARGO_TARGET x86_64-pc-windows-gnullvm CACHE STRING "Rust's name of the target")
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
set(CMAKE_RC_COMPILER "${TSC_TOOLCHAIN}/bin/llvm-windres")
set(TSC_UNWINDER unwind CACHE STRING "The library that unwinds the stack after a panic")
set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/../../tests/platforms/wine")
