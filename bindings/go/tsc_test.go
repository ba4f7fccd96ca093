package tsc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tsc "github.com/libtsc/libtsc/bindings/go"
)

const hold = `{"path": "/workbooks", "action": "hold"}`

func names(list *tsc.NodeList) (names []string, err error) {
	for item, err := range list.All() {
		if err != nil {
			return names, err
		}
		names = append(names, item.Attr("name"))
	}
	return names, nil
}

func statusOf(t testing.TB, err error) tsc.Status {
	t.Helper()
	var failure *tsc.Error
	if !errors.As(err, &failure) {
		t.Fatalf("not a *tsc.Error: %v", err)
	}
	return failure.Status
}

func TestErrorHasTheServersResponse(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	s.fault(t, `{"path": "/workbooks", "action": {"answer": {"status": 429, "headers": [["Retry-After", "7"]], "body": "<a b='c'/>"}}}`)
	_, err := session.Request("GET", "workbooks").Send(background)
	var failure *tsc.Error
	if !errors.As(err, &failure) || !errors.Is(err, tsc.ErrRateLimited) || errors.Is(err, tsc.ErrNotFound) {
		t.Fatal(err)
	}
	equal(t, tsc.ErrRateLimited, failure.Status)
	var status tsc.Status
	equal(t, true, errors.As(fmt.Errorf("mine: %w", err), &status))
	equal(t, tsc.ErrRateLimited, status)
	equal(t, 429, failure.HTTPStatus)
	equal(t, 7*time.Second, failure.RetryAfter)
	equal(t, true, failure.IsTransient)
	equal(t, 429, failure.Response.Status)
	equal(t, "c", failure.Response.Root.Attr("b"))
	equal(t, failure.Message, err.Error())
	if strings.Contains(fmt.Sprintf("%+v", err), session.Token()) {
		t.Fatal("the token is in the error")
	}

	_, err = tsc.NewServer("ftp://tableau.example.com")
	if !errors.As(err, &failure) || failure.Response != nil || failure.HTTPStatus != 0 || failure.RetryAfter >= 0 {
		t.Fatalf("%#v", err)
	}
	if errors.Is(err, tsc.ErrClosed) {
		t.Fatal("nothing is closed")
	}
}

func TestHugeRetryAfterIsTheLongestDuration(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	s.fault(t, `{"path": "/workbooks", "action": {"answer": {"status": 503, "headers": [["Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"]], "body": ""}}}`)
	_, err := session.Request("GET", "workbooks").Send(background)
	var failure *tsc.Error
	if !errors.As(err, &failure) || failure.RetryAfter < 24*time.Hour {
		t.Fatalf("%v, %v", failure.RetryAfter, err)
	}
}

func TestNULsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	server := s.server(t)
	before := len(s.requests(t))
	signIn := func(credentials tsc.Credentials, options ...tsc.SignInOption) error {
		_, err := server.SignIn(background, credentials, options...)
		return err
	}
	send := func(method, path string, options ...tsc.RequestOption) error {
		_, err := session.Request(method, path, options...).Send(background)
		return err
	}
	list := func(path string, options ...tsc.ListOption) error {
		_, err := session.List(background, path, options...).TotalAvailable(background)
		return err
	}
	_, newServer := tsc.NewServer(s.facts["https"] + "\x00")
	for i, err := range []error{
		newServer,
		server.Configure(tsc.WithCAPath("a\x00")),
		server.Configure(tsc.WithClientCertificate("a\x00", "")),
		server.Configure(tsc.WithClientCertificate("", "a\x00")),
		server.Configure(tsc.WithProxy("http://a\x00")),
		server.Configure(tsc.WithUserAgent("a\x00")),
		server.Configure(tsc.WithAPIVersion("3.1\x00")),
		server.Configure(tsc.WithHeader("a\x00", "b")),
		server.Configure(tsc.WithHeader("a", "b\x00")),
		server.Configure(tsc.WithoutHeader("a\x00")),
		signIn(tsc.PersonalAccessToken("demo-token\x00", "demo-token-secret")),
		signIn(tsc.PersonalAccessToken("demo-token", "demo-token-secret\x00")),
		signIn(tsc.Password("alice\x00", "alice-password")),
		signIn(tsc.Password("alice", "alice-password\x00")),
		signIn(tsc.JSONWebToken("a.b.c\x00")),
		signIn(tsc.UnifiedAccessToken("a.b.c\x00")),
		signIn(tsc.ConnectedApp("a\x00", "b", "c", "d", "e")),
		signIn(tsc.ConnectedApp("a", "b\x00", "c", "d", "e")),
		signIn(tsc.ConnectedApp("a", "b", "c\x00", "d", "e")),
		signIn(tsc.ConnectedApp("a", "b", "c", "d\x00", "e")),
		signIn(tsc.ConnectedApp("a", "b", "c", "d", "e", "f\x00")),
		signIn(tsc.SessionToken(session.Token() + "\x00")),
		signIn(alice, tsc.WithSite("\x00marketing")),
		signIn(alice, tsc.WithImpersonation("\x00id")),
		session.SwitchSite(background, "marketing\x00"),
		list("workbooks\x00"),
		list("workbooks", tsc.WithFilter("name\x00", "eq", "a")),
		list("workbooks", tsc.WithFilter("name", "eq\x00", "a")),
		list("workbooks", tsc.WithFilter("name", "eq", "a\x00")),
		list("workbooks", tsc.WithSort("name\x00")),
		list("workbooks", tsc.WithParameter("fields\x00", "a")),
		list("workbooks", tsc.WithParameter("fields", "a\x00")),
		list("workbooks", tsc.WithHeader("a\x00", "b")),
		list("workbooks", tsc.WithHeader("a", "b\x00")),
		send("GET\x00", "workbooks"),
		send("GET", "workbooks\x00"),
		send("GET", "workbooks", tsc.WithParameter("a\x00", "b")),
		send("GET", "workbooks", tsc.WithParameter("a", "b\x00")),
		send("GET", "workbooks", tsc.WithHeader("a\x00", "b")),
		send("GET", "workbooks", tsc.WithHeader("a", "b\x00")),
		send("POST", "workbooks", tsc.WithBody("text/xml\x00", nil)),
	} {
		if !errors.Is(err, tsc.ErrInvalidArgument) || !strings.Contains(err.Error(), "NUL") {
			t.Errorf("%d: %v", i, err)
		}
	}
	equal(t, before, len(s.requests(t)))
}

func TestInvalidCombinationsAreRefused(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t)
	before := len(s.requests(t))
	for _, one := range []struct {
		credentials tsc.Credentials
		option      tsc.SignInOption
	}{
		{tsc.UnifiedAccessToken("a.b.c"), tsc.WithImpersonation("id")},
		{tsc.SessionToken("a"), tsc.WithImpersonation("id")},
		{tsc.SessionToken("a"), tsc.WithSite("marketing")},
	} {
		_, err := server.SignIn(background, one.credentials, one.option)
		equal(t, tsc.ErrInvalidArgument, statusOf(t, err))
	}
	_, err := server.SignIn(background, tsc.Credentials{})
	equal(t, tsc.ErrInvalidArgument, statusOf(t, err))
	equal(t, before, len(s.requests(t)))
}

func TestNumbersOutOfRangeAreRefusedBeforeAnythingIsSent(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t)
	session := s.session(t)
	before := len(s.requests(t))
	for _, limit := range []time.Duration{-1, (1<<32-1)*time.Millisecond + 1, math.MaxInt64} {
		for _, option := range []tsc.ServerOption{
			tsc.WithTimeouts(limit, 0, 0), tsc.WithTimeouts(0, limit, 0), tsc.WithTimeouts(0, 0, limit),
		} {
			equal(t, tsc.ErrInvalidArgument, statusOf(t, server.Configure(option)))
		}
	}
	for _, size := range []int{-1, 0, 1001, 1<<32 + 1} {
		_, err := session.List(background, "workbooks", tsc.WithPageSize(size)).Next(background)
		equal(t, tsc.ErrInvalidArgument, statusOf(t, err))
	}
	for _, pages := range []int{-1, 9, 1 << 32} {
		_, err := session.List(background, "workbooks", tsc.WithLookahead(pages)).Next(background)
		equal(t, tsc.ErrInvalidArgument, statusOf(t, err))
	}
	check(t, session.List(background, "workbooks").Configure(tsc.WithLookahead(8), tsc.WithLookahead(0)))
	equal(t, before, len(s.requests(t)))
}

func TestSettingsCanBeReset(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t,
		tsc.WithHeader("X-Scenario", "blue"), tsc.WithUserAgent("Test/1.0"), tsc.WithAPIVersion("3.19"),
		tsc.WithTimeouts(time.Microsecond, 0, 0), tsc.WithAllowHTTP(true), tsc.WithInsecureSkipVerify(),
		tsc.WithClientCertificatePEM(nil), tsc.WithClientCertificate("", ""))
	check(t, server.Configure(tsc.WithoutHeader("X-Scenario"), tsc.WithUserAgent(""), tsc.WithAPIVersion(""),
		tsc.WithTimeouts(0, (1<<32-1)*time.Millisecond, time.Minute), tsc.WithAllowHTTP(false), tsc.WithVerify(true),
		tsc.WithProxyFromEnvironment(), tsc.WithProxy("")))
	session, err := server.SignIn(background, alice)
	check(t, err)
	equal(t, "3.24", session.APIVersion())
	equal(t, s.facts["https"], session.ServerURL())
	var requests []struct{ Headers [][2]string }
	s.ask(t, "GET", "/requests", "", &requests)
	for _, header := range requests[len(requests)-1].Headers {
		if strings.EqualFold(header[0], "X-Scenario") || strings.Contains(header[1], "Test/1.0") {
			t.Error(header)
		}
	}
	check(t, server.Configure(tsc.WithCAPEM(nil)))
	_, err = server.Info(background)
	equal(t, tsc.ErrCertificate, statusOf(t, err))
	equal(t, tsc.ErrCAPath, statusOf(t, server.Configure(tsc.WithCAPEM([]byte("none")))))
	equal(t, tsc.ErrCAPath, statusOf(t, server.Configure(tsc.WithClientCertificatePEM([]byte("none")))))
	equal(t, tsc.ErrCAPath, statusOf(t, server.Configure(tsc.WithClientCertificate("no/such.pem", "no/such.key"))))
}

func TestUseAfterClose(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t)
	session := s.session(t)
	list := session.List(background, "workbooks")
	request := session.Request("GET", "workbooks")
	for _, closer := range []io.Closer{server, session, list, request} {
		check(t, closer.Close())
		check(t, closer.Close())
	}
	before := len(s.requests(t))
	_, info := server.Info(background)
	_, signIn := server.SignIn(background, alice)
	_, next := list.Next(background)
	_, total := list.TotalAvailable(background)
	_, all := names(list)
	_, send := request.Send(background)
	_, later := session.Request("GET", "workbooks").Send(background)
	for i, err := range []error{
		info, signIn, next, total, all, send, later,
		server.Configure(tsc.WithUserAgent("a")),
		list.Configure(tsc.WithPageSize(10)),
		request.Configure(tsc.WithHeader("a", "b")),
		session.SignOut(background),
		session.SwitchSite(background, ""),
		session.RevokeServerAdminTokens(background),
		session.List(background, "workbooks").Configure(),
	} {
		if !errors.Is(err, tsc.ErrClosed) || !errors.Is(err, tsc.ErrInvalidArgument) {
			t.Errorf("%d: %v", i, err)
		}
	}
	for _, text := range []string{
		server.URL(), session.Token(), session.SiteID(), session.SiteContentURL(), session.UserID(),
		session.ServerURL(), session.APIVersion(), session.EstimatedTimeToExpiration(),
	} {
		equal(t, "", text)
	}
	equal(t, false, session.IsSignedIn())
	equal(t, before, len(s.requests(t)))
	check(t, session.List(background, "workbooks").Close())
	check(t, session.Request("GET", "workbooks").Close())
}

func TestCloseDuringACall(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	list := session.List(background, "workbooks")
	request := session.Request("GET", "workbooks")
	s.fault(t, `{"path": "/workbooks", "times": 2, "action": "hold"}`)
	results := make(chan error, 2)
	go func() {
		_, err := list.Next(background)
		results <- err
	}()
	go func() {
		_, err := request.Send(background)
		results <- err
	}()
	for s.asked(t, "/workbooks") < 2 {
	}
	list.Close()
	request.Close()
	session.Close()
	check(t, s.release(t, results))
	check(t, s.release(t, results))
	_, err := list.Next(background)
	equal(t, true, errors.Is(err, tsc.ErrClosed))
}

func TestClosesDuringManyCalls(t *testing.T) {
	s := newSimulator(t)
	for range 10 {
		session := s.session(t)
		var group sync.WaitGroup
		for i := range 4 {
			group.Add(1)
			go func() {
				defer group.Done()
				for range 5 {
					_, err := session.Request("GET", "projects").Send(background)
					if err != nil && !errors.Is(err, tsc.ErrClosed) {
						t.Error(err)
					}
					_ = session.Token()
				}
				if i == 0 {
					session.Close()
				}
			}()
		}
		group.Wait()
	}
}

func TestGarbageIsFreedAndSendsNothing(t *testing.T) {
	s := newSimulator(t)
	collected := func() func() {
		server, err := tsc.NewServer(s.facts["https"], tsc.WithCAPath(s.facts["ca"]), tsc.WithProxy(""))
		check(t, err)
		session, err := server.SignIn(background, alice)
		check(t, err)
		list := session.List(background, "workbooks")
		_, err = list.Next(background)
		check(t, err)
		return tsc.Forgotten(server, session, list, session.Request("GET", "workbooks"))
	}()
	before := len(s.requests(t))
	collected()
	equal(t, before, len(s.requests(t)))
	equal(t, 1, s.live(t))
}

func TestCancelEndsOneCallOnly(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	s.fault(t, hold)
	mine := errors.New("mine")
	ctx, cancel := context.WithCancelCause(background)
	result := make(chan error)
	go func() {
		_, err := session.Request("GET", "workbooks").Send(ctx)
		result <- err
	}()
	s.await(t, "/workbooks")
	cancel(mine)
	err := <-result
	equal(t, tsc.ErrCancelled, statusOf(t, err))
	for _, target := range []error{tsc.ErrCancelled, context.Canceled, mine} {
		if !errors.Is(err, target) {
			t.Errorf("that is not %v: %v", target, err)
		}
	}
	_, err = session.Request("GET", "workbooks").Send(background)
	check(t, err)
}

func TestDeadlineEndsACall(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	s.fault(t, hold)
	ctx, cancel := context.WithTimeout(background, 10*time.Millisecond)
	defer cancel()
	_, err := session.List(ctx, "workbooks").TotalAvailable(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, tsc.ErrCancelled) || errors.Is(err, tsc.ErrTimeout) {
		t.Fatal(err)
	}
	// The error says which of the two ended the call.
	equal(t, true, strings.HasSuffix(err.Error(), ": "+context.DeadlineExceeded.Error()))
}

func TestTimeoutOfTheServerIsNotADeadline(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t, tsc.WithTimeouts(time.Second, time.Millisecond, 0))
	s.fault(t, `{"path": "/serverInfo", "action": "hold"}`)
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	_, err := server.Info(ctx)
	if !errors.Is(err, tsc.ErrTimeout) || errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestEndedContextSendsNothing(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	before := len(s.requests(t))
	ctx, cancel := context.WithCancel(background)
	cancel()
	for range 100 {
		_, err := session.Request("GET", "workbooks").Send(ctx)
		equal(t, true, errors.Is(err, context.Canceled))
		_, err = names(session.List(ctx, "workbooks"))
		equal(t, true, errors.Is(err, context.Canceled))
	}
	equal(t, before, len(s.requests(t)))
}

func TestListContinuesAfterAnError(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	whole, err := names(session.List(background, "workbooks"))
	check(t, err)
	equal(t, 2345, len(whole))

	s.fault(t, `{"path": "/workbooks", "query": "pageNumber=2", "action": "close"}`)
	s.fault(t, `{"path": "/workbooks", "query": "pageNumber=2", "action": {"answer": {"status": 503, "headers": [], "body": ""}}}`)
	list := session.List(background, "workbooks", tsc.WithPageSize(1000))
	var read []string
	for item, err := range list.All() {
		check(t, err)
		if read = append(read, item.Attr("name")); len(read) == 3 {
			break
		}
	}
	item, err := list.Next(background)
	check(t, err)
	read = append(read, item.Attr("name"))
	total, err := list.TotalAvailable(background)
	check(t, err)
	equal(t, len(whole), total)
	failures := 0
	for len(read) < len(whole) {
		more, err := names(list)
		read = append(read, more...)
		if err != nil {
			failures++
		}
	}
	if failures == 0 {
		t.Error("there was no error")
	}
	for i := range whole {
		equal(t, whole[i], read[i])
	}
	for range 2 {
		_, err = list.Next(background)
		equal(t, io.EOF, err)
	}
	more, err := names(list)
	check(t, err)
	equal(t, 0, len(more))
}

func TestContextWithTheCauseEOFDoesNotEndAList(t *testing.T) {
	session := newSimulator(t).session(t)
	ctx, cancel := context.WithCancelCause(background)
	cancel(io.EOF)
	_, err := names(session.List(ctx, "workbooks"))
	equal(t, tsc.ErrCancelled, statusOf(t, err))
}

func TestLoopsCanBeLeftInAnyWay(t *testing.T) {
	session := newSimulator(t).session(t)
	items := session.List(background, "workbooks", tsc.WithPageSize(100)).All()
	read := 0
	for _, err := range items {
		check(t, err)
		if read++; read == 10 {
			break
		}
	}
	for range items { // the same iterator again, which continues
		read++
	}
	equal(t, 2345, read)

	list := session.List(background, "workbooks")
	func() {
		defer func() { equal(t, any("help"), recover()) }()
		for range list.All() {
			panic("help")
		}
	}()
	for outer, err := range list.All() { // other lists may be read meanwhile, and the list itself
		check(t, err)
		inner, err := session.List(background, "workbooks", tsc.WithPageSize(1)).Next(background)
		check(t, err)
		equal(t, false, inner.Attr("id") == outer.Attr("id"))
		next, err := list.Next(background)
		check(t, err)
		equal(t, false, next.Attr("id") == outer.Attr("id"))
		break
	}
	rest, err := list.ReadAll()
	check(t, err)
	equal(t, 2342, len(rest))

	ctx, cancel := context.WithCancel(background)
	defer cancel()
	read = 0
	list = session.List(ctx, "workbooks")
	for _, err := range list.All() {
		if read++; read > 3 {
			equal(t, tsc.ErrCancelled, statusOf(t, err))
			continue
		}
		check(t, err)
		if read == 3 {
			cancel()
		}
	}
	equal(t, 4, read)

	list = session.List(background, "workbooks")
	read = 0
	for _, err := range list.All() {
		if read++; read > 1 {
			equal(t, true, errors.Is(err, tsc.ErrClosed))
			continue
		}
		check(t, err)
		check(t, session.Close())
		check(t, list.Close())
	}
	equal(t, 2, read)
}

func TestListInUseByAnotherGoroutine(t *testing.T) {
	s := newSimulator(t)
	list := s.session(t).List(background, "workbooks")
	s.fault(t, hold)
	result := make(chan error)
	go func() {
		_, err := list.Next(background)
		result <- err
	}()
	s.await(t, "/workbooks")
	_, next := list.Next(background)
	_, total := list.TotalAvailable(background)
	for _, err := range []error{next, total, list.Configure(tsc.WithPageSize(10))} {
		equal(t, tsc.ErrInvalidState, statusOf(t, err))
	}
	check(t, s.release(t, result))
	rest, err := names(list)
	check(t, err)
	equal(t, 2344, len(rest))
}

func TestRequestInUseByAnotherGoroutine(t *testing.T) {
	s := newSimulator(t)
	request := s.session(t).Request("GET", "workbooks")
	s.fault(t, hold)
	result := make(chan error)
	go func() {
		_, err := request.Send(background)
		result <- err
	}()
	s.await(t, "/workbooks")
	_, err := request.Send(background)
	equal(t, tsc.ErrInvalidState, statusOf(t, err))
	equal(t, tsc.ErrInvalidState, statusOf(t, request.Configure(tsc.WithHeader("a", "b"))))
	check(t, s.release(t, result))
	_, err = request.Send(background)
	check(t, err)
}

func TestSessionAmongManyGoroutines(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 5 {
				ctx, cancel := context.WithCancel(background)
				if i%2 == 0 {
					time.AfterFunc(time.Duration(i)*time.Millisecond, cancel)
				}
				_, err := names(session.List(ctx, "workbooks", tsc.WithPageSize(100)))
				cancel()
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
		}()
	}
	group.Wait()
}

func TestNodesOutliveTheirList(t *testing.T) {
	s := newSimulator(t)
	body := `<r xmlns:x="y" b="1" x:c="&lt;ü&amp;"> <!-- no --> one <a/>two<b>&#x1F511;<c d=""><e/></c></b><a n="2"/></r>`
	s.fault(t, `{"path": "/workbooks", "action": {"answer": {"status": 200, "headers": [["Set-Cookie", "a"], ["set-cookie", "b"]], "body": `+strconv.Quote(body)+`}}}`)
	session := s.session(t)
	response, err := session.Request("GET", "workbooks").Send(background)
	check(t, err)
	session.Close()
	root := response.Root
	equal(t, body, string(response.Body))
	equal(t, "r", root.Name)
	equal(t, 2, len(root.Attrs))
	equal(t, tsc.Attr{Name: "b", Value: "1"}, root.Attrs[0])
	equal(t, "<ü&", root.Attr("c"))
	equal(t, "one two", strings.Join(strings.Fields(root.Text), " "))
	equal(t, 3, len(root.Children))
	equal(t, "b", root.Children[1].Name)
	equal(t, "🔑", root.Child("b").Text)
	equal(t, "c", root.Child("b").Children[0].Name)
	equal(t, "e", root.Child("b").Child("c").Children[0].Name)
	equal(t, "2", root.Children[2].Attr("n"))
	equal(t, root.Child("a"), &root.Children[0])
	value, ok := root.Child("b").Child("c").LookupAttr("d")
	equal(t, "", value)
	equal(t, true, ok)
	_, ok = root.LookupAttr("none")
	equal(t, false, ok)
	equal(t, "", root.Child("none").Child("none").Attr("none"))
	equal(t, 2, len(response.Header["Set-Cookie"]))
	equal(t, "", http.Header.Get(response.Header, "None"))
}

func TestWithSession(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t)
	mine := errors.New("mine")
	var kept *tsc.Session
	with := func(ctx context.Context, use func(*tsc.Session) error) error {
		return server.WithSession(ctx, alice, func(session *tsc.Session) error {
			kept = session
			equal(t, "marketing", session.SiteContentURL())
			equal(t, 1, s.live(t))
			return use(session)
		}, tsc.WithSite("marketing"))
	}
	left := func() {
		t.Helper()
		equal(t, 0, s.live(t))
		equal(t, true, errors.Is(kept.SignOut(background), tsc.ErrClosed))
	}

	check(t, with(background, func(*tsc.Session) error { return nil }))
	left()
	equal(t, mine, with(background, func(*tsc.Session) error { return mine }))
	left()
	ctx, cancel := context.WithCancel(background)
	equal(t, mine, with(ctx, func(*tsc.Session) error { cancel(); return mine }))
	left()
	check(t, with(background, func(session *tsc.Session) error { return session.Close() }))
	equal(t, 1, s.live(t)) // who closes it does not sign out
	s.ask(t, "POST", "/clock", `{"advance_seconds": 86400}`, nil)
	func() {
		defer func() { equal(t, any("help"), recover()) }()
		with(background, func(*tsc.Session) error { panic("help") })
	}()
	left()
	done := make(chan struct{})
	go func() {
		defer close(done)
		with(background, func(*tsc.Session) error { runtime.Goexit(); return nil })
	}()
	<-done
	left()
	s.fault(t, `{"path": "/auth/signout", "action": {"answer": {"status": 500, "headers": [], "body": ""}}}`)
	check(t, with(background, func(*tsc.Session) error { return nil }))

	err := server.WithSession(background, tsc.Password("alice", "wrong"), func(*tsc.Session) error {
		t.Error("use was called without a session")
		return nil
	})
	equal(t, tsc.ErrSignInFailed, statusOf(t, err))
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	s := newSimulator(t)
	server := s.server(t)
	connection := func() int {
		_, err := server.Info(background)
		check(t, err)
		var requests []struct{ Connection int }
		s.ask(t, "GET", "/requests", "", &requests)
		return requests[len(requests)-1].Connection
	}
	first := connection()
	equal(t, first, connection())
	server.CloseIdleConnections()
	equal(t, false, first == connection())
	server.Close()
	server.CloseIdleConnections()
}

func TestWithSessionLimitsTheSignOut(t *testing.T) {
	s := newSimulator(t)
	defer tsc.LimitSignOut(10 * time.Millisecond)()
	s.fault(t, `{"path": "/auth/signout", "action": "hold"}`)
	mine := errors.New("mine")
	equal(t, mine, s.server(t).WithSession(background, alice, func(*tsc.Session) error { return mine }))
}

func TestWithSessionTakesOptionsOfServerAndSignIn(t *testing.T) {
	s := newSimulator(t)
	user := s.session(t).UserID()
	admin := tsc.PersonalAccessToken("admin-token", "admin-token-secret")
	check(t, tsc.WithSession(background, s.facts["https"], admin, func(session *tsc.Session) error {
		equal(t, user, session.UserID())
		return nil
	}, tsc.WithCAPath(s.facts["ca"]), tsc.WithImpersonation(user), tsc.WithHeader("X-Scenario", "blue"), tsc.WithProxy("")))
	var requests []struct{ Headers [][2]string }
	s.ask(t, "GET", "/requests", "", &requests)
	equal(t, true, slices.ContainsFunc(requests[len(requests)-1].Headers, func(header [2]string) bool {
		return strings.EqualFold(header[0], "X-Scenario") && header[1] == "blue"
	}))
	equal(t, 1, s.live(t))

	notCalled := func(*tsc.Session) error {
		t.Error("use was called without a session")
		return nil
	}
	err := tsc.WithSession(background, s.facts["https"], admin, notCalled, tsc.WithCAPath("no/such/file.pem"))
	equal(t, tsc.ErrCAPath, statusOf(t, err))
	err = tsc.WithSession(background, "ftp://tableau.example.com", admin, notCalled)
	equal(t, tsc.ErrInvalidArgument, statusOf(t, err))
}

func TestWithSessionLeavesAResumedSessionSignedIn(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	token := tsc.SessionToken(session.Token())
	check(t, s.server(t).WithSession(background, token, func(resumed *tsc.Session) error {
		equal(t, session.UserID(), resumed.UserID())
		return nil
	}))
	equal(t, 0, s.asked(t, "signout"))
	check(t, session.SignOut(background))
	equal(t, 0, s.live(t))
}

func TestCredentialsDoNotShowTheirSecrets(t *testing.T) {
	const secret = "x1secret"
	for _, credentials := range []tsc.Credentials{
		tsc.PersonalAccessToken("name", secret),
		tsc.Password("name", secret),
		tsc.JSONWebToken(secret),
		tsc.UnifiedAccessToken(secret),
		tsc.ConnectedApp("client", "id", secret, "name", "scope"),
		tsc.SessionToken(secret),
	} {
		var logged bytes.Buffer
		slog.New(slog.NewTextHandler(&logged, nil)).Info("", "credentials", credentials)
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("", "credentials", credentials)
		encoded, err := json.Marshal(credentials)
		check(t, err)
		said := logged.String() + string(encoded) + credentials.String() + credentials.GoString() + fmt.Sprint(credentials)
		for _, verb := range "vsqxXdcbotUeg" {
			for _, flags := range []string{"", "+", "#"} {
				said += fmt.Sprintf("%"+flags+string(verb), credentials)
				said += fmt.Sprintf("%"+flags+string(verb), &credentials)
				said += fmt.Sprintf("%"+flags+string(verb), struct{ C tsc.Credentials }{credentials})
				said += fmt.Sprintf("%"+flags+string(verb), &struct{ c tsc.Credentials }{credentials})
				said += fmt.Sprintf("%"+flags+string(verb), []any{map[string]tsc.Credentials{"a": credentials}})
			}
		}
		for _, shown := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
			if strings.Contains(said, shown) {
				t.Errorf("the secret is shown: %s", said)
			}
		}
	}
	equal(t, `tsc.PersonalAccessToken("name", …)`, fmt.Sprintf("%+v", tsc.PersonalAccessToken("name", secret)))
	equal(t, `tsc.Password("name", …)`, tsc.Password("name", secret).String())
}

// The signals of a profiler interrupt system calls that wait.
func TestSignalsDoNotEndACall(t *testing.T) {
	s := newSimulator(t)
	session := s.session(t)
	check(t, pprof.StartCPUProfile(io.Discard))
	defer pprof.StopCPUProfile()
	stop := make(chan struct{})
	var busy sync.WaitGroup
	for range 2 {
		busy.Add(1)
		go func() {
			defer busy.Done()
			for {
				select {
				case <-stop:
					return
				default:
					runtime.GC()
				}
			}
		}()
	}
	for range 3 {
		read, err := names(session.List(background, "workbooks", tsc.WithPageSize(100)))
		check(t, err)
		equal(t, 2345, len(read))
	}
	close(stop)
	busy.Wait()
}

// TSC_CYCLES sets the number of cycles.
func TestManySignInsAndCloses(t *testing.T) {
	cycles := 50
	if text := os.Getenv("TSC_CYCLES"); text != "" {
		var err error
		cycles, err = strconv.Atoi(text)
		check(t, err)
	}
	s := newSimulator(t)
	for range cycles {
		server, err := tsc.NewServer(s.facts["https"], tsc.WithCAPath(s.facts["ca"]), tsc.WithProxy(""))
		check(t, err)
		check(t, server.WithSession(background, alice, func(session *tsc.Session) error {
			list := session.List(background, "workbooks", tsc.WithPageSize(1))
			defer list.Close()
			_, err := list.Next(background)
			return err
		}))
		server.Close()
	}
	equal(t, 0, s.live(t))
}

func BenchmarkList(b *testing.B) {
	session := newSimulator(b).session(b)
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	b.ReportAllocs()
	for b.Loop() {
		_, err := names(session.List(ctx, "workbooks"))
		check(b, err)
	}
}
