# The warnings for this project's own C and C++: tsc_strict, which its tests and examples link.

add_library(tsc_strict INTERFACE)
if(MSVC)
  # The functions of ISO C are used as they are.
  target_compile_definitions(tsc_strict INTERFACE _CRT_SECURE_NO_WARNINGS)
  target_compile_options(tsc_strict INTERFACE /W4)
else()
  set(is_gnu_like
      "$<OR:$<C_COMPILER_ID:GNU,Clang,AppleClang>,$<CXX_COMPILER_ID:GNU,Clang,AppleClang>>")
  target_compile_options(tsc_strict INTERFACE
    "$<${is_gnu_like}:-Wall;-Wextra;-Wpedantic;-Werror>")
endif()
if(TSC_SANITIZE)
  # gcc warns of uninitialised variables in code that a sanitizer generated.
  target_compile_options(tsc_strict INTERFACE -g -fno-sanitize-recover=all
                         "-fsanitize=${TSC_SANITIZE}" -Wno-maybe-uninitialized
                         "$<$<C_COMPILER_ID:Clang>:-Wno-unknown-warning-option>")
  target_link_options(tsc_strict INTERFACE "-fsanitize=${TSC_SANITIZE}")
endif()
