# How a test's program runs: with a simulator, which runs on the machine that runs the tests.
#
# A program starts the simulator that the variable TSC_SIMULATOR names. If TSC_HOST_SIMULATOR is set,
# tests/c/with_simulator starts that one, beside each program; a program for another system needs it.

set(TSC_HOST_SIMULATOR "" CACHE FILEPATH
    "The simulator for the machine that runs the tests; if empty, it is built for the target")
if(TSC_HOST_SIMULATOR)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  set(tsc_with_simulator
      "${Python3_EXECUTABLE}" "${CMAKE_CURRENT_LIST_DIR}/c/with_simulator" "${TSC_HOST_SIMULATOR}")
elseif(CMAKE_CROSSCOMPILING OR NOT TARGET tsc_simulator)
  message(FATAL_ERROR "to test a library for another system, or one that is installed, set "
          "TSC_HOST_SIMULATOR to the simulator for this machine")
endif()

find_program(TSC_VALGRIND valgrind)
# Values that are not defined are not looked for: memcheck takes for such what the library's
# cryptography computes in assembly. Nor are possible losses: Rust keeps one small block for
# the main thread by a pointer into its middle. Threads take turns, or one that waits in a
# loop keeps the library's own from running.
set(tsc_valgrind
  "${TSC_VALGRIND}" --quiet --error-exitcode=99 --leak-check=full
  --errors-for-leak-kinds=definite,indirect --show-leak-kinds=definite,indirect
  --undef-value-errors=no --fair-sched=yes --child-silent-after-fork=yes)

# tsc_run(NAME TARGET [ALONE] [VALGRIND] [STATE] [PRINTS EXPRESSION] [SIMULATOR ...] [ARGUMENTS ...]): adds a test
# that runs the target. With ALONE it needs no simulator. With VALGRIND it runs in valgrind. With STATE the
# program prints the simulator's state with --print-state. With TSC_HOST_SIMULATOR, PRINTS is a regular expression
# of Python's for what it prints, and SIMULATOR has arguments of the simulator.
function(tsc_run name target)
  cmake_parse_arguments(PARSE_ARGV 2 run "ALONE;VALGRIND;STATE" "PRINTS" "SIMULATOR;ARGUMENTS")
  set(environment "")
  set(command "")
  if(run_ALONE)
  elseif(NOT TSC_HOST_SIMULATOR)
    list(APPEND environment "TSC_SIMULATOR=${TSC_SIMULATOR}")
  else()
    list(APPEND command ${tsc_with_simulator})
    if(run_STATE)
      list(APPEND command --state-of-program)
    endif()
    foreach(argument IN LISTS run_SIMULATOR)
      list(APPEND command --simulator "${argument}")
    endforeach()
    if(DEFINED run_PRINTS)
      list(APPEND command --prints "${run_PRINTS}")
    endif()
  endif()
  if(run_VALGRIND)
    list(APPEND command ${tsc_valgrind})
  endif()
  if(WIN32 AND CMAKE_CROSSCOMPILING)
    # Wine converts the names of files from the locale's character set.
    list(APPEND environment LC_ALL=C.UTF-8 WINEDEBUG=-all)
  endif()
  add_test(NAME "${name}"
    COMMAND ${command} ${CMAKE_CROSSCOMPILING_EMULATOR} "$<TARGET_FILE:${target}>" ${run_ARGUMENTS})
  set(limit 300)
  if(CMAKE_CROSSCOMPILING_EMULATOR)
    set(limit 900)
  endif()
  set_tests_properties("${name}" PROPERTIES
    ENVIRONMENT "${environment}"
    TIMEOUT ${limit})
endfunction()

# tsc_test_program(TARGET NAME): a program NAME, with all that it needs to run.
function(tsc_test_program target name)
  set_target_properties("${target}" PROPERTIES OUTPUT_NAME "${name}")
  if(NOT TSC_HOST_SIMULATOR)
    add_dependencies("${target}" tsc_simulator)
  endif()
  tsc_runs_in("${target}" "${CMAKE_CURRENT_BINARY_DIR}")
endfunction()
