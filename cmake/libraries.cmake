# Makes the libraries from cargo's archive, as the system's file says. Sets
#
#   tsc, tsc_static       the targets of the shared and the static library. There is no static library
#                         where a partial link cannot hide the names of Rust's standard library
#   TSC_SYSTEM_LIBRARIES  the system's libraries that cargo's archive needs
#   TSC_STATIC_OPTIONS    options for linking what contains the static library

include(cmake/symbols.cmake)
set(TSC_WORKING_FOLDER "${PROJECT_BINARY_DIR}/tsc_object")
set(TSC_STATIC_OPTIONS "")
if(WIN32)
  include(cmake/windows.cmake)
elseif(APPLE)
  include(cmake/macos.cmake)
else()
  include(cmake/elf.cmake)
endif()

set(TSC_LIBRARIES "")
if(TARGET tsc)
  set_target_properties(tsc PROPERTIES
    LINKER_LANGUAGE C
    VERSION "${PROJECT_VERSION}"
    SOVERSION "${TSC_SERIES}")
  # A compiler that links no unwinder by itself has one in TSC_UNWINDER.
  target_link_libraries(tsc PRIVATE ${TSC_SYSTEM_LIBRARIES} ${TSC_UNWINDER})
else()
  add_library(tsc INTERFACE)
  target_link_libraries(tsc INTERFACE tsc_static)
endif()
add_library(tsc::tsc ALIAS tsc)
if(TARGET tsc_static)
  add_library(tsc::static ALIAS tsc_static)
endif()
foreach(library IN ITEMS tsc tsc_static)
  if(TARGET ${library})
    list(APPEND TSC_LIBRARIES ${library})
    target_include_directories(${library} INTERFACE
      "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
      "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  endif()
endforeach()
