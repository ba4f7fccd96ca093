# The exported functions. abi/symbols.txt lists them, and the versions in which they first shipped. Sets
#
#   TSC_SYMBOLS           the names of the functions
#   TSC_RELEASES          the versions that added functions, oldest first
#   TSC_SYMBOLS_OF_<V>    those that version V added
#   TSC_SERIES            the series of the library, such as 0.1: programs run with any later library of
#                         the same series. The rule is the same as cargo-c's.

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS abi/symbols.txt)
file(STRINGS abi/symbols.txt entries REGEX "^tsc_")
set(TSC_SYMBOLS "")
set(TSC_RELEASES "")
foreach(entry IN LISTS entries)
  if(NOT entry MATCHES "^(tsc_[a-z0-9_]+) ([0-9]+\\.[0-9]+\\.[0-9]+)$")
    message(FATAL_ERROR "abi/symbols.txt has an invalid line: ${entry}")
  endif()
  list(APPEND TSC_SYMBOLS "${CMAKE_MATCH_1}")
  list(APPEND TSC_RELEASES "${CMAKE_MATCH_2}")
  list(APPEND "TSC_SYMBOLS_OF_${CMAKE_MATCH_2}" "${CMAKE_MATCH_1}")
endforeach()
list(REMOVE_DUPLICATES TSC_RELEASES)
list(SORT TSC_RELEASES COMPARE NATURAL)
set(for_tests "")
if(TSC_COUNT_HANDLES)
  list(APPEND for_tests tsc_live_handles)
endif()
if(TSC_EXPORT_PANIC)
  list(APPEND for_tests tsc_panic)
endif()
list(APPEND TSC_SYMBOLS ${for_tests})
list(GET TSC_RELEASES 0 release)
list(APPEND "TSC_SYMBOLS_OF_${release}" ${for_tests})

if(PROJECT_VERSION_MAJOR GREATER 0)
  set(TSC_SERIES "${PROJECT_VERSION_MAJOR}")
else()
  set(TSC_SERIES "0.${PROJECT_VERSION_MINOR}")
endif()
