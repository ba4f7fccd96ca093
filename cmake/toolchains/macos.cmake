# What the toolchain files for macOS share.
set(CMAKE_OSX_DEPLOYMENT_TARGET 11.0 CACHE STRING "The oldest macOS")
set(CMAKE_OSX_SYSROOT "${CMAKE_CURRENT_LIST_DIR}/macos-sdk" CACHE PATH "Stubs of the system's libraries")
set(CMAKE_INSTALL_NAME_TOOL "${TSC_TOOLCHAIN}/bin/llvm-install-name-tool")
set(CMAKE_OTOOL "${TSC_TOOLCHAIN}/bin/llvm-otool")
