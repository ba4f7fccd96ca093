package tsc

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A handle owns something of C's, and frees it once: when it is closed, and the last call that uses
// it has ended.
type handle struct {
	// Two for each call under way, and one if it is closed.
	state   atomic.Int64
	pointer unsafe.Pointer
	free    func(unsafe.Pointer)
	what    string
}

const (
	closed  = 1
	oneCall = 2
)

// newHandle has what was not closed freed once owner is garbage. owner holds the handle; the handle
// must not hold owner.
func newHandle[T any](owner *T, what string, pointer unsafe.Pointer, free func(unsafe.Pointer)) *handle {
	h := &handle{pointer: pointer, free: free, what: what}
	runtime.AddCleanup(owner, (*handle).close, h)
	return h
}

// acquire gives the pointer for a call; nil if the handle is closed.
func (h *handle) acquire() unsafe.Pointer {
	for {
		state := h.state.Load()
		if state&closed != 0 {
			return nil
		}
		if h.state.CompareAndSwap(state, state+oneCall) {
			return h.pointer
		}
	}
}

// release ends the use of what acquire gave; nil is none.
func (h *handle) release(acquired unsafe.Pointer) {
	if acquired != nil && h.state.Add(-oneCall) == closed {
		h.free(h.pointer)
	}
}

func (h *handle) close() {
	if h.state.Or(closed) == 0 {
		h.free(h.pointer)
	}
}

func (h *handle) closedError() error {
	return refused(ErrInvalidArgument, "the "+h.what+" is closed", ErrClosed)
}
