package tsc

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A resource is an object of C that is freed once: when it is closed and the last call that uses it
// has ended.
type resource struct {
	// state is two for each running call, plus one if the resource is closed.
	state   atomic.Int64
	pointer unsafe.Pointer
	free    func(unsafe.Pointer)
}

const (
	closed  = 1
	oneCall = 2
)

// acquire returns the pointer for a call; nil if the resource is closed.
func (r *resource) acquire() unsafe.Pointer {
	for {
		state := r.state.Load()
		if state&closed != 0 {
			return nil
		}
		if r.state.CompareAndSwap(state, state+oneCall) {
			return r.pointer
		}
	}
}

// release ends the use of a pointer that acquire returned; it ignores nil.
func (r *resource) release(acquired unsafe.Pointer) {
	if acquired != nil && r.state.Add(-oneCall) == closed {
		r.free(r.pointer)
	}
}

func (r *resource) close() {
	if r.state.Or(closed) == 0 {
		r.free(r.pointer)
	}
}

// A handle closes its resource after it becomes garbage: when neither the program nor a call can
// reach it.
type handle struct {
	resource *resource
	what     string
}

func newHandle(what string, pointer unsafe.Pointer, free func(unsafe.Pointer)) *handle {
	h := &handle{&resource{pointer: pointer, free: free}, what}
	runtime.AddCleanup(h, (*resource).close, h.resource)
	return h
}

// acquire returns the pointer for a call; nil if the handle is closed.
func (h *handle) acquire() unsafe.Pointer {
	p := h.resource.acquire()
	// This may be the program's last use of the handle, which must not become garbage before it.
	runtime.KeepAlive(h)
	return p
}

func (h *handle) release(acquired unsafe.Pointer) {
	h.resource.release(acquired)
}

func (h *handle) close() {
	h.resource.close()
}

func (h *handle) closedError() error {
	return refused(ErrInvalidArgument, "the "+h.what+" is closed", ErrClosed)
}
