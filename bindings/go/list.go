package tsc

// #include "pack.h"
import "C"

import (
	"context"
	"io"
	"iter"
	"sync"
	"unsafe"
)

// A NodeList is a list on the server: workbooks, users, sites or anything else that the REST API
// lists. Its pages are fetched one by one while it is read. It belongs to the session, site and user
// with which it was made, and outlives the session's Close. One goroutine at a time may use it: a
// second one receives [ErrInvalidState].
type NodeList struct {
	ctx    context.Context
	handle *handle
	err    error
	inUse  sync.Mutex
}

// List makes a list. The path is percent-encoded. It is relative to the session's site ("workbooks",
// "groups/ID/users"), or begins with "/" and is relative to the server ("/api/{version}/sites").
// {version}, {site-id} and {user-id} are replaced by the values of the session; the rest is sent as
// it is. A path with a scheme, "//", "?", "#" or a "." or ".." segment is refused.
//
// [NodeList.All] and [NodeList.ReadAll] use ctx. Nothing is sent before the list is read. An invalid
// path or option is reported by the first method that is called.
func (s *Session) List(ctx context.Context, path string, options ...ListOption) *NodeList {
	l := &NodeList{ctx: ctx}
	if l.err = l.open(s, path); l.err == nil {
		l.err = l.Configure(options...)
	}
	return l
}

func (l *NodeList) open(s *Session, path string) error {
	var args arguments
	defer args.wipe()
	cpath := args.text("the list's path", path)
	var list *C.tsc_list
	err := s.handle.set(&args, func(p unsafe.Pointer, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_list((*C.tsc_session)(p), cpath, &list, e)
	})
	if err == nil {
		l.handle = newHandle("list", unsafe.Pointer(C.tsc_go_list_new(list)), func(p unsafe.Pointer) {
			C.tsc_go_list_free((*C.tsc_go_list)(p))
		})
	}
	return err
}

// use calls a function if no other goroutine uses the list.
func (l *NodeList) use(function func() error) error {
	if l.err != nil {
		return l.err
	}
	if !l.inUse.TryLock() {
		return refused(ErrInvalidState, "the list is in use by another goroutine")
	}
	defer l.inUse.Unlock()
	return function()
}

func (l *NodeList) set(args *arguments, setter func(*C.tsc_list, **C.tsc_error) C.tsc_status) error {
	return l.use(func() error {
		return l.handle.set(args, func(p unsafe.Pointer, e **C.tsc_error) C.tsc_status {
			return setter((*C.tsc_go_list)(p).list, e)
		})
	})
}

// Configure changes options, in the order given, and stops at the first that fails. Once a page was
// requested, it fails with [ErrInvalidState].
func (l *NodeList) Configure(options ...ListOption) error {
	if l.err != nil {
		return l.err
	}
	for _, option := range options {
		if err := option.configureList(l); err != nil {
			return err
		}
	}
	return nil
}

// All returns the remaining items, in the server's order. It ends after an error. A later All
// continues where the previous one ended, also after an error or a break: no item is lost or returned
// twice. It makes HTTP requests as [NodeList.Next] does. Close a list that is not read to its end: it
// holds a page of items in memory that Go's garbage collector does not count.
func (l *NodeList) All() iter.Seq2[*Node, error] {
	return func(yield func(*Node, error) bool) {
		// All items share one cancellation: making one costs more than reading an item of the page.
		c := watch(l.ctx)
		defer c.end()
		for {
			c.cancelIfEnded()
			node, err := l.next(c)
			if err == io.EOF || !yield(node, err) || err != nil {
				return
			}
		}
	}
}

// ReadAll returns the remaining items in a slice. If it fails, it returns the items before the error,
// too.
func (l *NodeList) ReadAll() ([]*Node, error) {
	var items []*Node
	for item, err := range l.All() {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// Next returns the next item, in the server's order, and [io.EOF] at the end. After another error the
// next call requests the same page again. The error is [ErrInvalidState] if the session has switched
// to another site since the list was made, [ErrNotSignedIn] or [ErrSessionExpired] if it has ended,
// and [ErrBadRequest] if, for example, the server does not understand a filter.
//
// It makes one HTTP request when the items of a page are used up, another one if the page size was
// too large for the server, and one for each page that is empty.
func (l *NodeList) Next(ctx context.Context) (*Node, error) {
	c := watch(ctx)
	defer c.end()
	return l.next(c)
}

func (l *NodeList) next(c *cancellation) (node *Node, err error) {
	if l.err != nil {
		return nil, l.err
	}
	if !l.inUse.TryLock() {
		return nil, refused(ErrInvalidState, "the list is in use by another goroutine")
	}
	defer l.inUse.Unlock()
	p := l.handle.acquire()
	if p == nil {
		return nil, l.handle.closedError()
	}
	defer l.handle.release(p)
	list := (*C.tsc_go_list)(p)
	status := C.tsc_go_list_next(list, c.pointer())
	if status != C.TSC_OK {
		return nil, takeError(c, status, list.error)
	}
	if node := unpack(&list.item); node != nil {
		return node, nil
	}
	return nil, io.EOF
}

// TotalAvailable returns the number of items that the server says the list has on all pages, or the
// number of the items of a list that is not paged. It makes one HTTP request if no page was fetched
// yet; Next uses that page. Its errors are those of [NodeList.Next].
func (l *NodeList) TotalAvailable(ctx context.Context) (int, error) {
	var total C.uint64_t
	err := l.use(func() error {
		return l.handle.call(ctx, &arguments{}, func(p unsafe.Pointer, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
			return C.tsc_list_total_available((*C.tsc_go_list)(p).list, c, &total, e)
		})
	})
	return int(total), err
}

// Close frees the list, also before its end. It sends nothing, and returns nil.
func (l *NodeList) Close() error {
	if l.handle != nil {
		l.handle.close()
	}
	return nil
}
