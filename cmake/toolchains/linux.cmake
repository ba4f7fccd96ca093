# What the toolchain files for Linux share. zig has no partial link that drops sections, so GNU's linker does
# it, which scripts/build-target installs.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(TSC_GNU_LD aarch64-linux-gnu-ld.bfd CACHE STRING "GNU ld")
  set(TSC_OBJCOPY aarch64-linux-gnu-objcopy CACHE STRING "GNU objcopy")
else()
  set(TSC_GNU_LD ld.bfd CACHE STRING "GNU ld")
  set(TSC_OBJCOPY objcopy CACHE STRING "GNU objcopy")
endif()
# The unwinder is linked into libtsc.so: a system without gcc may lack libgcc_s.
set(TSC_UNWINDER unwind CACHE STRING "The library that unwinds the stack after a panic")
