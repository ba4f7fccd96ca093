package tsc_test

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	tsc "github.com/libtsc/libtsc/bindings/go"
)

func TestServerReadsTheEnvironmentOfNewServer(t *testing.T) {
	s := newSimulator(t)
	t.Setenv("no_proxy", "")
	t.Setenv("NO_PROXY", "")
	t.Setenv("https_proxy", "http://127.0.0.1:1")
	server, err := tsc.NewServer(s.facts["https"], tsc.WithCAPath(s.facts["ca"]))
	check(t, err)
	defer server.Close()
	os.Unsetenv("https_proxy")
	_, err = server.Info(background)
	if !errors.Is(err, tsc.ErrProxy) {
		t.Fatal(err)
	}

	later, err := tsc.NewServer(s.facts["https"], tsc.WithCAPath(s.facts["ca"]))
	check(t, err)
	defer later.Close()
	_, err = later.Info(background)
	check(t, err)
}

// os.Setenv changes C's environment too, and moves and overwrites strings that C may be reading.
func TestServersWorkWhileTheEnvironmentChanges(t *testing.T) {
	s := newSimulator(t)
	const rounds, variables = 10_000, 2_000
	name := func(i int) string { return "TSC_TEST_" + strconv.Itoa(i) }
	defer func() {
		for i := range variables {
			os.Unsetenv(name(i))
		}
	}()
	stop := make(chan struct{})
	var meanwhile, making sync.WaitGroup
	meanwhile.Add(1)
	go func() {
		defer meanwhile.Done()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if i/variables%2 == 0 {
				os.Setenv(name(i%variables), strings.Repeat("v", i%300))
			} else {
				os.Unsetenv(name(i % variables))
			}
		}
	}()
	meanwhile.Add(1)
	go func() {
		defer meanwhile.Done()
		for {
			select {
			case <-stop:
				return
			default:
			}
			server, err := tsc.NewServer(s.facts["https"], tsc.WithCAPath(s.facts["ca"]), tsc.WithProxy(""))
			if err == nil {
				_, err = server.Info(background)
				server.Close()
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	}()
	const makers = 2
	making.Add(makers)
	for range makers {
		go func() {
			defer making.Done()
			for range rounds / makers {
				server, err := tsc.NewServer("https://tableau.example.com")
				if err != nil {
					t.Error(err)
					return
				}
				server.Close()
			}
		}()
	}
	making.Wait()
	close(stop)
	meanwhile.Wait()
}
