# Windows: makes tsc.dll from cargo's archive, and import libraries for MinGW (libtsc.dll.a) and MSVC
# (tsc.lib). There is no static library: GNU's linker cannot link Rust's objects partially here, and the
# others have no partial link.

if(MSVC)
  message(FATAL_ERROR "libtsc is built by a compiler for MinGW; programs of MSVC link its tsc.dll by "
                      "tsc.lib. Set CMAKE_TOOLCHAIN_FILE or the compiler")
endif()
if(NOT BUILD_SHARED_LIBS)
  message(FATAL_ERROR "libtsc has no static library on Windows: set BUILD_SHARED_LIBS")
endif()

list(JOIN TSC_SYMBOLS "\n" exports)
set(def_file "${TSC_WORKING_FOLDER}/tsc.def")
file(CONFIGURE OUTPUT "${def_file}" CONTENT "LIBRARY tsc.dll\nEXPORTS\n${exports}\n" @ONLY)

# What the file's properties show.
string(REPLACE "." "," TSC_VERSION_NUMBERS "${PROJECT_VERSION}.0")
configure_file(cmake/tsc.rc.in "${TSC_WORKING_FOLDER}/tsc.rc" @ONLY)
enable_language(RC)

# The libraries that rustc names.
set(TSC_SYSTEM_LIBRARIES ntdll ws2_32 crypt32 bcrypt)

add_library(tsc SHARED "${def_file}" "${TSC_WORKING_FOLDER}/tsc.rc")
add_dependencies(tsc tsc_cargo)
# The first word of a library's own name is the name of the DLL, in PREFIX as in the def file.
set_target_properties(tsc PROPERTIES
  PREFIX ""
  LINK_DEPENDS "${TSC_ARCHIVE};${def_file}")
target_link_libraries(tsc PRIVATE "${TSC_ARCHIVE}")
target_link_options(tsc PRIVATE LINKER:--gc-sections)
if(TSC_CARGO_PROFILE STREQUAL "release")
  target_link_options(tsc PRIVATE -s)
endif()

# MSVC's linker looks for tsc.lib. The tool writes the same bytes in each build.
find_program(TSC_DLLTOOL NAMES llvm-dlltool llvm-dlltool-22 REQUIRED DOC "LLVM's dlltool")
set(TSC_MSVC_IMPORT_LIBRARY "${TSC_WORKING_FOLDER}/tsc.lib")
add_custom_command(
  OUTPUT "${TSC_MSVC_IMPORT_LIBRARY}"
  COMMAND "${TSC_DLLTOOL}" -m i386:x86-64 -d "${def_file}" -l "${TSC_MSVC_IMPORT_LIBRARY}"
  DEPENDS "${def_file}"
  COMMENT "Making the import library for MSVC"
  VERBATIM)
add_custom_target(tsc_import_library ALL DEPENDS "${TSC_MSVC_IMPORT_LIBRARY}")
