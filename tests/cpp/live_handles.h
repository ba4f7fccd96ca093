#ifndef TSC_TESTS_LIVE_HANDLES_H
#define TSC_TESTS_LIVE_HANDLES_H

#include <cstdint>
#include <dlfcn.h>

// Returns the number of live handles of the library; -1 if the library does not count them.
inline std::int64_t live_handles() {
  const auto count = reinterpret_cast<std::int64_t (*)()>(dlsym(RTLD_DEFAULT, "tsc_live_handles"));
  return count ? count() : -1;
}

#endif
