package tsc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	tsc "github.com/libtsc/libtsc/bindings/go"
)

func exampleServer() *tsc.Server {
	server, err := tsc.NewServer(os.Getenv("TABLEAU_SERVER"), tsc.WithCAPath(os.Getenv("TABLEAU_CA_PATH")))
	if err != nil {
		panic(err)
	}
	return server
}

func exampleToken() tsc.Credentials {
	return tsc.PersonalAccessToken(os.Getenv("TABLEAU_TOKEN_NAME"), os.Getenv("TABLEAU_TOKEN_VALUE"))
}

func ExampleWithSession() {
	ctx := context.Background()
	token := tsc.PersonalAccessToken(os.Getenv("TABLEAU_TOKEN_NAME"), os.Getenv("TABLEAU_TOKEN_VALUE"))
	err := tsc.WithSession(ctx, os.Getenv("TABLEAU_SERVER"), token, func(session *tsc.Session) error {
		total, err := session.List(ctx, "workbooks").TotalAvailable(ctx)
		fmt.Println(total, "workbooks")
		return err
	}, tsc.WithSite("marketing"), tsc.WithCAPath(os.Getenv("TABLEAU_CA_PATH")))
	if err != nil {
		fmt.Println(err)
	}
	// Output: 42 workbooks
}

func ExampleServer_Info() {
	server := exampleServer()
	defer server.Close()
	info, err := server.Info(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.APIVersion)
	// Output: 3.24
}

func ExampleServer_SignIn() {
	ctx := context.Background()
	server := exampleServer()
	defer server.Close()
	session, err := server.SignIn(ctx, exampleToken(), tsc.WithSite("marketing"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer session.Close()
	fmt.Println(session.SiteContentURL())
	if err := session.SwitchSite(ctx, ""); err != nil {
		fmt.Println(err)
	}
	if err := session.SignOut(ctx); err != nil {
		fmt.Println(err)
	}
	fmt.Println(session.IsSignedIn())
	// Output:
	// marketing
	// false
}

func ExampleNodeList_All() {
	ctx := context.Background()
	server := exampleServer()
	defer server.Close()
	err := server.WithSession(ctx, exampleToken(), func(session *tsc.Session) error {
		list := session.List(ctx, "workbooks", tsc.WithFilter("name", "in", "[Superstore,World Indicators]"), tsc.WithSort("name"))
		for workbook, err := range list.All() {
			if err != nil {
				return err
			}
			fmt.Println(workbook.Attr("name"), "in", workbook.Child("project").Attr("name"))
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// Superstore in default
	// World Indicators in Samples
}

func ExampleNodeList_Next() {
	ctx := context.Background()
	server := exampleServer()
	defer server.Close()
	err := server.WithSession(ctx, exampleToken(), func(session *tsc.Session) error {
		list := session.List(ctx, "workbooks")
		defer list.Close()
		for {
			workbook, err := list.Next(ctx)
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			fmt.Println(workbook.Attr("name"))
		}
	}, tsc.WithSite("finance"))
	fmt.Println(errors.Is(err, tsc.ErrSignInFailed))
	// Output: true
}

func ExampleSession_Request() {
	ctx := context.Background()
	server := exampleServer()
	defer server.Close()
	err := server.WithSession(ctx, exampleToken(), func(session *tsc.Session) error {
		query := []byte(`{"query": "{ workbooks(filter: {name: \"Superstore\"}) { name } }"}`)
		response, err := session.Request("POST", "/api/metadata/graphql", tsc.WithBody("application/json", query)).Send(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("%d %s\n", response.Status, response.Body)
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output: 200 {"data":{"workbooks":[{"name":"Superstore"}]}}
}

func ExampleError() {
	server := exampleServer()
	defer server.Close()
	_, err := server.SignIn(context.Background(), tsc.PersonalAccessToken("demo-token", "wrong"))
	var failure *tsc.Error
	if errors.As(err, &failure) {
		fmt.Println(failure.Status, failure.HTTPStatus, failure.TableauCode)
	}
	fmt.Println(errors.Is(err, tsc.ErrSignInFailed))
	// Output:
	// TSC_ERROR_SIGN_IN_FAILED 401 401001
	// true
}

func ExampleErrCancelled() {
	ctx, cancel := context.WithDeadline(context.Background(), time.Now())
	defer cancel()
	server := exampleServer()
	defer server.Close()
	_, err := server.Info(ctx)
	fmt.Println(errors.Is(err, tsc.ErrCancelled), errors.Is(err, context.DeadlineExceeded))
	// Output: true true
}
