// Package counting reads the number of live handles of a library that was built to count them.
package counting

// #cgo linux LDFLAGS: -ldl
// #include <stdint.h>
// #ifdef _WIN32
// #include <windows.h>
// #else
// #include <dlfcn.h>
// #endif
//
// typedef int64_t count_handles(void);
//
// static count_handles *find_count(void) {
// #ifdef _WIN32
//   const HMODULE library = GetModuleHandleW(L"tsc.dll");
//   return library ? (count_handles *)(void *)GetProcAddress(library, "tsc_live_handles") : NULL;
// #else
//   count_handles *count;
//   *(void **)&count = dlsym(RTLD_DEFAULT, "tsc_live_handles");
//   return count;
// #endif
// }
//
// static int64_t live_handles(void) {
//   count_handles *const count = find_count();
//   return count ? count() : -1;
// }
import "C"

import (
	"runtime"
	"time"
)

// LiveHandles returns the number of live handles after a garbage collection; -1 if the library does
// not count.
func LiveHandles() int64 {
	// The cleanups of garbage run some time after a collection.
	for deadline := time.Now().Add(10 * time.Second); ; {
		runtime.GC()
		live := int64(C.live_handles())
		if live <= 0 || time.Now().After(deadline) {
			return live
		}
	}
}
