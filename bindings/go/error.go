package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"errors"
	"math"
	"time"
)

// ErrClosed is what calls fail with after Close, beside [ErrInvalidArgument].
var ErrClosed = errors.New("tsc: use after Close")

// Error tells why a call failed.
type Error struct {
	// Status is the kind of failure, for programs.
	Status Status
	// Message says what failed, on which URL, why, and what to do about it: one line for people and
	// logs. It holds no secret and no query.
	Message string
	// HTTPStatus is that of the answer behind the error; 0 if no answer came.
	HTTPStatus int
	// TableauCode is Tableau's error code: "401001"; "" if the server gave none.
	TableauCode string
	// Summary is the server's own summary: "Signin Error"; "" if it gave none.
	Summary string
	// Detail is the server's own detail: "Error signing in to Tableau Server"; "" if it gave none.
	Detail string
	// RetryAfter is how long the server asks to wait before the next try; negative if it did not say.
	RetryAfter time.Duration
	// Response is the answer behind the error, the secrets of the call and all cookies redacted;
	// of a body over 1 MiB only the beginning. It is nil if no answer came.
	Response *Response

	causes []error
}

// Error is the message.
func (e *Error) Error() string {
	return e.Message
}

// Unwrap gives the status, and what is behind the error on this side: a context's error and cause,
// or [ErrClosed].
func (e *Error) Unwrap() []error {
	return append([]error{e.Status}, e.causes...)
}

// refused is the error of a call that was not made.
func refused(status Status, message string, causes ...error) *Error {
	return &Error{Status: status, Message: message, RetryAfter: -1, causes: causes}
}

// taken copies an error of C's and frees it. c is what the call could be cancelled with.
func taken(c *cancellation, status C.tsc_status, from *C.tsc_error) error {
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
