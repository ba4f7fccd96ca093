package tsc

// #include <stdlib.h>
import "C"

import "unsafe"

// An environment is a copy of variables in the form of C's execve: an array of pointers to strings
// that ends with NULL, followed by the strings.
type environment struct {
	variables **C.char
	size      int
}

// newEnvironment copies strings "NAME=value" that contain no NUL.
func newEnvironment(variables []string) environment {
	pointers := (len(variables) + 1) * int(unsafe.Sizeof(uintptr(0)))
	size := pointers
	for _, variable := range variables {
		size += len(variable) + 1
	}
	block := C.malloc(C.size_t(size))
	bytes := unsafe.Slice((*byte)(block), size)
	clear(bytes)
	array := unsafe.Slice((**C.char)(block), len(variables)+1)
	at := pointers
	for i, variable := range variables {
		array[i] = (*C.char)(unsafe.Pointer(&bytes[at]))
		at += copy(bytes[at:], variable) + 1
	}
	return environment{(**C.char)(block), size}
}

// free wipes and frees the copy, which may contain passwords.
func (e environment) free() {
	clear(unsafe.Slice((*byte)(unsafe.Pointer(e.variables)), e.size))
	C.free(unsafe.Pointer(e.variables))
}
