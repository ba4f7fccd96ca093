// Package counting reads the number of live handles of a library that was built to count them.
package counting

// #cgo LDFLAGS: -ldl
// #include <dlfcn.h>
// #include <stdint.h>
//
// static int64_t live_handles(void) {
//   int64_t (*count)(void);
//   *(void **)&count = dlsym(RTLD_DEFAULT, "tsc_live_handles");
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
