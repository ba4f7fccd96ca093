package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"os"
	"unsafe"
)

// A Server is a Tableau Server or Tableau Cloud: its address and the settings for reaching it. Any
// number of goroutines may use it at the same time. Its sessions outlive it.
type Server struct {
	handle *handle
}

// NewServer makes a server from its address, such as "https://tableau.example.com". Without a scheme
// it is https. A slash at the end, the "#/site/..." that a browser shows, and the rest of an API
// address are dropped; a path before them is kept. NewServer does not connect. It refuses a URL that
// has another scheme than http and https, a user or password, a query, or a host name that is not
// ASCII, with [ErrInvalidArgument].
//
// A new server trusts the certificate authorities of the system, sends passwords and tokens only over
// https, or over http to this machine, uses the proxy that the environment names, and the newest
// REST API version of the server. The environment is the value of [os.Environ] at this time.
func NewServer(url string, options ...ServerOption) (*Server, error) {
	var args arguments
	defer args.wipe()
	curl := args.text("the server's address", url)
	if args.err != nil {
		return nil, args.err
	}
	// C must not read the process's environment, because os.Setenv may change it at any time.
	environment := newEnvironment(os.Environ())
	defer environment.free()
	var server *C.tsc_server
	var failure *C.tsc_error
	status := C.tsc_server_new_with_environment(curl, environment.variables, &server, &failure)
	if err := takeError(nil, status, failure); err != nil {
		return nil, err
	}
	s := &Server{newHandle("server", unsafe.Pointer(server), func(p unsafe.Pointer) {
		C.tsc_server_free((*C.tsc_server)(p))
	})}
	if err := s.Configure(options...); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Configure changes settings, in the order given, and stops at the first that fails, which stays as
// it was. A setting applies to the calls of the server that begin later. A session keeps the settings
// that it signed in with, except for the limits of [WithTimeouts].
func (s *Server) Configure(options ...ServerOption) error {
	for _, option := range options {
		if err := option.configureServer(s); err != nil {
			return err
		}
	}
	return nil
}

// CloseIdleConnections closes all connections of the server and its sessions that no call is using,
// like the method of [net/http.Client]. A connection that a call is using is closed when the call
// ends. It sends no request, and does nothing after Close.
func (s *Server) CloseIdleConnections() {
	p := s.handle.acquire()
	defer s.handle.release(p)
	C.tsc_server_close_idle_connections((*C.tsc_server)(p))
}

// Close frees the server. Its sessions can still be used. It sends nothing, does not sign out, and
// returns nil.
func (s *Server) Close() error {
	s.handle.close()
	return nil
}

// URL returns the address that was given to NewServer, normalised; "" after Close.
func (s *Server) URL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_server_url((*C.tsc_server)(p)))
}

// ServerInfo describes a server: its product and API version.
type ServerInfo struct {
	// ProductVersion is the product's version: "2023.1.0"; "" if the server does not say.
	ProductVersion string
	// Build is the product's build: "20231.23.0310.1029"; "" if the server does not say.
	Build string
	// APIVersion is the newest REST API version that the server supports: "3.19".
	APIVersion string
}

// Info gets the product version and the API version of the server. It needs no sign-in. It makes one
// HTTP request, and another one if the server is older than Tableau 10.1.
func (s *Server) Info(ctx context.Context) (*ServerInfo, error) {
	var info *C.tsc_server_info
	err := s.handle.call(ctx, &arguments{}, func(p unsafe.Pointer, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_get_info((*C.tsc_server)(p), c, &info, e)
	})
	if err != nil {
		return nil, err
	}
	defer C.tsc_server_info_free(info)
	return &ServerInfo{
		ProductVersion: C.GoString(C.tsc_server_info_product_version(info)),
		Build:          C.GoString(C.tsc_server_info_build(info)),
		APIVersion:     C.GoString(C.tsc_server_info_api_version(info)),
	}, nil
}

// SignIn signs in with credentials: a [PersonalAccessToken], which is recommended, a [Password], a
// [ConnectedApp], a [JSONWebToken] or a [UnifiedAccessToken]. It signs in to the default site unless
// [WithSite] names another.
//
// The error is [ErrSignInFailed] if the server refuses the credentials, the site or the
// impersonation; [ErrUnsupportedVersion] if the API version does not have the credentials, and
// [ErrInsecure] if the secret would be sent over plain http, and the secret was not sent then.
//
// SignIn makes one HTTP request; before the first sign-in with the current settings of the server,
// also those of [Server.Info]. A sign-in that was cancelled or timed out may have taken place on the
// server, and may have ended the previous session of a personal access token. [WithSession] signs out
// automatically.
func (s *Server) SignIn(ctx context.Context, credentials Credentials, options ...SignInOption) (*Session, error) {
	if credentials.signIn == nil {
		return nil, refused(ErrInvalidArgument, "the credentials are empty")
	}
	in := signIn{server: s.handle}
	for _, option := range options {
		option.configureSignIn(&in)
	}
	defer in.args.wipe()
	var session *C.tsc_session
	if err := credentials.signIn(ctx, &in, &session); err != nil {
		return nil, err
	}
	return newSession(session, credentials.resumes), nil
}

// ResumeSession makes a session from the token of a session that was signed in elsewhere: the value
// of [Session.Token], or of another client's X-Tableau-Auth header. It asks the server for the
// session's site and user. The error is [ErrSessionExpired] if the server does not know the token, or
// no longer, and [ErrUnsupportedVersion] if the API version is older than 3.1. It makes as many HTTP
// requests as [Server.SignIn]. [Session.SignOut] ends the session also for all others who have its
// token.
func (s *Server) ResumeSession(ctx context.Context, token string) (*Session, error) {
	return s.SignIn(ctx, SessionToken(token))
}
