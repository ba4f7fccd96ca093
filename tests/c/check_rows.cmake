# Fails if PROGRAM has not exactly one row for each parameter of tsc.h of the KIND that it
# tests, "pointers" or "strings": a function that is added later is not forgotten.
#
#   cmake -DHEADER=... -DPROGRAM=... -DKIND=... -P check_rows.cmake

include("${CMAKE_CURRENT_LIST_DIR}/declarations.cmake")
tsc_declarations("${HEADER}" functions pointers strings)
execute_process(COMMAND "${PROGRAM}" --list OUTPUT_VARIABLE listed RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} --list failed: ${result}")
endif()
string(REGEX REPLACE "\n$" "" listed "${listed}")
string(REPLACE "\n" ";" rows "${listed}")

set(missing "${${KIND}}")
list(REMOVE_ITEM missing ${rows})
set(unknown "${rows}")
list(REMOVE_ITEM unknown ${${KIND}})
list(LENGTH rows count)
list(REMOVE_DUPLICATES rows)
list(LENGTH rows different)
if(missing OR unknown OR NOT count EQUAL different)
  list(JOIN missing "\n  " missing)
  list(JOIN unknown "\n  " unknown)
  message(FATAL_ERROR "${count} rows, ${different} different ones.\n"
                      "Without a row:\n  ${missing}\nNot in tsc.h:\n  ${unknown}")
endif()
