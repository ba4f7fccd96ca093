# macOS: makes libtsc.dylib from cargo's archive. There is no static library: Apple's and LLVM's linkers
# cannot hide the names of Rust's standard library in a partial link that LLVM's tools read.

if(NOT BUILD_SHARED_LIBS)
  message(FATAL_ERROR "libtsc has no static library on macOS: set BUILD_SHARED_LIBS")
endif()

list(TRANSFORM TSC_SYMBOLS PREPEND "_" OUTPUT_VARIABLE exports)
list(JOIN exports "\n" exports)
set(exports_file "${TSC_WORKING_FOLDER}/exported_symbols")
file(CONFIGURE OUTPUT "${exports_file}" CONTENT "${exports}\n" @ONLY)

set(TSC_SYSTEM_LIBRARIES "-framework Security" "-framework CoreFoundation")

# The linker takes what the exported functions need from the archive; this file has nothing.
set(empty "${TSC_WORKING_FOLDER}/empty.c")
file(CONFIGURE OUTPUT "${empty}" CONTENT "typedef int tsc_nothing;\n" @ONLY)
add_library(tsc SHARED "${empty}")
add_dependencies(tsc tsc_cargo)
set_target_properties(tsc PROPERTIES
  BUILD_WITH_INSTALL_NAME_DIR ON
  INSTALL_NAME_DIR "@rpath"
  MACHO_COMPATIBILITY_VERSION "${TSC_SERIES}"
  MACHO_CURRENT_VERSION "${PROJECT_VERSION}"
  LINK_DEPENDS "${TSC_ARCHIVE};${exports_file}")
target_link_libraries(tsc PRIVATE "${TSC_ARCHIVE}")
target_link_options(tsc PRIVATE
  "SHELL:-Xlinker -exported_symbols_list -Xlinker \"${exports_file}\""
  LINKER:-dead_strip)
# The linker signs the library ad hoc, so it is not changed after the link.
if(TSC_CARGO_PROFILE STREQUAL "release")
  target_link_options(tsc PRIVATE LINKER:-S,-x)
endif()
