package main

// #include <stdlib.h>
// #include "calls.h"
import "C"

import (
	"runtime/cgo"
	"sync/atomic"
	"unsafe"
)

// counts says how often a callback was called and freed.
type counts struct {
	calls, frees atomic.Int32
}

func (c *counts) checkFreedOnce() {
	equal(1, c.frees.Load())
}

// An eventCallback takes the kinds of events.
type eventCallback struct {
	*counts
	function func(kind int)
}

// A credentialsCallback returns a name and a password. caller is that of the call that needs them.
type credentialsCallback struct {
	*counts
	function func(caller int) (name, password string)
}

// A call remembers the first panic of the callbacks that it runs.
type call struct {
	caller   int
	panicked bool
	value    any
	// escape leaves panics alone, as a binding must not.
	escape bool
}

// keep is deferred in each exported function. A panic would unwind the frames of the library, also if
// the caller recovered from it: what they hold would never be released.
func keep(running C.uintptr_t) {
	c := cgo.Handle(running).Value().(*call)
	if c.escape {
		return
	}
	if value := recover(); value != nil && !c.panicked {
		c.panicked, c.value = true, value
	}
}

//export onEvent
func onEvent(running, callback C.uintptr_t, kind C.int32_t) {
	defer keep(running)
	e := cgo.Handle(callback).Value().(*eventCallback)
	e.calls.Add(1)
	e.function(int(kind))
}

//export onCredentials
func onCredentials(running, callback C.uintptr_t, credentials *C.tsc_credentials) (given C.int32_t) {
	// 0, which ends the call with TSC_ERROR_ABORTED, unless the function returns.
	defer keep(running)
	c := cgo.Handle(callback).Value().(*credentialsCallback)
	c.calls.Add(1)
	name, password := c.function(cgo.Handle(running).Value().(*call).caller)
	n, p := C.CString(name), C.CString(password)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(p))
	if C.tsc_credentials_set_password(credentials, n, p, nil) == C.TSC_OK {
		given = 1
	}
	return given
}

//export freeCallback
func freeCallback(callback C.uintptr_t) {
	h := cgo.Handle(callback)
	switch c := h.Value().(type) {
	case *eventCallback:
		c.frees.Add(1)
	case *credentialsCallback:
		c.frees.Add(1)
	}
	// A callback after this would panic: the handle is invalid.
	h.Delete()
}

// run makes a call of C, and panics with what a callback panicked with. free frees what the call has
// made then.
func (c *call) run(native func(running C.uintptr_t, err **C.tsc_error) C.tsc_status, free func()) error {
	h := cgo.NewHandle(c)
	defer h.Delete()
	var cerr *C.tsc_error
	status := native(C.uintptr_t(h), &cerr)
	defer C.tsc_error_free(cerr)
	if c.panicked {
		if free != nil {
			free()
		}
		check(status == C.TSC_OK || status == C.TSC_ERROR_ABORTED, "the status of a panic")
		panic(c.value)
	}
	return failure(status, cerr)
}
