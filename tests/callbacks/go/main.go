// Callbacks of tsc.h from Go: a panic in one is raised again once the library has returned. See
// ../README.md. It is a program, as tests cannot use cgo.
package main

// #include "calls.h"
import "C"

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

func check(holds bool, what string) {
	if !holds {
		panic("does not hold: " + what)
	}
}

func equal[T comparable](expected, actual T) {
	if expected != actual {
		panic(fmt.Sprintf("is %v and should be %v", actual, expected))
	}
}

// endSessions ends all sessions on the server.
func endSessions() {
	for line := range strings.Lines(os.Getenv("TSC_SIMULATOR_LINES")) {
		if url, found := strings.CutPrefix(strings.TrimSpace(line), "control "); found {
			response, err := http.Post(url+"/sessions/end", "application/json", strings.NewReader("{}"))
			must(err)
			response.Body.Close()
			equal(http.StatusOK, response.StatusCode)
		}
	}
}

func giveAlice(int) (string, string) {
	runtime.GC()
	return "alice", "alice-password"
}

func jobIsRenewedAndFreesOnce() {
	var events, credentials counts
	renewals := 0
	server := newServer(&events, func(kind int) {
		runtime.GC()
		if kind == C.TSC_EVENT_RENEWAL {
			renewals++
		}
	})
	runtime.GC()
	session := signIn(&call{}, server, &credentials, giveAlice)
	C.tsc_server_free(server)
	list := workbooks(session)
	count := 0
	for ; count < 50; count++ {
		must(next(list))
	}
	endSessions()
	runtime.GC()
	err := next(list)
	for ; err == nil; err = next(list) {
		count++
	}
	check(errors.Is(err, errEnd), "the end of the list")
	equal(2345, count)
	equal(1, renewals)
	equal(2, credentials.calls.Load())
	must(signOut(session))
	C.tsc_list_free(list)
	C.tsc_session_free(session)
	runtime.GC()
	events.checkFreedOnce()
	credentials.checkFreedOnce()
}

// panicOf returns what a function panics with.
func panicOf(function func()) (value any) {
	defer func() { value = recover() }()
	function()
	return nil
}

func panicsComeBack() {
	var events, refused, credentials, dropped counts
	eventsPanic, vaultIsOpen := false, true
	server := newServer(&events, func(int) {
		if eventsPanic {
			panic("event")
		}
	})
	equal(any("credentials"), panicOf(func() {
		signIn(&call{}, server, &refused, func(int) (string, string) { panic("credentials") })
	}))
	refused.checkFreedOnce()
	// A panic of the runtime is one, too.
	value := panicOf(func() {
		signIn(&call{}, server, &counts{}, func(int) (string, string) {
			var vault *[2]string
			return vault[0], vault[1]
		})
	})
	_, isRuntimeError := value.(runtime.Error)
	check(isRuntimeError, "a nil pointer panics")
	session := signIn(&call{}, server, &credentials, func(caller int) (string, string) {
		if !vaultIsOpen {
			panic("renewal")
		}
		return giveAlice(caller)
	})

	vaultIsOpen = false
	endSessions()
	list := workbooks(session)
	equal(any("renewal"), panicOf(func() { next(list) }))
	vaultIsOpen = true
	// The list goes on; the call whose event panics has read a page all the same.
	eventsPanic = true
	equal(any("event"), panicOf(func() { next(list) }))
	must(next(list))
	equal(any("event"), panicOf(func() { signIn(&call{}, server, &dropped, giveAlice) }))
	dropped.checkFreedOnce()
	C.tsc_list_free(list)
	C.tsc_session_free(session)
	C.tsc_server_free(server)
	events.checkFreedOnce()
	credentials.checkFreedOnce()
}

func goroutinesFindTheirOwnCalls() {
	var events counts
	var taken atomic.Int32
	server := newServer(&events, func(int) { taken.Add(1) })
	var group sync.WaitGroup
	for i := range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			var credentials counts
			session := signIn(&call{caller: i}, server, &credentials, func(caller int) (string, string) {
				equal(i, caller)
				return giveAlice(caller)
			})
			list := workbooks(session)
			must(next(list))
			must(signOut(session))
			C.tsc_list_free(list)
			C.tsc_session_free(session)
			credentials.checkFreedOnce()
		}()
	}
	group.Wait()
	C.tsc_server_free(server)
	equal(taken.Load(), events.calls.Load())
	check(taken.Load() >= 8*5, "the number of events")
	events.checkFreedOnce()
}

// letItEscape shows what becomes of a panic, or of runtime.Goexit, that leaves a callback, although the
// caller recovers from it.
func letItEscape(from string) {
	ended := make(chan any)
	go func() {
		// The next call is made on the same thread.
		runtime.LockOSThread()
		var events, credentials counts
		server := newServer(&events, func(int) {
			if from == "event" {
				panic("it escaped")
			}
		})
		sign := func() {
			signIn(&call{escape: true}, server, &credentials, func(int) (string, string) {
				if from == "exit" {
					runtime.Goexit()
				}
				panic("it escaped")
			})
		}
		defer func() {
			fmt.Println("freed:", credentials.frees.Load())
			fmt.Println("the next call:", panicOf(func() { signIn(&call{}, server, &counts{}, giveAlice) }))
			ended <- nil
		}()
		fmt.Println("recovered:", panicOf(sign))
	}()
	<-ended
}

func main() {
	if len(os.Args) > 1 {
		letItEscape(os.Args[1])
		return
	}
	jobIsRenewedAndFreesOnce()
	panicsComeBack()
	goroutinesFindTheirOwnCalls()
}
