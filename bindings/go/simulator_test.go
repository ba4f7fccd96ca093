package tsc_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	tsc "github.com/libtsc/libtsc/bindings/go"
	"github.com/libtsc/libtsc/bindings/go/internal/counting"
)

var (
	background = context.Background()
	alice      = tsc.Password("alice", "alice-password")
)

// A simulator is a simulated Tableau Server; see its --help.
type simulator struct {
	facts map[string]string
	stdin io.Closer
	cmd   *exec.Cmd
}

func startSimulator() (*simulator, error) {
	program := os.Getenv("TSC_SIMULATOR")
	if program == "" {
		return nil, fmt.Errorf("TSC_SIMULATOR has to be the path of tsc-simulator")
	}
	s := &simulator{facts: map[string]string{}, cmd: exec.Command(program, "--exit-with-stdin")}
	stdin, err := s.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	s.stdin = stdin
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(stdout); lines.Scan() && lines.Text() != "ready"; {
		name, value, _ := strings.Cut(lines.Text(), " ")
		s.facts[name] = value
	}
	return s, nil
}

func (s *simulator) stop() {
	s.stdin.Close()
	s.cmd.Wait()
}

// newSimulator starts a simulator for one test.
func newSimulator(t testing.TB) *simulator {
	t.Helper()
	s, err := startSimulator()
	check(t, err)
	t.Cleanup(s.stop)
	return s
}

func (s *simulator) ask(t testing.TB, method, path, body string, answer any) {
	t.Helper()
	request, err := http.NewRequest(method, s.facts["control"]+path, strings.NewReader(body))
	check(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	check(t, err)
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	check(t, err)
	if response.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %s", method, path, response.Status, said)
	}
	if answer != nil {
		check(t, json.NewDecoder(bytes.NewReader(said)).Decode(answer))
	}
}

func (s *simulator) fault(t testing.TB, fault string) {
	t.Helper()
	s.ask(t, "POST", "/faults", fault, nil)
}

// requests returns the paths of all requests so far.
func (s *simulator) requests(t testing.TB) (paths []string) {
	t.Helper()
	var requests []struct{ Path string }
	s.ask(t, "GET", "/requests", "", &requests)
	for _, request := range requests {
		paths = append(paths, request.Path)
	}
	return paths
}

// await waits until a path was requested.
func (s *simulator) await(t testing.TB, part string) {
	t.Helper()
	for s.asked(t, part) == 0 {
	}
}

// release releases held responses until a result arrives: a request is logged before it is held.
func (s *simulator) release(t testing.TB, results <-chan error) error {
	t.Helper()
	for {
		s.ask(t, "POST", "/release", "", nil)
		select {
		case err := <-results:
			return err
		default:
		}
	}
}

func (s *simulator) asked(t testing.TB, part string) (count int) {
	t.Helper()
	for _, path := range s.requests(t) {
		if strings.Contains(path, part) {
			count++
		}
	}
	return count
}

// live returns the number of signed-in sessions.
func (s *simulator) live(t testing.TB) int {
	t.Helper()
	var sessions struct{ Live int }
	s.ask(t, "GET", "/sessions", "", &sessions)
	return sessions.Live
}

// server makes a server that sends each request once, unless an option says otherwise.
func (s *simulator) server(t testing.TB, options ...tsc.ServerOption) *tsc.Server {
	t.Helper()
	server, err := tsc.NewServer(s.facts["https"],
		append([]tsc.ServerOption{tsc.WithCAPath(s.facts["ca"]), tsc.WithProxy(""), tsc.WithRetry(1, 0)}, options...)...)
	check(t, err)
	t.Cleanup(func() { server.Close() })
	return server
}

func (s *simulator) session(t testing.TB, options ...tsc.SignInOption) *tsc.Session {
	t.Helper()
	session, err := s.server(t).SignIn(background, alice, options...)
	check(t, err)
	t.Cleanup(func() { session.Close() })
	return session
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t testing.TB, wanted, got T) {
	t.Helper()
	if wanted != got {
		t.Fatalf("wanted %v, got %v", wanted, got)
	}
}

// TestMain starts a simulator for the examples, whose address is in the environment as it would be
// for users. At the end it checks that no handles are left.
func TestMain(m *testing.M) {
	s, err := startSimulator()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for name, value := range map[string]string{
		"TABLEAU_SERVER":      s.facts["https"],
		"TABLEAU_CA_PATH":     s.facts["ca"],
		"TABLEAU_TOKEN_NAME":  "demo-token",
		"TABLEAU_TOKEN_VALUE": "demo-token-secret",
		"NO_PROXY":            "localhost",
	} {
		os.Setenv(name, value)
	}
	code := m.Run()
	s.stop()
	if handles := counting.LiveHandles(); handles > 0 {
		fmt.Fprintln(os.Stderr, handles, "handles are left")
		code = 1
	}
	os.Exit(code)
}
