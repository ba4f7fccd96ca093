// Signs in to a Tableau server with a personal access token, lists workbooks, switches site if
// asked to, and signs out.
//
//	sign_in [SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]]
//
// Missing arguments are read from the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
// TABLEAU_TOKEN_VALUE, TABLEAU_SITE (the site's contentUrl; the default site if not set),
// TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own) and
// TABLEAU_OTHER_SITE (a site to switch to). Pass secrets in the environment: other users of
// the machine can see arguments.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"

	tsc "github.com/libtsc/libtsc/bindings/go"
)

func showServer(ctx context.Context, server *tsc.Server) error {
	info, err := server.Info(ctx)
	if err != nil {
		return err
	}
	product := cmp.Or(info.ProductVersion, "of unknown version")
	fmt.Printf("Server:  %s, Tableau %s, REST API %s\n", server.URL(), product, info.APIVersion)
	return nil
}

func showSession(session *tsc.Session) {
	site := cmp.Or(session.SiteContentURL(), "the default site")
	fmt.Printf("Site:    %s (%s)\n", site, session.SiteID())
	fmt.Printf("User:    %s\n", session.UserID())
}

// showWorkbooks shows how many workbooks the site has, and the first five.
func showWorkbooks(ctx context.Context, session *tsc.Session) error {
	workbooks := session.List(ctx, "workbooks")
	defer workbooks.Close()
	total, err := workbooks.TotalAvailable(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d workbooks\n", total)
	shown := 0
	for workbook, err := range workbooks.All() {
		if err != nil {
			return err
		}
		fmt.Printf("  %s  %s\n", workbook.Attr("id"), workbook.Attr("name"))
		if shown++; shown == 5 {
			break
		}
	}
	return nil
}

// work does the work of the signed-in session.
func work(ctx context.Context, session *tsc.Session, otherSite string) error {
	showSession(session)
	if err := showWorkbooks(ctx, session); err != nil || otherSite == "" {
		return err
	}
	if err := session.SwitchSite(ctx, otherSite); err != nil {
		return err
	}
	fmt.Println("Switched")
	showSession(session)
	return showWorkbooks(ctx, session)
}

func run(ctx context.Context, url string, token tsc.Credentials, site, caPath, otherSite string) error {
	server, err := tsc.NewServer(url, tsc.WithCAPath(caPath))
	if err != nil {
		return err
	}
	defer server.Close()
	if err := showServer(ctx, server); err != nil {
		return err
	}
	// WithSession signs out in any case, but only a SignOut of our own reports a failure.
	return server.WithSession(ctx, token, func(session *tsc.Session) error {
		worked := work(ctx, session, otherSite)
		signedOut := session.SignOut(ctx)
		if signedOut == nil {
			fmt.Println("Signed out")
		}
		return errors.Join(worked, signedOut)
	}, tsc.WithSite(site))
}

func setting(index int, variable string) string {
	if index < len(os.Args) {
		return os.Args[index]
	}
	return os.Getenv(variable)
}

func main() {
	url := setting(1, "TABLEAU_SERVER")
	name := setting(2, "TABLEAU_TOKEN_NAME")
	value := setting(3, "TABLEAU_TOKEN_VALUE")
	site := setting(4, "TABLEAU_SITE")
	caPath := setting(5, "TABLEAU_CA_PATH")
	otherSite := setting(6, "TABLEAU_OTHER_SITE")
	if url == "" || name == "" || value == "" {
		fmt.Fprintf(os.Stderr, `usage: %s SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]
or set TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE, and if needed
TABLEAU_SITE, TABLEAU_CA_PATH and TABLEAU_OTHER_SITE
`, os.Args[0])
		os.Exit(2)
	}
	// Ctrl-C ends the running call; the session is still signed out.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, url, tsc.PersonalAccessToken(name, value), site, caPath, otherSite)
	stop()
	if err != nil {
		for message := range strings.Lines(err.Error() + "\n") {
			fmt.Fprint(os.Stderr, "sign_in: ", message)
		}
		os.Exit(1)
	}
}
