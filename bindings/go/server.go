package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"os"
	"unsafe"
)

// A Server is a Tableau Server or Tableau Cloud: its address and how to reach it. Any number of
// goroutines may use it.
type Server struct {
	handle *handle
}

// NewServer makes a server from its address, "https://tableau.example.com". The default scheme is
// https. It uses no network.
//
// A new server trusts the system's certificate authorities, sends secrets over https only (over http
// only to this machine), uses the proxy that the environment names, and asks the server for its API
// version. The environment is the value of [os.Environ] at this time.
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
	if err := taken(nil, status, failure); err != nil {
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

// Configure changes settings, in the order given, and stops at the first that fails. Sessions keep
// the settings that they signed in with, except for the limits of [WithTimeouts].
func (s *Server) Configure(options ...ServerOption) error {
	for _, option := range options {
		if err := option.configureServer(s); err != nil {
			return err
		}
	}
	return nil
}

// CloseIdleConnections closes the pooled connections that no call uses, like the method of
// [net/http.Client].
func (s *Server) CloseIdleConnections() {
	p := s.handle.acquire()
	defer s.handle.release(p)
	C.tsc_server_close_idle_connections((*C.tsc_server)(p))
}

// Close frees the server. Its sessions stay usable. It sends nothing, does not sign out, and returns
// nil.
func (s *Server) Close() error {
	s.handle.close()
	return nil
}

// URL returns the address that was given to NewServer, normalized; "" after Close.
func (s *Server) URL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_server_url((*C.tsc_server)(p)))
}

// ServerInfo describes a server: its product and API version.
type ServerInfo struct {
	// ProductVersion is the product's version: "2023.1.0"; "" if the server did not state it.
	ProductVersion string
	// Build is the product's build: "20231.23.0310.1029"; "" if the server did not state it.
	Build string
	// APIVersion is the newest REST API version that the server supports: "3.19".
	APIVersion string
}

// Info asks the server for its product and API version. It needs no sign-in.
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

// SignIn signs in with credentials: a [PersonalAccessToken], which is preferred, a [Password], a
// [JSONWebToken] or a [UnifiedAccessToken]. It signs in to the default site unless [WithSite] names
// another.
//
// Signing in again with the same personal access token, on any site, ends the session that it signed
// in before. A sign-in that was cancelled or timed out may have succeeded on the server, and may
// have ended that session too. [WithSession] signs out automatically.
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

// ResumeSession resumes a session that was signed in elsewhere, by its token: the value of
// [Session.Token], or of another client's X-Tableau-Auth header. It asks the server for the
// session's user and site. [Session.SignOut] ends the session also for others who have its token.
func (s *Server) ResumeSession(ctx context.Context, token string) (*Session, error) {
	return s.SignIn(ctx, SessionToken(token))
}
