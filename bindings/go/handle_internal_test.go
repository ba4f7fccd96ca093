package tsc

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// counted makes a resource that counts how often it is freed.
func counted() (*resource, *atomic.Int32) {
	freed := new(atomic.Int32)
	value := new(int)
	return &resource{
		pointer: unsafe.Pointer(value),
		free:    func(unsafe.Pointer) { freed.Add(1) },
	}, freed
}

func TestResourceIsFreedOnceByCloses(t *testing.T) {
	r, freed := counted()
	r.close()
	r.close()
	if freed.Load() != 1 || r.acquire() != nil {
		t.Fatalf("freed %d times", freed.Load())
	}
	r.release(nil)
}

func TestResourceIsFreedByTheLastCall(t *testing.T) {
	r, freed := counted()
	first, second := r.acquire(), r.acquire()
	r.close()
	r.release(first)
	if freed.Load() != 0 {
		t.Fatal("freed beside a call")
	}
	r.release(second)
	if freed.Load() != 1 {
		t.Fatalf("freed %d times", freed.Load())
	}
}

func TestResourceAmongManyGoroutines(t *testing.T) {
	for range 200 {
		r, freed := counted()
		var group sync.WaitGroup
		for i := range 8 {
			group.Add(1)
			go func() {
				defer group.Done()
				for range 20 {
					p := r.acquire()
					if p != nil && freed.Load() != 0 {
						t.Error("used after it was freed")
					}
					r.release(p)
				}
				if i%2 == 0 {
					r.close()
				}
			}()
		}
		group.Wait()
		if freed.Load() != 1 {
			t.Fatalf("freed %d times", freed.Load())
		}
	}
}

// collected collects garbage until it has closed resources.
func collected(resources ...*resource) {
	for _, r := range resources {
		for r.state.Load() != closed {
			runtime.GC()
		}
	}
}

func TestGarbageHandlesAreFreed(t *testing.T) {
	server, err := NewServer("https://tableau.example.com")
	if err != nil {
		t.Fatal(err)
	}
	collected(server.handle.resource)
}

// The program's last use of a handle may be the call that has not begun yet.
func TestHandleOfACallIsNotGarbage(t *testing.T) {
	server, err := NewServer("https://tableau.example.com")
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewServer("https://tableau.example.com")
	if err != nil {
		t.Fatal(err)
	}
	garbage := other.handle.resource
	collect := signInOption(func(*signIn) {
		for range 3 {
			collected(garbage)
			runtime.GC()
		}
	})
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := server.SignIn(over, Password("alice", "alice-password"), collect); !errors.Is(err, ErrCancelled) {
		t.Fatal(err)
	}
}

// Forgotten returns a function that waits until the handles are closed by the garbage collector.
func Forgotten(server *Server, session *Session, list *NodeList, request *Request) func() {
	resources := []*resource{server.handle.resource, session.handle.resource, list.handle.resource, request.handle.resource}
	return func() { collected(resources...) }
}

// LimitSignOut shortens the limit of WithSession's sign-out, and returns a function that restores
// it.
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
