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

// NewServer makes a server from its address, "https://tableau.example.com"; without a scheme it is
// https. It uses no network.
//
// A new server trusts the system's certificate authorities, sends secrets over https only (over http
// to this machine alone), goes through the proxy that the environment names, and asks the server for
// its API version. The environment is [os.Environ] as it is now.
func NewServer(url string, options ...ServerOption) (*Server, error) {
	var args arguments
	defer args.wipe()
	curl := args.text("the server's address", url)
	if args.err != nil {
		return nil, args.err
	}
	// C must not read the environment, which os.Setenv may change at any time.
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

// Configure changes settings, in the order given; at the first that fails it stops. Sessions keep
// what they signed in with, but for the limits of [WithTimeouts].
func (s *Server) Configure(options ...ServerOption) error {
	for _, option := range options {
		if err := option.configureServer(s); err != nil {
			return err
		}
	}
	return nil
}

// CloseIdleConnections closes the connections that wait for the next call, as that of
// [net/http.Client] does. Those in use stay.
func (s *Server) CloseIdleConnections() {
	p := s.handle.acquire()
	defer s.handle.release(p)
	C.tsc_server_close_idle_connections((*C.tsc_server)(p))
}

// Close frees the server; its sessions go on. It sends nothing, signs nobody out, and returns nil.
func (s *Server) Close() error {
	s.handle.close()
	return nil
}

// URL is the address that was given to NewServer, normalised; "" after Close.
func (s *Server) URL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_server_url((*C.tsc_server)(p)))
}

// ServerInfo is what a server says of itself.
type ServerInfo struct {
	// ProductVersion is "2023.1.0", for instance; "" if the server did not say.
	ProductVersion string
	// Build is the product's build: "20231.23.0310.1029"; "" if the server did not say.
	Build string
	// APIVersion is the newest REST API version that the server has: "3.19".
	APIVersion string
}

// Info asks a server for its product and API version. It needs no sign-in.
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

// SignIn signs in with credentials: a [PersonalAccessToken], which is the way to prefer, a
// [Password], a [JSONWebToken] or a [UnifiedAccessToken]. It is to the default site if [WithSite]
// names no other.
//
// Signing in again with the same personal access token, on whatever site, ends the session that it
// signed in before. A sign-in that was cancelled or timed out may have happened on the server, and
// have ended that session too. See [WithSession] for a session that is signed out by itself.
func (s *Server) SignIn(ctx context.Context, credentials Credentials, options ...SignInOption) (*Session, error) {
	if credentials.signIn == nil {
		return nil, refused(ErrInvalidArgument, "there are no credentials to sign in with")
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

// ResumeSession goes on with a session that was signed in elsewhere, by its token: what
// [Session.Token] gives, or another client's X-Tableau-Auth. It asks the server who and where it
// is. [Session.SignOut] ends the session for the others who have its token too.
func (s *Server) ResumeSession(ctx context.Context, token string) (*Session, error) {
	return s.SignIn(ctx, SessionToken(token))
}
