package tsc

// #cgo pkg-config: tsc
// #include <tsc.h>
import "C"

// Version returns the version of the C library that was loaded: "0.1.0".
func Version() string {
	return C.GoString(C.tsc_version())
}

// VersionNumber returns the version of the C library that was loaded as a number:
// major<<16 | minor<<8 | patch.
func VersionNumber() uint32 {
	return uint32(C.tsc_version_number())
}
