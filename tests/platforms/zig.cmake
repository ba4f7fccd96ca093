# What the toolchain files for programs that zig compiles share: no checks for undefined behaviour, which need
# a library; and no copies of the C library's variables in the program, which have half of the size with musl.
foreach(language IN ITEMS C CXX)
  string(APPEND CMAKE_${language}_FLAGS_INIT " -fno-sanitize=undefined -fPIC")
endforeach()
# A program with the static library unwinds the stack after a panic, and zig links C programs without an unwinder.
set(CMAKE_C_STANDARD_LIBRARIES_INIT -lunwind)
