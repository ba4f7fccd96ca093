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

// Error describes why a call failed.
type Error struct {
	// Status is the kind of failure, for programs.
	Status Status
	// Message says what failed, on which URL, why, and what to do about it: one line for people and
	// logs. It contains no secret and no query.
	Message string
	// HTTPStatus is the HTTP status of the response behind the error; 0 if no response came.
	HTTPStatus int
	// TableauCode is Tableau's error code: "401001"; "" if there is none.
	TableauCode string
	// Summary is the server's summary: "Signin Error"; "" if there is none.
	Summary string
	// Detail is the server's detail: "Error signing in to Tableau Server"; "" if there is none.
	Detail string
	// RetryAfter is the time that the server asks to wait before the next attempt; negative if it did
	// not ask.
	RetryAfter time.Duration
	// Response is the response behind the error, with the secrets of the call and all cookies
	// redacted. A body over 1 MiB is truncated. It is nil if no response came.
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

// taken copies an error of C and frees it. c is the cancellation of the call, or nil.
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
