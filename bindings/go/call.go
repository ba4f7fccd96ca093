package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"math"
	"strings"
	"time"
	"unsafe"
)

// arguments are the strings of a call, copied for C. They live as long as the call, and are wiped
// after it because some are secrets.
type arguments struct {
	copies [][]byte
	err    error
}

// text copies a string for C. It refuses a string that contains a NUL, where a string of C ends.
func (a *arguments) text(name, value string) *C.char {
	if strings.IndexByte(value, 0) >= 0 {
		a.err = refused(ErrInvalidArgument, name+" contains a NUL")
		return nil
	}
	b := make([]byte, len(value)+1)
	copy(b, value)
	a.copies = append(a.copies, b)
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(b)))
}

// optional copies a string for C; "" becomes NULL.
func (a *arguments) optional(name, value string) *C.char {
	if value == "" {
		return nil
	}
	return a.text(name, value)
}

// milliseconds converts a duration for C, rounded away from 0, which can mean no limit.
func (a *arguments) milliseconds(name string, d time.Duration) C.uint32_t {
	n := int64(d / time.Millisecond)
	switch remainder := d % time.Millisecond; {
	case remainder > 0:
		n++
	case remainder < 0:
		n--
	}
	return a.uint32(name, n)
}

// uint32 converts a number for C.
func (a *arguments) uint32(name string, n int64) C.uint32_t {
	if n < 0 || n > math.MaxUint32 {
		a.err = refused(ErrInvalidArgument, name+" is out of range")
		return 0
	}
	return C.uint32_t(n)
}

func (a *arguments) wipe() {
	for _, b := range a.copies {
		clear(b)
	}
}

// A cancellation is cancelled when its context ends.
type cancellation struct {
	resource resource
	ctx      context.Context
	stop     func() bool
}

// watch returns a cancellation for calls that end with ctx; nil if ctx cannot end.
func watch(ctx context.Context) *cancellation {
	if ctx.Done() == nil {
		return nil
	}
	c := &cancellation{ctx: ctx}
	c.resource.pointer = unsafe.Pointer(C.tsc_cancellation_new())
	c.resource.free = func(p unsafe.Pointer) { C.tsc_cancellation_free((*C.tsc_cancellation)(p)) }
	c.stop = context.AfterFunc(ctx, c.cancel)
	c.cancelIfEnded()
	return c
}

// cancelIfEnded cancels at once if the context has ended: AfterFunc may run later, and nothing may be
// sent.
func (c *cancellation) cancelIfEnded() {
	if c != nil && c.ctx.Err() != nil {
		c.cancel()
	}
}

// cancel may run after the calls have ended.
func (c *cancellation) cancel() {
	p := c.resource.acquire()
	defer c.resource.release(p)
	C.tsc_cancellation_cancel((*C.tsc_cancellation)(p))
}

func (c *cancellation) pointer() *C.tsc_cancellation {
	if c == nil {
		return nil
	}
	return (*C.tsc_cancellation)(c.resource.pointer)
}

// end frees the cancellation; it is called once, after the calls.
func (c *cancellation) end() {
	if c != nil {
		c.stop()
		c.resource.close()
	}
}

// A function calls C with the arguments that all calls have: the handle, a cancellation, and the
// place for an error.
type function func(unsafe.Pointer, *C.tsc_cancellation, **C.tsc_error) C.tsc_status

// call calls a function that may use the network.
func (h *handle) call(ctx context.Context, args *arguments, function function) error {
	if args.err != nil {
		return args.err
	}
	p := h.acquire()
	if p == nil {
		return h.closedError()
	}
	defer h.release(p)
	c := watch(ctx)
	defer c.end()
	var err *C.tsc_error
	status := function(p, c.pointer(), &err)
	return takeError(c, status, err)
}

// set calls a function that does not use the network.
func (h *handle) set(args *arguments, function func(unsafe.Pointer, **C.tsc_error) C.tsc_status) error {
	return h.call(context.Background(), args, func(p unsafe.Pointer, _ *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return function(p, e)
	})
}
