package main

// #cgo pkg-config: tsc
// #include <stdlib.h>
// #include "calls.h"
import "C"

import (
	"errors"
	"fmt"
	"os"
	"runtime/cgo"
	"unsafe"
)

func failure(status C.tsc_status, cerr *C.tsc_error) error {
	if status == C.TSC_OK {
		return nil
	}
	return fmt.Errorf("%s: %s", C.GoString(C.tsc_status_name(status)), C.GoString(C.tsc_error_message(cerr)))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// newServer makes a server that gives its events to a function.
func newServer(counted *counts, function func(kind int)) *C.tsc_server {
	url, ca := C.CString(os.Getenv("TABLEAU_SERVER")), C.CString(os.Getenv("TABLEAU_CA_PATH"))
	defer C.free(unsafe.Pointer(url))
	defer C.free(unsafe.Pointer(ca))
	var server *C.tsc_server
	var cerr *C.tsc_error
	must(failure(C.tsc_server_new(url, &server, &cerr), cerr))
	must(failure(C.tsc_server_set_ca_path(server, ca, &cerr), cerr))
	h := cgo.NewHandle(&eventCallback{counted, function})
	must(failure(C.set_event_callback(server, C.uintptr_t(h), &cerr), cerr))
	return server
}

// signIn signs in with what a function returns; the caller is told to the function.
func signIn(c *call, server *C.tsc_server, counted *counts, function func(caller int) (string, string)) *C.tsc_session {
	h := cgo.NewHandle(&credentialsCallback{counted, function})
	var session *C.tsc_session
	must(c.run(func(running C.uintptr_t, err **C.tsc_error) C.tsc_status {
		return C.sign_in(running, server, C.uintptr_t(h), &session, err)
	}, func() { C.tsc_session_free(session) }))
	return session
}

func workbooks(session *C.tsc_session) *C.tsc_list {
	path := C.CString("workbooks")
	defer C.free(unsafe.Pointer(path))
	var list *C.tsc_list
	var cerr *C.tsc_error
	must(failure(C.tsc_session_list(session, path, &list, &cerr), cerr))
	return list
}

var errEnd = errors.New("the list has ended")

func next(list *C.tsc_list) error {
	var node *C.tsc_node
	err := (&call{}).run(func(running C.uintptr_t, err **C.tsc_error) C.tsc_status {
		return C.list_next(running, list, &node, err)
	}, nil)
	if err == nil && node == nil {
		err = errEnd
	}
	return err
}

func signOut(session *C.tsc_session) error {
	return (&call{}).run(func(running C.uintptr_t, err **C.tsc_error) C.tsc_status {
		return C.sign_out(running, session, err)
	}, nil)
}
