package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"errors"
	"math"
	"time"
)

// ErrClosed is wrapped, beside [ErrInvalidArgument], by the errors of calls after Close.
var ErrClosed = errors.New("tsc: use after Close")

// Error describes why a call failed. It contains no secret of the call.
type Error struct {
	// Status is the kind of failure, for programs.
	Status Status
	// Message says what failed, on which URL, why, and what to do about it: one line for people and
	// logs, of at most 1,000 characters if it comes from the C library (the cause of the context is
	// added to it). It contains no query of the URL.
	Message string
	// HTTPStatus is the HTTP status of the response that caused the error; 0 if no complete response
	// arrived.
	HTTPStatus int
	// TableauCode is Tableau's error code, such as "401001"; "" if the response has none.
	TableauCode string
	// Summary is the server's summary of the failure, such as "Signin Error"; "" if the response has
	// none.
	Summary string
	// Detail is the server's detail of the failure, such as "Error signing in to Tableau Server"; "" if
	// the response has none.
	Detail string
	// RetryAfter is the time that the server asks to wait before the next attempt (the Retry-After
	// header), counted from the end of the call; negative if it does not say.
	RetryAfter time.Duration
	// IsTransient is true if the same call may succeed later: after a time limit that ran out, a host
	// name that cannot be resolved, a connection that could not be made or was lost, and the HTTP
	// statuses 408, 429, 502, 503 and 504. The library may have tried several times already, see
	// [WithRetry]. Unless the call can be repeated without harm, find out first whether the server has
	// carried it out.
	IsTransient bool
	// Response is the response that caused the error, with at most the first 1 MiB of its body, and
	// with all cookies and the secrets of the call redacted. It is nil if no complete response
	// arrived.
	Response *Response

	causes []error
}

// Error returns the message.
func (e *Error) Error() string {
	return e.Message
}

// Unwrap returns the status, and the error and cause of a context or [ErrClosed] if there are any.
func (e *Error) Unwrap() []error {
	return append([]error{e.Status}, e.causes...)
}

// refused makes the error of a call that was refused before C was called.
func refused(status Status, message string, causes ...error) *Error {
	return &Error{Status: status, Message: message, RetryAfter: -1, causes: causes}
}

// takeError copies an error of C and frees it; it returns nil for OK. c is the cancellation of the
// call, or nil.
func takeError(c *cancellation, status C.tsc_status, from *C.tsc_error) error {
	if status == C.TSC_OK {
		return nil
	}
	defer C.tsc_error_free(from)
	e := &Error{
		Status:      Status(C.tsc_error_status(from)),
		Message:     C.GoString(C.tsc_error_message(from)),
		HTTPStatus:  int(C.tsc_error_http_status(from)),
		TableauCode: C.GoString(C.tsc_error_tableau_code(from)),
		Summary:     C.GoString(C.tsc_error_summary(from)),
		Detail:      C.GoString(C.tsc_error_detail(from)),
		RetryAfter:  seconds(int64(C.tsc_error_retry_after(from))),
		IsTransient: C.tsc_error_is_transient(from) != 0,
		Response:    newResponse(C.tsc_error_response(from)),
	}
	if e.Status == ErrCancelled && c != nil {
		e.causes = []error{c.ctx.Err(), context.Cause(c.ctx)}
		e.Message += ": " + context.Cause(c.ctx).Error()
	}
	return e
}

func seconds(n int64) time.Duration {
	switch {
	case n < 0:
		return -1
	case n > int64(math.MaxInt64/time.Second):
		return math.MaxInt64
	}
	return time.Duration(n) * time.Second
}
