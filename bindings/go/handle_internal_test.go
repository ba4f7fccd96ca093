package tsc

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// counted is a handle, and how often it was freed.
func counted() (*handle, *atomic.Int32) {
	freed := new(atomic.Int32)
	value := new(int)
	return &handle{
		pointer: unsafe.Pointer(value),
		free:    func(unsafe.Pointer) { freed.Add(1) },
		what:    "thing",
	}, freed
}

func TestHandleIsFreedOnceByCloses(t *testing.T) {
	h, freed := counted()
	h.close()
	h.close()
	if freed.Load() != 1 || h.acquire() != nil {
		t.Fatalf("freed %d times", freed.Load())
	}
	h.release(nil)
}

func TestHandleIsFreedByTheLastCall(t *testing.T) {
	h, freed := counted()
	first, second := h.acquire(), h.acquire()
	h.close()
	h.release(first)
	if freed.Load() != 0 {
		t.Fatal("freed beside a call")
	}
	h.release(second)
	if freed.Load() != 1 {
		t.Fatalf("freed %d times", freed.Load())
	}
}

func TestHandleAmongManyGoroutines(t *testing.T) {
	for range 200 {
		h, freed := counted()
		var group sync.WaitGroup
		for i := range 8 {
			group.Add(1)
			go func() {
				defer group.Done()
				for range 20 {
					p := h.acquire()
					if p != nil && freed.Load() != 0 {
						t.Error("used after it was freed")
					}
					h.release(p)
				}
				if i%2 == 0 {
					h.close()
				}
			}()
		}
		group.Wait()
		if freed.Load() != 1 {
			t.Fatalf("freed %d times", freed.Load())
		}
	}
}

// collected collects garbage until handles were closed by that.
func collected(handles ...*handle) {
	for _, h := range handles {
		for h.state.Load() != closed {
			runtime.GC()
		}
	}
}

func TestWhatIsForgottenIsFreed(t *testing.T) {
	server, err := NewServer("https://tableau.example.com")
	if err != nil {
		t.Fatal(err)
	}
	h := server.handle
	runtime.KeepAlive(server)
	server = nil
	collected(h)
}

// Forgotten gives the handles of what is forgotten then, for the tests with a simulator.
func Forgotten(server *Server, session *Session, list *List, request *Request) func() {
	handles := []*handle{server.handle, session.handle, list.handle, request.handle}
	return func() { collected(handles...) }
}

// LimitSignOut has WithSession wait for less, and gives what undoes it.
func LimitSignOut(limit time.Duration) (undo func()) {
	before := signOutLimit
	signOutLimit = limit
	return func() { signOutLimit = before }
}

func TestSignOutLimitIsTenSeconds(t *testing.T) {
	if signOutLimit != 10*time.Second {
		t.Fatal(signOutLimit)
	}
}
