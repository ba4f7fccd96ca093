# Installs the library. The installed files may be moved together.

include(CMakePackageConfigHelpers)

install(TARGETS ${TSC_LIBRARIES}
  EXPORT tscTargets
  RUNTIME COMPONENT tsc-runtime
  LIBRARY COMPONENT tsc-runtime NAMELINK_COMPONENT tsc-development
  ARCHIVE COMPONENT tsc-development)
if(WIN32)
  install(FILES "${TSC_MSVC_IMPORT_LIBRARY}"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    COMPONENT tsc-development)
endif()
install(FILES include/tsc.h include/tsc.hpp
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  COMPONENT tsc-development)

# find_package(tsc)
set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/tsc")
if(PROJECT_VERSION_MAJOR GREATER 0)
  set(compatibility SameMajorVersion)
else()
  set(compatibility SameMinorVersion)
endif()
set(made "${PROJECT_BINARY_DIR}/install")
configure_package_config_file(cmake/tscConfig.cmake.in "${made}/tscConfig.cmake"
  INSTALL_DESTINATION "${package_folder}")
write_basic_package_version_file("${made}/tscConfigVersion.cmake"
  VERSION "${PROJECT_VERSION}"
  COMPATIBILITY ${compatibility})
install(FILES "${made}/tscConfig.cmake" "${made}/tscConfigVersion.cmake"
  DESTINATION "${package_folder}"
  COMPONENT tsc-development)
install(EXPORT tscTargets
  NAMESPACE tsc::
  DESTINATION "${package_folder}"
  COMPONENT tsc-development)

# For a project that contains this one and exports targets of its own.
export(EXPORT tscTargets NAMESPACE tsc:: FILE "${made}/tscTargets.cmake")

# pkg-config tsc. Its folders are relative to the folder of tsc.pc.
set(pkgconfig_folder "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
if(IS_ABSOLUTE "${pkgconfig_folder}")
  set(pkgconfig_prefix "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH to_prefix "/${pkgconfig_folder}" "/")
  string(REGEX REPLACE "/$" "" to_prefix "${to_prefix}")
  set(pkgconfig_prefix "\${pcfiledir}/${to_prefix}")
endif()
foreach(name IN ITEMS INCLUDEDIR LIBDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${name}}")
    set("pkgconfig_${name}" "${CMAKE_INSTALL_${name}}")
  else()
    set("pkgconfig_${name}" "\${prefix}/${CMAKE_INSTALL_${name}}")
  endif()
endforeach()
list(TRANSFORM TSC_SYSTEM_LIBRARIES PREPEND "-l" OUTPUT_VARIABLE static_needs)
list(APPEND static_needs ${TSC_STATIC_OPTIONS})
list(JOIN static_needs " " static_needs)
string(REPLACE "LINKER:" "-Wl," static_needs "${static_needs}")
if(NOT TARGET tsc_static)
  set(pkgconfig_libs "Libs: -L\${libdir} -ltsc")
elseif(BUILD_SHARED_LIBS)
  set(pkgconfig_libs "Libs: -L\${libdir} -ltsc\nLibs.private: ${static_needs}")
else()
  set(pkgconfig_libs "Libs: -L\${libdir} -ltsc ${static_needs}")
endif()
configure_file(cmake/tsc.pc.in "${made}/tsc.pc" @ONLY)
install(FILES "${made}/tsc.pc"
  DESTINATION "${pkgconfig_folder}"
  COMPONENT tsc-development)

# Licences, which a program that contains the library has to show, and the bill of materials.
if(is_top_level)
  set(documents "${CMAKE_INSTALL_DOCDIR}")
else()
  set(documents "${CMAKE_INSTALL_DATAROOTDIR}/doc/libtsc")
endif()
foreach(component IN ITEMS tsc-runtime tsc-development)
  install(FILES LICENSE-APACHE LICENSE-MIT THIRD-PARTY-LICENSES.txt libtsc.cdx.json
    DESTINATION "${documents}"
    COMPONENT ${component})
endforeach()
