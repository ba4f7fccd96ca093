# Linux: makes libtsc.a and libtsc.so from cargo's archive.
#
# Cargo's archive contains Rust's whole standard library, whose names clash with those of any other Rust
# library in the same program. So the used parts are linked into one object whose only global names are
# those of abi/symbols.txt. Both libraries consist of this object.

# The version script: a node for the series, and one for each later release that added functions,
# so that the loader rejects a program that needs them if the library lacks them.
set(version_script "")
set(previous "")
foreach(release IN LISTS TSC_RELEASES)
  string(REGEX REPLACE "^${TSC_SERIES}(\\.0)+$" "${TSC_SERIES}" node "${release}")
  list(JOIN "TSC_SYMBOLS_OF_${release}" "; " names)
  if(previous)
    string(APPEND version_script "TSC_${node} { global: ${names}; } ${previous};\n")
  else()
    string(APPEND version_script "TSC_${node} { global: ${names}; local: *; };\n")
  endif()
  set(previous "TSC_${node}")
endforeach()
set(version_script_file "${TSC_WORKING_FOLDER}/version_script")
file(CONFIGURE OUTPUT "${version_script_file}" CONTENT "${version_script}" @ONLY)

# Every function of abi/symbols.txt must exist, and so must tsc_no_variable, which replaces getenv in all
# linked code. The reference to the personality routine keeps its name, by which the linker merges it with
# the same reference in other libraries.
set(required ${TSC_SYMBOLS} tsc_no_variable)
list(TRANSFORM required PREPEND "--require-defined=")
list(JOIN required "\n" required)
file(CONFIGURE OUTPUT "${TSC_WORKING_FOLDER}/required" CONTENT "${required}\n" @ONLY)
set(global ${TSC_SYMBOLS} DW.ref.rust_eh_personality)
list(JOIN global "\n" global)
file(CONFIGURE OUTPUT "${TSC_WORKING_FOLDER}/global" CONTENT "${global}\n" @ONLY)

# Only GNU's linker can drop unused sections in a partial link. LLVM's objcopy, which CMake selects for
# clang, writes an object that no linker reads, so this asks the compiler for GNU's. A toolchain file whose
# compiler does not know them sets TSC_GNU_LD and TSC_OBJCOPY.
if(TSC_GNU_LD)
  set(partial_link "${TSC_GNU_LD}" -r)
  set(partial_link_options --gc-sections --build-id=none @required --defsym=getenv=tsc_no_variable)
else()
  # The compiler may be two words, as with ccache.
  separate_arguments(compiler UNIX_COMMAND "${CMAKE_C_COMPILER_ARG1}")
  list(PREPEND compiler "${CMAKE_C_COMPILER}")
  set(partial_link ${compiler} -r -nostdlib -fuse-ld=bfd)
  set(partial_link_options
      "-Wl,--gc-sections,--build-id=none,@required,--defsym=getenv=tsc_no_variable")
  execute_process(COMMAND ${compiler} -print-prog-name=objcopy
    OUTPUT_VARIABLE objcopy OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  find_program(TSC_OBJCOPY "${objcopy}" DOC "GNU objcopy" REQUIRED)
endif()

# The standard library's bitcode is removed, as tools with LLVM's plugin would treat the object as LLVM's.
set(object "${TSC_WORKING_FOLDER}/libtsc.o")
set(linked "${TSC_WORKING_FOLDER}/linked.o")
set(objcopy_options --remove-section=.llvmbc --remove-section=.llvmcmd
    "--keep-global-symbols=${TSC_WORKING_FOLDER}/global")
set(strip_all "")
if(TSC_CARGO_PROFILE STREQUAL "release")
  list(APPEND objcopy_options --strip-unneeded)
  set(strip_all LINKER:--strip-all)
endif()
add_custom_command(
  OUTPUT "${object}"
  COMMAND ${partial_link} ${partial_link_options} "${TSC_ARCHIVE}" -o "${linked}"
  COMMAND "${TSC_OBJCOPY}" ${objcopy_options} "${linked}" "${object}"
  DEPENDS "${TSC_ARCHIVE}" "${TSC_WORKING_FOLDER}/required" "${TSC_WORKING_FOLDER}/global"
  WORKING_DIRECTORY "${TSC_WORKING_FOLDER}"
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

if(BUILD_SHARED_LIBS)
  add_library(tsc SHARED "${object}")
  add_dependencies(tsc tsc_object)
  set_target_properties(tsc PROPERTIES LINK_DEPENDS "${version_script_file}")
  target_link_options(tsc PRIVATE
    "${TSC_STAYS_LOADED}" LINKER:-z,relro,-z,now
    "SHELL:-Xlinker \"--version-script=${version_script_file}\""
    LINKER:--gc-sections,--as-needed ${strip_all})
endif()
