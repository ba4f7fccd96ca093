# How cargo is asked for things.
#
# Gives: TSC_ARCHIVE, the static library as cargo makes it, by the target tsc_cargo;
#        TSC_SIMULATOR, the simulated Tableau Server, by the target tsc_simulator, on demand.

find_program(TSC_CARGO cargo REQUIRED)

if(CMAKE_CROSSCOMPILING AND NOT TSC_CARGO_TARGET)
  message(FATAL_ERROR "to cross-compile libtsc, set TSC_CARGO_TARGET to Rust's name of the target")
endif()

# CMAKE_BUILD_TYPE as cargo knows it. With a generator of many configurations it is Release for
# all of them, and so it is where none was asked for.
set(TSC_CARGO_PROFILE release)
if(NOT CMAKE_CONFIGURATION_TYPES)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    set(TSC_CARGO_PROFILE debuggable)
  elseif(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
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
set(without_folders --config "target.'cfg(all())'.rustflags = [\
'--remap-path-prefix=${cargo_home}=/cargo', \
'--remap-path-prefix=${PROJECT_SOURCE_DIR}=/libtsc', \
'--remap-path-prefix=${cargo_target}=/target']")
set(library_flags "")
if(TSC_CARGO_PROFILE STREQUAL "release")
  set(library_flags ${without_folders})
endif()

set(cargo_flags --locked "--target-dir=${cargo_target}")
set(cargo_output "${cargo_target}")
set(cargo_environment "")
if(TSC_CARGO_TARGET)
  string(APPEND cargo_output "/${TSC_CARGO_TARGET}")
  list(APPEND cargo_flags "--target=${TSC_CARGO_TARGET}")
  set(cargo_environment "TARGET_CC=${CMAKE_C_COMPILER}")
endif()

# Cargo knows what has changed, so it is always asked. One crate type alone: a second one costs
# the link-time optimisation.
set(TSC_ARCHIVE "${cargo_output}/${TSC_CARGO_PROFILE}/libtsc.a")
add_custom_target(tsc_cargo
  COMMAND "${CMAKE_COMMAND}" -E env ${cargo_environment}
          "${TSC_CARGO}" rustc ${cargo_flags} ${library_flags}
          "--profile=${TSC_CARGO_PROFILE}" --package tsc --lib --crate-type staticlib
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  BYPRODUCTS "${TSC_ARCHIVE}"
  COMMENT "Building libtsc with cargo"
  USES_TERMINAL
  VERBATIM)

# It shares cargo's folder with the library, and would wait for it there.
set(TSC_SIMULATOR "${cargo_output}/release/tsc-simulator")
add_custom_target(tsc_simulator
  COMMAND "${CMAKE_COMMAND}" -E env ${cargo_environment}
          "${TSC_CARGO}" build ${cargo_flags} ${without_folders} --release
          --package tsc-simulator
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  BYPRODUCTS "${TSC_SIMULATOR}"
  COMMENT "Building the simulated Tableau Server with cargo"
  USES_TERMINAL
  VERBATIM)
add_dependencies(tsc_simulator tsc_cargo)
