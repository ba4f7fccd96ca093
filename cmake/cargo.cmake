# Builds with cargo. Sets
#
#   TSC_ARCHIVE    the static library as cargo makes it, built by the target tsc_cargo
#   TSC_SIMULATOR  the simulated Tableau Server, built by the target tsc_simulator, on demand

find_program(TSC_CARGO cargo REQUIRED)

# The target is always named, so that its folder is known whatever target the user's Cargo
# configuration has.
if(TSC_CARGO_TARGET)
  set(triple "${TSC_CARGO_TARGET}")
elseif(CMAKE_CROSSCOMPILING)
  message(FATAL_ERROR "to cross-compile libtsc, set TSC_CARGO_TARGET to Rust's name of the target")
else()
  execute_process(COMMAND "${TSC_CARGO}" -vV
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE cargo_version COMMAND_ERROR_IS_FATAL ANY)
  if(NOT cargo_version MATCHES "host: ([^\n]+)")
    message(FATAL_ERROR "cargo -vV does not name its host: ${cargo_version}")
  endif()
  set(triple "${CMAKE_MATCH_1}")
endif()

if(triple MATCHES "-windows-msvc$")
  message(FATAL_ERROR "libtsc is not built for ${triple}: set TSC_CARGO_TARGET to x86_64-pc-windows-gnullvm or "
                      "x86_64-pc-windows-gnu, and a compiler for MinGW")
endif()

# Cargo's profile for CMAKE_BUILD_TYPE. It is release if none is set, and for all configurations of a
# multi-configuration generator.
set(TSC_CARGO_PROFILE release)
if(NOT CMAKE_CONFIGURATION_TYPES)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
  if(build_type STREQUAL "DEBUG")
    set(TSC_CARGO_PROFILE debuggable)
  elseif(build_type STREQUAL "RELWITHDEBINFO")
    set(TSC_CARGO_PROFILE release-with-debug-info)
  endif()
endif()

# The value at the first configuration is kept, so that later builds use the same folder.
set(TSC_CARGO_TARGET_DIR "$ENV{CARGO_TARGET_DIR}" CACHE PATH
    "Where cargo builds; if empty, in CMake's build folder")
if(TSC_CARGO_TARGET_DIR)
  get_filename_component(cargo_target "${TSC_CARGO_TARGET_DIR}" ABSOLUTE
    BASE_DIR "${PROJECT_SOURCE_DIR}")
else()
  set(cargo_target "${PROJECT_BINARY_DIR}/cargo")
endif()

# A release build names no folder of the machine, so that it has the same bytes on any machine. Builds for
# debugging keep the paths of their source.
if(DEFINED ENV{CARGO_HOME})
  file(TO_CMAKE_PATH "$ENV{CARGO_HOME}" cargo_home)
else()
  file(TO_CMAKE_PATH "$ENV{HOME}/.cargo" cargo_home)
endif()
if(APPLE AND NOT CMAKE_OSX_DEPLOYMENT_TARGET)
  # The oldest macOS that Apple's processors run with.
  set(CMAKE_OSX_DEPLOYMENT_TARGET 11.0)
endif()
set(remapped
  "--remap-path-prefix=${cargo_home}=/cargo"
  "--remap-path-prefix=${PROJECT_SOURCE_DIR}=/libtsc"
  "--remap-path-prefix=${cargo_target}=/target"
  ${TSC_RUSTFLAGS})
if(TSC_BUILD_STD)
  get_filename_component(cargo_bin "${TSC_CARGO}" DIRECTORY)
  find_program(TSC_RUSTC rustc HINTS "${cargo_bin}" REQUIRED)
  execute_process(COMMAND "${TSC_RUSTC}" --print sysroot
    OUTPUT_VARIABLE sysroot OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(std_source "${sysroot}/lib/rustlib/src/rust")
  file(REAL_PATH "${std_source}" real_std_source)
  list(APPEND remapped "--remap-path-prefix=${std_source}=/rust" "--remap-path-prefix=${real_std_source}=/rust")
endif()
if(DEFINED ENV{RUSTFLAGS})
  # RUSTFLAGS override those of a configuration file or the command line.
  string(REGEX MATCHALL "[^ ]+" rustflags "$ENV{RUSTFLAGS}")
  list(APPEND rustflags ${remapped})
  string(ASCII 31 separator)
  list(JOIN rustflags "${separator}" rustflags)
  set(without_folders_environment "CARGO_ENCODED_RUSTFLAGS=${rustflags}")
  set(without_folders "")
else()
  list(JOIN remapped "', '" rustflags)
  set(without_folders_environment "")
  set(without_folders --config "target.${triple}.rustflags = ['${rustflags}']")
endif()
set(target_environment "")
if(APPLE)
  list(APPEND target_environment "MACOSX_DEPLOYMENT_TARGET=${CMAKE_OSX_DEPLOYMENT_TARGET}")
endif()
if(TSC_BUILD_STD)
  list(APPEND target_environment "RUSTC=${TSC_RUSTC}")
  # Cargo has this in its nightly releases only, and RUSTC_BOOTSTRAP makes it one.
  list(APPEND target_environment RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_unwind)
endif()
set(library_environment "")
set(library_flags "")
if(TSC_CARGO_PROFILE STREQUAL "release")
  set(library_environment ${without_folders_environment})
  set(library_flags ${without_folders})
endif()

if(TSC_COUNT_HANDLES)
  list(APPEND library_flags --features live-handles)
endif()
if(TSC_EXPORT_PANIC)
  list(APPEND library_flags --features panic)
endif()

set(cargo_flags --locked "--target=${triple}" "--target-dir=${cargo_target}")
set(cargo_output "${cargo_target}/${triple}")
if(TSC_CARGO_TARGET)
  # C and assembly of the dependencies are compiled with the toolchain file's compiler.
  string(REPLACE "-" "_" suffix "${triple}")
  set(flags "${CMAKE_C_FLAGS}")
  if(CMAKE_SYSROOT)
    string(APPEND flags " --sysroot=${CMAKE_SYSROOT}")
  endif()
  list(APPEND target_environment "CC_${suffix}=${CMAKE_C_COMPILER}" "CFLAGS_${suffix}=${flags}")
  # Programs are linked by it, too.
  string(TOUPPER "${suffix}" suffix)
  list(APPEND target_environment "CARGO_TARGET_${suffix}_LINKER=${CMAKE_C_COMPILER}")
endif()

# Cargo knows what has changed, so it always runs. If it restores an earlier build, the file keeps its old
# time, which Make would not notice: so the archive is copied if its content differs. There is only one
# crate type, as a second one costs the link-time optimisation.
set(TSC_ARCHIVE "${PROJECT_BINARY_DIR}/tsc_object/cargo.a")
add_custom_target(tsc_cargo
  COMMAND "${CMAKE_COMMAND}" -E env ${target_environment} ${library_environment}
          "${TSC_CARGO}" rustc ${cargo_flags} ${library_flags}
          "--profile=${TSC_CARGO_PROFILE}" --package tsc --lib --crate-type staticlib
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different
          "${cargo_output}/${TSC_CARGO_PROFILE}/libtsc.a" "${TSC_ARCHIVE}"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  BYPRODUCTS "${TSC_ARCHIVE}"
  COMMENT "Building libtsc with cargo"
  USES_TERMINAL
  VERBATIM)

# It depends on tsc_cargo because both lock cargo's folder: it would wait there.
set(TSC_SIMULATOR "${PROJECT_BINARY_DIR}/tsc-simulator${CMAKE_EXECUTABLE_SUFFIX}")
add_custom_target(tsc_simulator
  COMMAND "${CMAKE_COMMAND}" -E env ${target_environment} ${without_folders_environment}
          "${TSC_CARGO}" build ${cargo_flags} ${without_folders} --release
          --package tsc-simulator
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different
          "${cargo_output}/release/tsc-simulator${CMAKE_EXECUTABLE_SUFFIX}" "${TSC_SIMULATOR}"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  BYPRODUCTS "${TSC_SIMULATOR}"
  COMMENT "Building the simulated Tableau Server with cargo"
  USES_TERMINAL
  VERBATIM)
add_dependencies(tsc_simulator tsc_cargo)
