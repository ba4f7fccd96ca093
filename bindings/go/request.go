package tsc

// #include <tsc.h>
import "C"

import (
	"bytes"
	"context"
	"net/http"
	"unsafe"
)

// A Request is any call of the REST API with the token of a session. It may be changed and sent any
// number of times. It belongs to the session, site and user with which it was made, and outlives the
// session's Close. One goroutine at a time may use it: a second one receives [ErrInvalidState].
type Request struct {
	handle *handle
	err    error
}

// Request makes a request. The method, such as "GET", "POST", "PUT", "PATCH" or "DELETE", is sent as
// it is, without a change of case; CONNECT and TRACE are refused.
// The path is as for [Session.List], without a query: use [WithParameter] for parameters.
//
// Nothing is sent before [Request.Send], which also reports an invalid method, path or option. To
// sign out or to switch site, call [Session.SignOut] or [Session.SwitchSite]: the session does not
// notice what a request does to its token.
func (s *Session) Request(method, path string, options ...RequestOption) *Request {
	r := &Request{}
	if r.err = r.open(s, method, path); r.err == nil {
		r.err = r.Configure(options...)
	}
	return r
}

func (r *Request) open(s *Session, method, path string) error {
	var args arguments
	defer args.wipe()
	cmethod := args.text("the method", method)
	cpath := args.text("the request's path", path)
	var request *C.tsc_request
	err := s.handle.set(&args, func(p unsafe.Pointer, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_request((*C.tsc_session)(p), cmethod, cpath, &request, e)
	})
	if err == nil {
		r.handle = newHandle("request", unsafe.Pointer(request), func(p unsafe.Pointer) {
			C.tsc_request_free((*C.tsc_request)(p))
		})
	}
	return err
}

func (r *Request) set(args *arguments, setter func(*C.tsc_request, **C.tsc_error) C.tsc_status) error {
	return r.handle.set(args, func(p unsafe.Pointer, e **C.tsc_error) C.tsc_status {
		return setter((*C.tsc_request)(p), e)
	})
}

// Configure changes options, in the order given, and stops at the first that fails.
func (r *Request) Configure(options ...RequestOption) error {
	if r.err != nil {
		return r.err
	}
	for _, option := range options {
		if err := option.configureRequest(r); err != nil {
			return err
		}
	}
	return nil
}

// Send sends the request and reads the whole response. It succeeds for any 2xx response, also for one
// of the Metadata API with GraphQL errors in it. Any other response is an error that has it as
// [Error.Response]. The error is [ErrTooLarge] if the response exceeds the limit,
// [ErrInvalidState] if the session has switched to another site since the request was made, and
// [ErrNotSignedIn] or [ErrSessionExpired] if it has ended.
//
// Send makes one HTTP request, which is sent as often as [WithRetry] allows. A GET is sent once more,
// over a new connection, if a pooled connection turns out to be closed.
func (r *Request) Send(ctx context.Context) (*Response, error) {
	if r.err != nil {
		return nil, r.err
	}
	var response *C.tsc_response
	err := r.handle.call(ctx, &arguments{}, func(p unsafe.Pointer, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_request_send((*C.tsc_request)(p), c, &response, e)
	})
	if err != nil {
		return nil, err
	}
	defer C.tsc_response_free(response)
	return newResponse(response), nil
}

// Close frees the request, and the copy of its body. It sends nothing, and returns nil.
func (r *Request) Close() error {
	if r.handle != nil {
		r.handle.close()
	}
	return nil
}

// A Response is a copy of a server's response.
type Response struct {
	// Status is the HTTP status.
	Status int
	// Header has the headers, without the Content-Encoding and Content-Length of a body that was
	// decompressed.
	Header http.Header
	// Body is the body, decompressed; empty if there is none.
	Body []byte
	// Root is the root element of the body, whatever its Content-Type; nil if the body is not XML in
	// UTF-8, has a document type, or exceeds a limit: 64 levels, a million elements and texts, a million
	// attributes, 256 attributes of one element.
	Root *Node
}

// newResponse copies a response; it returns nil for nil.
func newResponse(from *C.tsc_response) *Response {
	if from == nil {
		return nil
	}
	header := http.Header{}
	for i := C.size_t(0); i < C.tsc_response_header_count(from); i++ {
		name := C.GoString(C.tsc_response_header_name_at(from, i))
		header.Add(name, C.GoString(C.tsc_response_header_value_at(from, i)))
	}
	var length C.size_t
	body := C.tsc_response_body(from, &length)
	return &Response{
		Status: int(C.tsc_response_status(from)),
		Header: header,
		Body:   bytes.Clone(unsafe.Slice((*byte)(body), int(length))),
		Root:   copyNode(C.tsc_response_root(from)),
	}
}
