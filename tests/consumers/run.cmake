# Running the consumers' programs as tests: each beside a simulator, TSC_HOST_SIMULATOR, for the machine that
# runs the tests.

set(TSC_HOST_SIMULATOR "" CACHE FILEPATH "The simulator; if empty, the programs are only built")
if(TSC_HOST_SIMULATOR)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  enable_testing()
endif()

# consumer_runs(PROGRAM LIBRARY): adds a test that runs the program. On Windows the library, a file, is copied
# to the program's folder, where Windows looks for a DLL.
function(consumer_runs program library)
  if(WIN32)
    add_custom_command(TARGET "${program}" POST_BUILD
      COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${library}" "$<TARGET_FILE_DIR:${program}>")
  endif()
  if(TSC_HOST_SIMULATOR)
    add_test(NAME "${program}"
      COMMAND "${Python3_EXECUTABLE}" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../c/with_simulator"
              "${TSC_HOST_SIMULATOR}" ${CMAKE_CROSSCOMPILING_EMULATOR} "$<TARGET_FILE:${program}>")
  endif()
endfunction()
