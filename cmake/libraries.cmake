# Makes libtsc.a and libtsc.so from cargo's archive.
#
# Cargo's archive contains Rust's whole standard library, whose names clash with those of any other Rust
# library in the same program. So the used parts are linked into one object whose only global names are
# those of abi/symbols.txt. Both libraries consist of this object.

# abi/symbols.txt lists the exported functions and the versions in which they first shipped.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS abi/symbols.txt)
file(STRINGS abi/symbols.txt entries REGEX "^tsc_")
set(symbols "")
set(releases "")
foreach(entry IN LISTS entries)
  if(NOT entry MATCHES "^(tsc_[a-z0-9_]+) ([0-9]+\\.[0-9]+\\.[0-9]+)$")
    message(FATAL_ERROR "abi/symbols.txt has an invalid line: ${entry}")
  endif()
  list(APPEND symbols "${CMAKE_MATCH_1}")
  list(APPEND releases "${CMAKE_MATCH_2}")
  list(APPEND "symbols_of_${CMAKE_MATCH_2}" "${CMAKE_MATCH_1}")
endforeach()
list(REMOVE_DUPLICATES releases)
list(SORT releases COMPARE NATURAL)
if(TSC_COUNT_HANDLES)
  list(APPEND symbols tsc_live_handles)
  list(GET releases 0 release)
  list(APPEND "symbols_of_${release}" tsc_live_handles)
endif()

# The same rule as cargo-c's: programs run with any later library of the same series.
if(PROJECT_VERSION_MAJOR GREATER 0)
  set(TSC_SERIES "${PROJECT_VERSION_MAJOR}")
else()
  set(TSC_SERIES "0.${PROJECT_VERSION_MINOR}")
endif()

# The version script: a node for the series, and one for each later release that added functions,
# so that the loader rejects a program that needs them if the library lacks them.
set(version_script "")
set(previous "")
foreach(release IN LISTS releases)
  string(REGEX REPLACE "^${TSC_SERIES}(\\.0)+$" "${TSC_SERIES}" node "${release}")
  list(JOIN "symbols_of_${release}" "; " names)
  if(previous)
    string(APPEND version_script "TSC_${node} { global: ${names}; } ${previous};\n")
  else()
    string(APPEND version_script "TSC_${node} { global: ${names}; local: *; };\n")
  endif()
  set(previous "TSC_${node}")
endforeach()
set(working_folder "${PROJECT_BINARY_DIR}/tsc_object")
set(version_script_file "${working_folder}/version_script")
file(CONFIGURE OUTPUT "${version_script_file}" CONTENT "${version_script}" @ONLY)

# Every function of abi/symbols.txt must exist, and so must tsc_no_variable, which replaces getenv in all
# linked code. The reference to the personality routine keeps its name, by which the linker merges it with
# the same reference in other libraries.
set(required ${symbols} tsc_no_variable)
list(TRANSFORM required PREPEND "--require-defined=")
list(JOIN required "\n" required)
file(CONFIGURE OUTPUT "${working_folder}/required" CONTENT "${required}\n" @ONLY)
set(global ${symbols} DW.ref.rust_eh_personality)
list(JOIN global "\n" global)
file(CONFIGURE OUTPUT "${working_folder}/global" CONTENT "${global}\n" @ONLY)

# Only GNU's linker can drop unused sections in a partial link. LLVM's objcopy, which CMake selects for
# clang, writes an object that no linker reads, so this asks the compiler for GNU's. The standard library's
# bitcode is removed, as tools with LLVM's plugin would treat the object as LLVM's.
# The compiler may be two words, as with ccache.
separate_arguments(compiler UNIX_COMMAND "${CMAKE_C_COMPILER_ARG1}")
list(PREPEND compiler "${CMAKE_C_COMPILER}")
execute_process(COMMAND ${compiler} -print-prog-name=objcopy
  OUTPUT_VARIABLE objcopy OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
find_program(TSC_OBJCOPY "${objcopy}" DOC "GNU objcopy" REQUIRED)
set(object "${working_folder}/libtsc.o")
set(linked "${working_folder}/linked.o")
set(objcopy_options --remove-section=.llvmbc --remove-section=.llvmcmd
    "--keep-global-symbols=${working_folder}/global")
set(strip_all "")
if(TSC_CARGO_PROFILE STREQUAL "release")
  list(APPEND objcopy_options --strip-unneeded)
  set(strip_all LINKER:--strip-all)
endif()
add_custom_command(
  OUTPUT "${object}"
  COMMAND ${compiler} -r -nostdlib -fuse-ld=bfd
          "-Wl,--gc-sections,--build-id=none,@required,--defsym=getenv=tsc_no_variable"
          "${TSC_ARCHIVE}" -o "${linked}"
  COMMAND "${TSC_OBJCOPY}" ${objcopy_options} "${linked}" "${object}"
  DEPENDS "${TSC_ARCHIVE}" "${working_folder}/required" "${working_folder}/global"
  WORKING_DIRECTORY "${working_folder}"
  COMMENT "Hiding all names but libtsc's own"
  VERBATIM)
add_custom_target(tsc_object DEPENDS "${object}")
add_dependencies(tsc_object tsc_cargo)

# The libraries that rustc names for a static library, without those that every compiler links: the C library
# and the unwinder, for which the compiler decides between static and shared.
set(TSC_SYSTEM_LIBRARIES util rt pthread m dl)

# The library stays loaded, because a thread that resolves a name may still run in it. A plug-in that contains
# the static library has to stay loaded, too, and must not export its functions: a plug-in with another
# version would call them.
set(TSC_STAYS_LOADED "LINKER:-z,nodelete")
set(TSC_STATIC_OPTIONS "${TSC_STAYS_LOADED}" "LINKER:--exclude-libs,libtsc.a")

add_library(tsc_static STATIC "${object}")
add_dependencies(tsc_static tsc_object)
set_target_properties(tsc_static PROPERTIES
  LINKER_LANGUAGE C
  OUTPUT_NAME tsc
  EXPORT_NAME static)
target_link_libraries(tsc_static INTERFACE ${TSC_SYSTEM_LIBRARIES})
target_link_options(tsc_static INTERFACE ${TSC_STATIC_OPTIONS})
target_include_directories(tsc_static INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
  "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
add_library(tsc::static ALIAS tsc_static)

if(BUILD_SHARED_LIBS)
  add_library(tsc SHARED "${object}")
  add_dependencies(tsc tsc_object)
  set_target_properties(tsc PROPERTIES
    LINKER_LANGUAGE C
    VERSION "${PROJECT_VERSION}"
    SOVERSION "${TSC_SERIES}"
    LINK_DEPENDS "${version_script_file}")
  target_link_libraries(tsc PRIVATE ${TSC_SYSTEM_LIBRARIES})
  target_link_options(tsc PRIVATE
    "${TSC_STAYS_LOADED}" LINKER:-z,relro,-z,now
    "SHELL:-Xlinker \"--version-script=${version_script_file}\""
    LINKER:--gc-sections,--as-needed ${strip_all})
  target_include_directories(tsc INTERFACE
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
else()
  add_library(tsc INTERFACE)
  target_link_libraries(tsc INTERFACE tsc_static)
endif()
add_library(tsc::tsc ALIAS tsc)
