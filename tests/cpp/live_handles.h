#ifndef TSC_TESTS_LIVE_HANDLES_H
#define TSC_TESTS_LIVE_HANDLES_H

#include <cstdint>
#include <dlfcn.h>

// How many handles of the library there are; -1 where the library does not count them.
inline std::int64_t live_handles() {
  const auto count = reinterpret_cast<std::int64_t (*)()>(dlsym(RTLD_DEFAULT, "tsc_live_handles"));
  return count ? count() : -1;
}

#endif
