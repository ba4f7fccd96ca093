# tsc_runs_in(TARGET FOLDER): the program is made in the folder, where it finds the library. Windows looks for a
# DLL in the program's folder, so the programs of a folder share a copy there.
function(tsc_runs_in target folder)
  # The expression is empty; with it, no folder for a configuration is added.
  set_target_properties("${target}" PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${folder}$<0:>")
  get_target_property(type tsc::tsc TYPE)
  if(WIN32 AND type STREQUAL "SHARED_LIBRARY")
    string(MAKE_C_IDENTIFIER "tsc_dll_in_${folder}" copy)
    if(NOT TARGET "${copy}")
      add_custom_target("${copy}"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
        COMMAND "${CMAKE_COMMAND}" -E copy_if_different "$<TARGET_FILE:tsc::tsc>" "${folder}")
      if(TARGET tsc)
        add_dependencies("${copy}" tsc)
      endif()
    endif()
    add_dependencies("${target}" "${copy}")
  endif()
endfunction()
