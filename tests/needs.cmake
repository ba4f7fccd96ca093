# What some tests need of a system, and not every system has. A test that needs what this one lacks is left
# out, and the configuration says so.

include(CheckSymbolExists)

# What this system has.
set(tsc_system "")
if(WIN32)
  list(APPEND tsc_system WINDOWS)
endif()
if(UNIX)
  list(APPEND tsc_system POSIX)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND tsc_system LINUX)
  if(NOT CMAKE_CROSSCOMPILING_EMULATOR)
    list(APPEND tsc_system KERNEL)
  endif()
  check_symbol_exists(__GLIBC__ features.h TSC_HAS_GLIBC)
  if(TSC_HAS_GLIBC)
    list(APPEND tsc_system GLIBC)
  endif()
endif()

# "TEST NEED REASON"
set(tsc_needs
  "c.fork POSIX it forks"
  "c.callback_fork POSIX it forks"
  "c.cancelled_threads POSIX it cancels threads within system calls"
  "c.idle LINUX its clock_gettime takes the place of the C library's"
  "c.secrets LINUX it searches its memory in /proc/self/mem"
  "c.secrets_kept LINUX it searches its memory in /proc/self/mem"
  "c.suspend KERNEL it enters a time namespace, which a process with an emulator's threads may not"
  "c.privileged KERNEL it runs a program that has the set-group-ID bit, which an emulator does not see"
  "c.dlopen GLIBC its getaddrinfo and malloc take the place of the C library's"
  "c.load_library WINDOWS it loads a DLL")

# tsc_has_what_it_needs(RESULT TEST)
function(tsc_has_what_it_needs result test)
  set(${result} ON PARENT_SCOPE)
  foreach(entry IN LISTS tsc_needs)
    if(entry MATCHES "^${test} ([A-Z]+) (.*)$" AND NOT CMAKE_MATCH_1 IN_LIST tsc_system)
      message(STATUS "not on this system: ${test}: ${CMAKE_MATCH_2}")
      set(${result} OFF PARENT_SCOPE)
    endif()
  endforeach()
endfunction()
