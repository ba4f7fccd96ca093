package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"time"
	"unsafe"
)

// A Session is a user who is signed in to a site of a server. Any number of goroutines may use it.
type Session struct {
	handle  *handle
	resumed bool
}

func newSession(session *C.tsc_session, resumed bool) *Session {
	return &Session{
		handle: newHandle("session", unsafe.Pointer(session), func(p unsafe.Pointer) {
			C.tsc_session_free((*C.tsc_session)(p))
		}),
		resumed: resumed,
	}
}

// signOutLimit limits the sign-out at the end of WithSession. It is a variable for tests.
var signOutLimit = 10 * time.Second

// WithSession makes a server, signs in and calls use with the session. Then it signs out and closes
// both, also if use panics or ctx has ended.
//
// It returns the error of an invalid address or option, of the sign-in, or of use. The sign-out is
// tried for 10 seconds, and its error is ignored; call [Session.SignOut] at the end of use to learn
// of it. A session that was resumed by a [SessionToken] stays signed in.
func WithSession(ctx context.Context, url string, credentials Credentials, use func(*Session) error, options ...Option) error {
	var ofServer []ServerOption
	var ofSignIn []SignInOption
	for _, option := range options {
		switch option := option.(type) {
		case ServerOption:
			ofServer = append(ofServer, option)
		case SignInOption:
			ofSignIn = append(ofSignIn, option)
		}
	}
	server, err := NewServer(url, ofServer...)
	if err != nil {
		return err
	}
	defer server.Close()
	return server.WithSession(ctx, credentials, use, ofSignIn...)
}

// WithSession signs in, calls use with the session, and signs out and closes it like the function
// [WithSession]. The server stays open.
func (s *Server) WithSession(ctx context.Context, credentials Credentials, use func(*Session) error, options ...SignInOption) error {
	session, err := s.SignIn(ctx, credentials, options...)
	if err != nil {
		return err
	}
	defer session.leave(ctx)
	return use(session)
}

func (s *Session) leave(ctx context.Context) {
	defer s.Close()
	if !s.resumed {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), signOutLimit)
		defer cancel()
		_ = s.SignOut(limited)
	}
}

// call calls a function that may use the network.
func (s *Session) call(ctx context.Context, args *arguments, function func(*C.tsc_session, *C.tsc_cancellation, **C.tsc_error) C.tsc_status) error {
	return s.handle.call(ctx, args, func(p unsafe.Pointer, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return function((*C.tsc_session)(p), c, e)
	})
}

// SignOut ends the session on the server and drops its token. A session that is signed out already,
// or that the server has ended, is not an error. After an error the session still holds its token,
// and SignOut can be called again.
func (s *Session) SignOut(ctx context.Context) error {
	return s.call(ctx, &arguments{}, func(p *C.tsc_session, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_sign_out(p, c, e)
	})
}

// SwitchSite moves the session to another site of its server, by its contentUrl ("" is the default
// site), without signing in again. Its token, site and user id change. Lists and requests that were
// made before fail with [ErrInvalidState] from then on. Tableau Cloud does not support it.
//
// After an error response the session stays on its site. If no response came, the outcome is
// unknown: if the session turns out to have expired, the server had switched. The request is never
// repeated.
func (s *Session) SwitchSite(ctx context.Context, site string) error {
	var args arguments
	defer args.wipe()
	csite := args.text("the site", site)
	return s.call(ctx, &args, func(p *C.tsc_session, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_switch_site(p, csite, c, e)
	})
}

// RevokeServerAdminTokens revokes the personal access tokens of all administrators of the server, in
// case one was stolen. The session must be a server administrator's, and may end itself. Tableau
// Cloud does not support it.
func (s *Session) RevokeServerAdminTokens(ctx context.Context) error {
	return s.call(ctx, &arguments{}, func(p *C.tsc_session, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_revoke_server_admin_tokens(p, c, e)
	})
}

// Close frees the session. It does not sign out: a session that is not signed out stays on the
// server until it expires. Its lists and requests stay usable. Close sends nothing, and returns nil.
func (s *Session) Close() error {
	s.handle.close()
	return nil
}

// IsSignedIn returns true while the session holds a token. A session that expired on the server
// holds one until it is signed out. IsSignedIn sends nothing.
func (s *Session) IsSignedIn() bool {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.tsc_session_is_signed_in((*C.tsc_session)(p)) != 0
}

// ServerURL returns the address where the session signed in, after redirects:
// "https://tableau.example.com".
func (s *Session) ServerURL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_server_url((*C.tsc_session)(p)))
}

// APIVersion returns the REST API version of the session's calls: "3.19".
func (s *Session) APIVersion() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_api_version((*C.tsc_session)(p)))
}

// Token returns the session's token, a secret, for the X-Tableau-Auth header of another client of
// the same server, or for [Server.ResumeSession]. It is "" once signed out.
func (s *Session) Token() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_token((*C.tsc_session)(p)))
}

// SiteID returns the id of the session's site; "" once signed out.
func (s *Session) SiteID() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_site_id((*C.tsc_session)(p)))
}

// SiteContentURL returns the contentUrl of the session's site; "" for the default site, and once
// signed out.
func (s *Session) SiteContentURL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_site_content_url((*C.tsc_session)(p)))
}

// UserID returns the id of the session's user, who may be impersonated. A user's id differs from
// site to site. It is "" once signed out.
func (s *Session) UserID() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_user_id((*C.tsc_session)(p)))
}

// EstimatedTimeToExpiration returns the remaining lifetime of the session as the server states it.
// Tableau does not document its form ("177:05:38", "2:12:30"), so the package does not interpret it.
// It is "" if the server did not state it, and once signed out.
func (s *Session) EstimatedTimeToExpiration() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_estimated_time_to_expiration((*C.tsc_session)(p)))
}
