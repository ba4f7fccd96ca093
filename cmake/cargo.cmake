# How cargo is asked for things.
#
# Gives: TSC_ARCHIVE, the static library as cargo makes it, by the target tsc_cargo;
#        TSC_SIMULATOR, the simulated Tableau Server, by the target tsc_simulator, on demand.

find_program(TSC_CARGO cargo REQUIRED)

# The target is always named, so that its folder is known whatever the user's own settings of cargo
# name.
if(TSC_CARGO_TARGET)
  set(triple "${TSC_CARGO_TARGET}")
elseif(CMAKE_CROSSCOMPILING)
  message(FATAL_ERROR "to cross-compile libtsc, set TSC_CARGO_TARGET to Rust's name of the target")
else()
  execute_process(COMMAND "${TSC_CARGO}" -vV
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE cargo_says COMMAND_ERROR_IS_FATAL ANY)
  if(NOT cargo_says MATCHES "host: ([^\n]+)")
    message(FATAL_ERROR "cargo -vV does not say for which host it is: ${cargo_says}")
  endif()
  set(triple "${CMAKE_MATCH_1}")
endif()

# CMAKE_BUILD_TYPE as cargo knows it. With a generator of many configurations it is Release for
# all of them, and so it is where none was asked for.
set(TSC_CARGO_PROFILE release)
if(NOT CMAKE_CONFIGURATION_TYPES)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
  if(build_type STREQUAL "DEBUG")
    set(TSC_CARGO_PROFILE debuggable)
  elseif(build_type STREQUAL "RELWITHDEBINFO")
    set(TSC_CARGO_PROFILE release-with-debug-info)
  endif()
endif()

# As it was when this was first configured, so that a later build goes to the same place.
set(TSC_CARGO_TARGET_DIR "$ENV{CARGO_TARGET_DIR}" CACHE PATH
    "Where cargo builds; empty: in CMake's folder")
if(TSC_CARGO_TARGET_DIR)
  get_filename_component(cargo_target "${TSC_CARGO_TARGET_DIR}" ABSOLUTE
    BASE_DIR "${PROJECT_SOURCE_DIR}")
else()
  set(cargo_target "${PROJECT_BINARY_DIR}/cargo")
endif()

# No folder of the machine that built it is in what ships, so the same bytes come out of any. What
# is to be debugged says where its source is.
if(DEFINED ENV{CARGO_HOME})
  file(TO_CMAKE_PATH "$ENV{CARGO_HOME}" cargo_home)
else()
  file(TO_CMAKE_PATH "$ENV{HOME}/.cargo" cargo_home)
endif()
set(remapped
  "--remap-path-prefix=${cargo_home}=/cargo"
  "--remap-path-prefix=${PROJECT_SOURCE_DIR}=/libtsc"
  "--remap-path-prefix=${cargo_target}=/target")
if(DEFINED ENV{RUSTFLAGS})
  # They are instead of any in a file or on the command line.
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
set(library_environment "")
set(library_flags "")
if(TSC_CARGO_PROFILE STREQUAL "release")
  set(library_environment ${without_folders_environment})
  set(library_flags ${without_folders})
endif()

if(TSC_COUNT_HANDLES)
  list(APPEND library_flags --features live-handles)
endif()

set(cargo_flags --locked "--target=${triple}" "--target-dir=${cargo_target}")
set(cargo_output "${cargo_target}/${triple}")
if(TSC_CARGO_TARGET)
  # What is written in C and assembly comes from the toolchain file's compiler.
  string(REPLACE "-" "_" suffix "${triple}")
  set(flags "${CMAKE_C_FLAGS}")
  if(CMAKE_SYSROOT)
    string(APPEND flags " --sysroot=${CMAKE_SYSROOT}")
  endif()
  list(APPEND library_environment "CC_${suffix}=${CMAKE_C_COMPILER}" "CFLAGS_${suffix}=${flags}")
endif()

# Cargo knows what has changed, so it is always asked. What it had built before it brings back as old
# as it is, which Make would not notice: so a copy is made if it is another one. One crate type alone:
# a second one costs the link-time optimisation.
set(TSC_ARCHIVE "${PROJECT_BINARY_DIR}/tsc_object/cargo.a")
add_custom_target(tsc_cargo
  COMMAND "${CMAKE_COMMAND}" -E env ${library_environment}
          "${TSC_CARGO}" rustc ${cargo_flags} ${library_flags}
          "--profile=${TSC_CARGO_PROFILE}" --package tsc --lib --crate-type staticlib
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different
          "${cargo_output}/${TSC_CARGO_PROFILE}/libtsc.a" "${TSC_ARCHIVE}"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  BYPRODUCTS "${TSC_ARCHIVE}"
  COMMENT "Building libtsc with cargo"
  USES_TERMINAL
  VERBATIM)

# It shares cargo's folder with the library, and would wait for it there.
set(TSC_SIMULATOR "${PROJECT_BINARY_DIR}/tsc-simulator")
add_custom_target(tsc_simulator
  COMMAND "${CMAKE_COMMAND}" -E env ${without_folders_environment}
          "${TSC_CARGO}" build ${cargo_flags} ${without_folders} --release
          --package tsc-simulator
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different
          "${cargo_output}/release/tsc-simulator" "${TSC_SIMULATOR}"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  BYPRODUCTS "${TSC_SIMULATOR}"
  COMMENT "Building the simulated Tableau Server with cargo"
  USES_TERMINAL
  VERBATIM)
add_dependencies(tsc_simulator tsc_cargo)
