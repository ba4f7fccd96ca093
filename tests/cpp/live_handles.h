#ifndef TSC_TESTS_LIVE_HANDLES_H
#define TSC_TESTS_LIVE_HANDLES_H

#include <cstdint>
#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <dlfcn.h>
#endif

// Returns the number of live handles of the library; -1 if the library does not count them.
inline std::int64_t live_handles() {
  constexpr const char *name = "tsc_live_handles";
#ifdef _WIN32
  const auto count =
      reinterpret_cast<std::int64_t (*)()>(GetProcAddress(GetModuleHandleW(L"tsc.dll"), name));
#else
  const auto count = reinterpret_cast<std::int64_t (*)()>(dlsym(RTLD_DEFAULT, name));
#endif
  return count ? count() : -1;
}

#endif
