// Package counting asks a library that was built to count its handles how many are left.
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

// LiveHandles is how many handles there are, after what is garbage was collected; -1 where the
// library does not count.
func LiveHandles() int64 {
	// What is garbage is closed some time after a collection. What is not, stays however long.
	for deadline := time.Now().Add(10 * time.Second); ; {
		runtime.GC()
		live := int64(C.live_handles())
		if live <= 0 || time.Now().After(deadline) {
			return live
		}
	}
}
