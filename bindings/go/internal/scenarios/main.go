// The scenarios of tests/scenarios.md in Go.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	tsc "github.com/libtsc/libtsc/bindings/go"
	"github.com/libtsc/libtsc/bindings/go/internal/counting"
)

var (
	ctx = context.Background()

	jsonWebToken       = tsc.JSONWebToken("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ")
	unifiedAccessToken = tsc.UnifiedAccessToken("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA")
	alicePassword      = tsc.Password("alice", "alice-password")
	demoToken          = tsc.PersonalAccessToken("demo-token", "demo-token-secret")
	connectedApp       = appWithSecret("ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w==")
	aliceAtMarketing   = "7c65b2ac-4287-5cb4-8997-e11bb99005cd"
	adminToken         = tsc.PersonalAccessToken("admin-token", "admin-token-secret")
)

// check ends a scenario with an unexpected error.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func trusted() tsc.ServerOption {
	return tsc.WithCAPath(os.Getenv("TSC_CA"))
}

// newServer makes a server that sends each request once, unless an option says otherwise.
func newServer(options ...tsc.ServerOption) *tsc.Server {
	options = append([]tsc.ServerOption{tsc.WithRetry(1, 0)}, options...)
	return must(tsc.NewServer(os.Getenv("TSC_URL"), options...))
}

// signIn returns a session, which outlives its server.
func signIn(credentials tsc.Credentials, options ...tsc.SignInOption) *tsc.Session {
	server := newServer(trusted())
	defer server.Close()
	return must(server.SignIn(ctx, credentials, options...))
}

func alice(options ...tsc.SignInOption) *tsc.Session {
	return signIn(alicePassword, options...)
}

func resumed(token string) (*tsc.Session, error) {
	server := newServer(trusted())
	defer server.Close()
	return server.ResumeSession(ctx, token)
}

func signOut(session *tsc.Session) {
	check(session.SignOut(ctx))
	session.Close()
}

func showSession(session *tsc.Session) {
	fmt.Printf("site %q\n", session.SiteContentURL())
	fmt.Printf("user %s\n", session.UserID())
	fmt.Printf("version %s\n", session.APIVersion())
}

func showSignedIn(session *tsc.Session) {
	if session.IsSignedIn() {
		fmt.Println("signed in yes")
	} else {
		fmt.Println("signed in no")
	}
}

func showAndSignOut(session *tsc.Session) {
	showSession(session)
	signOut(session)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func asError(err error) *tsc.Error {
	var failure *tsc.Error
	if !errors.As(err, &failure) {
		panic(fmt.Sprintf("not a *tsc.Error: %v", err))
	}
	return failure
}

func showError(err error) {
	failure := asError(err)
	fmt.Printf("http %d\n", failure.HTTPStatus)
	fmt.Printf("code %s\n", orNone(failure.TableauCode))
	fmt.Printf("summary %s\n", orNone(failure.Summary))
	fmt.Printf("detail %s\n", orNone(failure.Detail))
	if failure.RetryAfter < 0 {
		fmt.Println("retry-after none")
	} else {
		fmt.Printf("retry-after %d\n", failure.RetryAfter/time.Second)
	}
}

func showMessage(err error) {
	fmt.Printf("message %s\n", err)
}

func tryToCount(ctx context.Context, session *tsc.Session) error {
	list := session.List(ctx, "workbooks")
	defer list.Close()
	total, err := list.TotalAvailable(ctx)
	if err == nil {
		fmt.Printf("total %d\n", total)
	}
	return err
}

func count(session *tsc.Session) {
	check(tryToCount(ctx, session))
}

func pause() {
	fmt.Println("pause")
	must(bufio.NewReader(os.Stdin).ReadString('\n'))
}

// read returns the names of a list's remaining items, and the error at which it ended.
func read(list *tsc.NodeList) (names []string, err error) {
	for item, err := range list.All() {
		if err != nil {
			return names, err
		}
		names = append(names, item.Attr("name"))
	}
	return names, nil
}

func serverInfo() error {
	server := newServer(trusted())
	defer server.Close()
	info := must(server.Info(ctx))
	fmt.Printf("product %s\nbuild %s\nversion %s\n", info.ProductVersion, info.Build, info.APIVersion)
	return nil
}

func token() error {
	session := signIn(demoToken)
	showSession(session)
	count(session)
	check(session.SignOut(ctx))
	showSignedIn(session)
	return session.Close()
}

func password() error {
	session := alice(tsc.WithSite("marketing"))
	showSession(session)
	count(session)
	signOut(session)
	return nil
}

func withJSONWebToken() error {
	showAndSignOut(signIn(jsonWebToken, tsc.WithSite("marketing")))
	return nil
}

func withUnifiedAccessToken() error {
	showAndSignOut(signIn(unifiedAccessToken, tsc.WithSite("marketing")))
	return nil
}

func impersonation() error {
	session := alice()
	user := session.UserID()
	signOut(session)
	showAndSignOut(signIn(adminToken, tsc.WithImpersonation(user)))
	return nil
}

func impersonationAtASite() error {
	showAndSignOut(signIn(adminToken, tsc.WithSite("marketing"), tsc.WithImpersonation(aliceAtMarketing)))
	return nil
}

func passwordImpersonation() error {
	showAndSignOut(signIn(tsc.Password("admin", "admin-password"),
		tsc.WithSite("marketing"), tsc.WithImpersonation(aliceAtMarketing)))
	return nil
}

func jsonWebTokenImpersonation() error {
	server := newServer(trusted())
	defer server.Close()
	_, err := server.SignIn(ctx, jsonWebToken, tsc.WithSite("marketing"), tsc.WithImpersonation(aliceAtMarketing))
	showError(err)
	return err
}

func appWithSecret(value string) tsc.Credentials {
	return tsc.ConnectedApp("8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10", "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21",
		value, "alice", "tableau:content:read", "tableau:users:read")
}

func withConnectedApp() error {
	session := signIn(connectedApp, tsc.WithSite("marketing"))
	showSession(session)
	count(session)
	signOut(session)
	return nil
}

func refusedApp(app tsc.Credentials, options ...tsc.SignInOption) error {
	server := newServer(trusted())
	defer server.Close()
	_, err := server.SignIn(ctx, app, options...)
	showError(err)
	return err
}

func connectedAppImpersonation() error {
	return refusedApp(connectedApp, tsc.WithSite("marketing"), tsc.WithImpersonation(aliceAtMarketing))
}

func connectedAppRefused() error {
	return refusedApp(appWithSecret("wrong"))
}

func defaultSite() error {
	showAndSignOut(alice())
	showAndSignOut(alice(tsc.WithSite("")))
	return nil
}

func wrongSecret() error {
	server := newServer(trusted())
	defer server.Close()
	_, err := server.SignIn(ctx, tsc.PersonalAccessToken("demo-token", "wrong"))
	showError(err)
	return err
}

func privateCA() error {
	pem := must(os.ReadFile(os.Getenv("TSC_CA")))
	server := newServer(tsc.WithCAPEM(pem))
	defer server.Close()
	showAndSignOut(must(server.SignIn(ctx, alicePassword)))
	return nil
}

func refusedCertificate() error {
	server := newServer()
	defer server.Close()
	_, err := server.SignIn(ctx, alicePassword)
	return err
}

func missingCA() error {
	_, err := tsc.NewServer(os.Getenv("TSC_URL"), tsc.WithCAPath("no/such/file.pem"))
	return err
}

func noVerification() error {
	server := newServer(tsc.WithVerify(false))
	defer server.Close()
	showAndSignOut(must(server.SignIn(ctx, alicePassword)))
	return nil
}

func clientCertificate() error {
	_, err := tsc.NewServer(os.Getenv("TSC_URL"), tsc.WithClientCertificate(os.Getenv("TSC_CA"), os.Getenv("TSC_EMPTY")))
	showMessage(err)
	return err
}

func clientCertificatePEM() error {
	pem := must(os.ReadFile(os.Getenv("TSC_CA")))
	_, err := tsc.NewServer(os.Getenv("TSC_URL"), tsc.WithClientCertificatePEM(pem))
	showMessage(err)
	return err
}

func plainHTTP() error {
	server := must(tsc.NewServer("http://tableau.example.com",
		tsc.WithProxy(os.Getenv("TSC_HTTP")), tsc.WithAllowHTTP(true)))
	defer server.Close()
	showAndSignOut(must(server.SignIn(ctx, alicePassword)))
	return nil
}

func settings() error {
	server := newServer(trusted(),
		tsc.WithHeader("X-Scenario", "blue"),
		tsc.WithUserAgent("Scenario/1.0"),
		tsc.WithAPIVersion("3.19"),
		tsc.WithProxy(""),
		tsc.WithTimeouts(5*time.Second, 6*time.Second, 7*time.Second))
	defer server.Close()
	showAndSignOut(must(server.SignIn(ctx, alicePassword)))
	return nil
}

func expired() error {
	session := alice()
	defer session.Close()
	pause()
	err := tryToCount(ctx, session)
	showError(err)
	showSignedIn(session)
	return err
}

func resume() error {
	first := alice()
	second := must(resumed(first.Token()))
	showSession(second)
	count(second)
	second.Close()
	count(first)
	signOut(first)
	return nil
}

func resumeRefused() error {
	_, err := resumed("none")
	showError(err)
	return err
}

func switchSite() error {
	session := alice()
	check(session.SwitchSite(ctx, "marketing"))
	showSession(session)
	count(session)
	signOut(session)
	return nil
}

func switchToTheSame() error {
	session := alice()
	check(session.SwitchSite(ctx, ""))
	showAndSignOut(session)
	return nil
}

func switchRefused() error {
	session := alice()
	err := session.SwitchSite(ctx, "finance")
	showError(err)
	showSession(session)
	count(session)
	signOut(session)
	return err
}

func listOfTheSiteBefore() error {
	session := alice()
	list := session.List(ctx, "workbooks")
	check(session.SwitchSite(ctx, "marketing"))
	_, err := read(list)
	signOut(session)
	return err
}

func signOutTwice() error {
	session := alice()
	check(session.SignOut(ctx))
	check(session.SignOut(ctx))
	showSignedIn(session)
	return tryToCount(ctx, session)
}

func revoke() error {
	session := signIn(adminToken)
	check(session.RevokeServerAdminTokens(ctx))
	signOut(session)
	return nil
}

func withAlice(use func(*tsc.Session) error) error {
	return tsc.WithSession(ctx, os.Getenv("TSC_URL"), alicePassword, use, trusted())
}

func guard() error {
	err := withAlice(func(session *tsc.Session) error {
		return tryToCount(ctx, session)
	})
	fmt.Println("after")
	return err
}

func guardError() error {
	err := withAlice(func(*tsc.Session) error {
		return errors.New("mine")
	})
	fmt.Println(err)
	return nil
}

func guardSignedOut() error {
	err := withAlice(func(session *tsc.Session) error {
		return session.SignOut(ctx)
	})
	fmt.Println("after")
	return err
}

func guardResumed() error {
	first := alice()
	second := newServer(trusted())
	defer second.Close()
	check(second.WithSession(ctx, tsc.SessionToken(first.Token()), func(*tsc.Session) error {
		return nil
	}))
	count(first)
	signOut(first)
	return nil
}

func listSome() error {
	session := alice()
	list := session.List(ctx, "workbooks",
		tsc.WithPageSize(10),
		tsc.WithFilter("createdAt", "gt", "2000-01-01T00:00:00Z"),
		tsc.WithSortDescending("name"),
		tsc.WithParameter("fields", "id,name"))
	defer list.Close()
	shown := 0
	for item, err := range list.All() {
		check(err)
		fmt.Println(item.Attr("name"))
		if shown++; shown == 15 {
			break
		}
	}
	signOut(session)
	return nil
}

func listWhole() error {
	session := alice()
	var items []*tsc.Node
	for item, err := range session.List(ctx, "workbooks").All() {
		check(err)
		items = append(items, item)
	}
	first, last := items[0], items[len(items)-1]
	fmt.Printf("items %d\n%s\n%s\n", len(items), first.Attr("name"), last.Attr("name"))
	fmt.Printf("project %s\n", first.Child("project").Attr("name"))
	signOut(session)
	return nil
}

func listOfNothing() error {
	session := alice()
	names := must(read(session.List(ctx, "workbooks", tsc.WithFilter("name", "eq", "no such name"))))
	fmt.Printf("items %d\n", len(names))
	signOut(session)
	return nil
}

func listAhead() error {
	session := alice()
	list := session.List(ctx, "workbooks", tsc.WithPageSize(500))
	defer list.Close()
	showMessage(list.Configure(tsc.WithLookahead(9)))
	check(list.Configure(tsc.WithLookahead(3)))
	const before = 501
	for range before {
		must(list.Next(ctx))
	}
	pause()
	rest := must(read(list))
	fmt.Printf("items %d\n", before+len(rest))
	signOut(session)
	return nil
}

func listError() error {
	session := alice()
	list := session.List(ctx, "workbooks", tsc.WithPageSize(1000))
	defer list.Close()
	before, err := read(list)
	fmt.Printf("after %d\n", len(before))
	showError(err)
	rest := must(read(list))
	fmt.Printf("after %d\n", len(before)+len(rest))
	signOut(session)
	return nil
}

func listSetterTooLate() error {
	session := alice()
	list := session.List(ctx, "workbooks")
	defer list.Close()
	must(list.Next(ctx))
	err := list.Configure(tsc.WithPageSize(10))
	signOut(session)
	return err
}

func showNode(node *tsc.Node, depth int) {
	leftOut := []string{"id", "contentUrl", "createdAt", "updatedAt", "webpageUrl"}
	fmt.Print(strings.Repeat("  ", depth), node.Name)
	for _, attr := range node.Attrs {
		if !slices.Contains(leftOut, attr.Name) {
			fmt.Printf(" %s=%s", attr.Name, attr.Value)
		}
	}
	fmt.Println()
	for i := range node.Children {
		showNode(&node.Children[i], depth+1)
	}
}

func node() error {
	session := alice()
	response := must(session.Request("GET", "views", tsc.WithParameter("pageSize", "1")).Send(ctx))
	showNode(response.Root, 0)
	signOut(session)
	return nil
}

func request() error {
	session := alice()
	query := []byte(`{"query": "{ workbooks(filter: {name: \"Superstore\"}) { name } }"}`)
	response := must(session.Request("POST", "/api/metadata/graphql",
		tsc.WithBody("application/json", query),
		tsc.WithHeader("Accept", "application/json")).Send(ctx))
	fmt.Printf("status %d\n", response.Status)
	fmt.Printf("type %s\n", response.Header.Get("Content-Type"))
	fmt.Printf("%s\n", response.Body)
	signOut(session)
	return nil
}

func requestEmpty() error {
	session := alice()
	response := must(session.Request("GET", "projects").Send(ctx))
	fmt.Printf("status %d\n", response.Status)
	fmt.Printf("body %d\n", len(response.Body))
	if response.Root == nil {
		fmt.Println("root none")
	}
	signOut(session)
	return nil
}

func errorAnswer() error {
	session := alice()
	_, err := session.Request("GET", "workbooks/none").Send(ctx)
	showError(err)
	answer := asError(err).Response
	fmt.Printf("status %d\nroot %s\n", answer.Status, answer.Root.Name)
	signOut(session)
	return err
}

func rateLimited() error {
	session := alice()
	defer session.Close()
	err := tryToCount(ctx, session)
	showError(err)
	return err
}

func showTransient(err error) {
	if asError(err).IsTransient {
		fmt.Println("transient yes")
	} else {
		fmt.Println("transient no")
	}
}

// aliceOf returns a session of a server with these options.
func aliceOf(options ...tsc.ServerOption) *tsc.Session {
	server := newServer(append(options, trusted())...)
	defer server.Close()
	return must(server.SignIn(ctx, alicePassword))
}

// endOf shows an error, if there is one, and signs out.
func endOf(session *tsc.Session, err error) error {
	if err != nil {
		showError(err)
		showTransient(err)
	}
	signOut(session)
	return err
}

func countWithRetries(attempts int, longestWait time.Duration) func() error {
	return func() error {
		session := aliceOf(tsc.WithRetry(attempts, longestWait))
		return endOf(session, tryToCount(ctx, session))
	}
}

func post(repeatable bool) func() error {
	return func() error {
		session := aliceOf(tsc.WithRetry(3, 50*time.Millisecond))
		response, err := session.Request("POST", "/api/metadata/graphql",
			tsc.WithBody("application/json", []byte(`{"query": "{ workbooks { name } }"}`)),
			tsc.WithRepeatable(repeatable)).Send(ctx)
		if err == nil {
			fmt.Printf("status %d\n", response.Status)
		}
		return endOf(session, err)
	}
}

func notTransient() error {
	session := alice()
	_, err := session.Request("GET", "workbooks/none").Send(ctx)
	showTransient(err)
	signOut(session)
	return err
}

func renewal() error {
	session := aliceOf(tsc.WithRenewal(true))
	list := session.List(ctx, "workbooks", tsc.WithPageSize(500))
	defer list.Close()
	const before = 501
	for range before {
		must(list.Next(ctx))
	}
	pause()
	rest := must(read(list))
	fmt.Printf("items %d\n", before+len(rest))
	signOut(session)
	return nil
}

func renewalRefused() error {
	session := aliceOf(tsc.WithRenewal(true))
	defer session.Close()
	pause()
	err := tryToCount(ctx, session)
	showMessage(err)
	return err
}

func requestTimeouts() error {
	session := alice()
	defer session.Close()
	_, err := session.Request("GET", "workbooks",
		tsc.WithRequestTimeouts(200*time.Millisecond, time.Minute)).Send(ctx)
	showMessage(err)
	return err
}

func listHeader() error {
	session := alice()
	list := session.List(ctx, "workbooks", tsc.WithHeader("X-Scenario", "blue"))
	defer list.Close()
	fmt.Printf("total %d\n", must(list.TotalAvailable(ctx)))
	signOut(session)
	return nil
}

func tooLarge() error {
	session := alice()
	_, err := session.Request("GET", "workbooks", tsc.WithMaxResponseSize(100)).Send(ctx)
	signOut(session)
	return err
}

func cancel() error {
	session := alice()
	defer session.Close()
	ctx, cancel := context.WithCancel(ctx)
	counted := make(chan error)
	go func() { counted <- tryToCount(ctx, session) }()
	pause()
	cancel()
	err := <-counted
	if !errors.Is(err, context.Canceled) {
		return fmt.Errorf("that is not the context's: %w", err)
	}
	return err
}

func cancelledBefore() error {
	session := alice()
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	err := tryToCount(ctx, session)
	signOut(session)
	return err
}

func connectTimeout() error {
	server := must(tsc.NewServer(os.Getenv("TSC_SILENT"),
		tsc.WithTimeouts(200*time.Millisecond, 3*time.Second, time.Minute)))
	defer server.Close()
	_, err := server.Info(ctx)
	showMessage(err)
	return err
}

func timeout() error {
	server := newServer(trusted(), tsc.WithTimeouts(10*time.Second, 200*time.Millisecond, time.Minute))
	defer server.Close()
	session := must(server.SignIn(ctx, alicePassword))
	defer session.Close()
	err := tryToCount(ctx, session)
	showMessage(err)
	return err
}

func closed() error {
	session := alice()
	signOut(session)
	err := tryToCount(ctx, session)
	if errors.Is(err, tsc.ErrClosed) {
		fmt.Println("closed")
	}
	return err
}

func twoThreads() error {
	session := alice()
	type result struct {
		items int
		err   error
	}
	results := make(chan result)
	for range 2 {
		go func() {
			list := session.List(ctx, "workbooks", tsc.WithPageSize(100))
			defer list.Close()
			if _, err := list.TotalAvailable(ctx); err != nil {
				results <- result{0, err}
				return
			}
			names, err := read(list)
			results <- result{len(names), err}
		}()
	}
	for range 2 {
		result := <-results
		check(result.err)
		fmt.Printf("items %d\n", result.items)
	}
	signOut(session)
	return nil
}

func quotes() error {
	session := signIn(tsc.Password(`zoë & <søn> "O'Neil"`, `pa<ss> & "wörd" 'ключ' 🔑 %20+`))
	for _, name := range must(read(session.List(ctx, "workbooks", tsc.WithFilter("name", "eq", `He said "yes"`)))) {
		fmt.Println(name)
	}
	signOut(session)
	return nil
}

func nul() error {
	server := newServer(trusted())
	defer server.Close()
	_, err := server.SignIn(ctx, tsc.Password("ali\x00ce", "alice-password"))
	return err
}

var scenarios = map[string]func() error{
	"server-info":                  serverInfo,
	"token":                        token,
	"password":                     password,
	"json-web-token":               withJSONWebToken,
	"unified-access-token":         withUnifiedAccessToken,
	"impersonation":                impersonation,
	"impersonation-at-a-site":      impersonationAtASite,
	"password-impersonation":       passwordImpersonation,
	"json-web-token-impersonation": jsonWebTokenImpersonation,
	"connected-app":                withConnectedApp,
	"connected-app-impersonation":  connectedAppImpersonation,
	"connected-app-refused":        connectedAppRefused,
	"default-site":                 defaultSite,
	"wrong-secret":                 wrongSecret,
	"private-ca":                   privateCA,
	"refused-certificate":          refusedCertificate,
	"missing-ca":                   missingCA,
	"no-verification":              noVerification,
	"client-certificate":           clientCertificate,
	"client-certificate-pem":       clientCertificatePEM,
	"plain-http":                   plainHTTP,
	"settings":                     settings,
	"expired":                      expired,
	"resume":                       resume,
	"resume-refused":               resumeRefused,
	"switch":                       switchSite,
	"switch-to-the-same":           switchToTheSame,
	"switch-refused":               switchRefused,
	"list-of-the-site-before":      listOfTheSiteBefore,
	"sign-out-twice":               signOutTwice,
	"revoke":                       revoke,
	"guard":                        guard,
	"guard-error":                  guardError,
	"guard-signed-out":             guardSignedOut,
	"guard-resumed":                guardResumed,
	"list":                         listSome,
	"list-whole":                   listWhole,
	"list-of-nothing":              listOfNothing,
	"list-ahead":                   listAhead,
	"list-error":                   listError,
	"list-setter-too-late":         listSetterTooLate,
	"node":                         node,
	"request":                      request,
	"request-empty":                requestEmpty,
	"error-answer":                 errorAnswer,
	"rate-limited":                 rateLimited,
	"retry":                        countWithRetries(3, 50*time.Millisecond),
	"retry-after":                  countWithRetries(2, 2*time.Second),
	"retry-after-an-hour":          countWithRetries(4, time.Second),
	"retry-in-vain":                countWithRetries(2, 50*time.Millisecond),
	"post-once":                    post(false),
	"repeatable-post":              post(true),
	"not-transient":                notTransient,
	"renewal":                      renewal,
	"renewal-refused":              renewalRefused,
	"request-timeouts":             requestTimeouts,
	"list-header":                  listHeader,
	"too-large":                    tooLarge,
	"cancel":                       cancel,
	"cancelled-before":             cancelledBefore,
	"connect-timeout":              connectTimeout,
	"timeout":                      timeout,
	"closed":                       closed,
	"two-threads":                  twoThreads,
	"quotes":                       quotes,
	"nul":                          nul,
}

// run returns the status of a scenario, also of an unexpected error.
func run(scenario func() error) (status tsc.Status) {
	defer func() {
		if unexpected := recover(); unexpected != nil {
			err, ok := unexpected.(error)
			if !ok {
				panic(unexpected)
			}
			fmt.Fprintln(os.Stderr, err)
			status = asError(err).Status
		}
	}()
	if err := scenario(); err != nil {
		return asError(err).Status
	}
	return tsc.OK
}

// number parses an argument that must be a number.
func number(index int) int {
	return must(strconv.Atoi(os.Args[index]))
}

func main() {
	status := tsc.OK
	switch {
	case len(os.Args) == 3 && os.Args[1] == "read":
		measureReading(number(2))
	case len(os.Args) == 4 && os.Args[1] == "cycles":
		measureCycles(number(2), number(3))
	case len(os.Args) == 2 && scenarios[os.Args[1]] != nil:
		status = run(scenarios[os.Args[1]])
	default:
		fmt.Fprintln(os.Stderr, "there is no such scenario")
		os.Exit(1)
	}
	if handles := counting.LiveHandles(); handles > 0 {
		fmt.Fprintln(os.Stderr, handles, "handles are left")
		os.Exit(1)
	}
	fmt.Printf("ends %s\n", status)
}
