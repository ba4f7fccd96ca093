package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"time"
	"unsafe"
)

// A Session is a user who is signed in to a site of a server. Any number of goroutines may use it at
// the same time. It outlives its server's Close.
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
	var serverOptions []ServerOption
	var signInOptions []SignInOption
	for _, option := range options {
		switch option := option.(type) {
		case ServerOption:
			serverOptions = append(serverOptions, option)
		case SignInOption:
			signInOptions = append(signInOptions, option)
		}
	}
	server, err := NewServer(url, serverOptions...)
	if err != nil {
		return err
	}
	defer server.Close()
	return server.WithSession(ctx, credentials, use, signInOptions...)
}

// WithSession signs in, calls use with the session, and signs out and closes it like the function
// [WithSession]. The server stays open.
func (s *Server) WithSession(ctx context.Context, credentials Credentials, use func(*Session) error, options ...SignInOption) error {
	session, err := s.SignIn(ctx, credentials, options...)
	if err != nil {
		return err
	}
	defer session.signOutAndClose(ctx)
	return use(session)
}

func (s *Session) signOutAndClose(ctx context.Context) {
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

// SignOut ends the session on the server and deletes its token. It returns nil also if the session
// was signed out before or has ended on the server. After an error the session still has its token,
// so that SignOut can be called again. It makes one HTTP request, or none if the session was signed
// out before.
func (s *Session) SignOut(ctx context.Context) error {
	return s.call(ctx, &arguments{}, func(p *C.tsc_session, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_sign_out(p, c, e)
	})
}

// SwitchSite moves the session to another site of its server, by its contentUrl ("" is the default
// site), without signing in again. Its token, site and user id change. Lists and requests that were
// made before fail with [ErrInvalidState] from then on. If the session is on that site already,
// nothing changes. The error is [ErrForbidden] if there is no such site or the user may not enter it.
// Not available on Tableau Cloud.
//
// After an error the session stays on its site. If no usable response arrived, or one of a gateway
// (502, 504), it is not known whether the server switched; if the session then turns out to have
// expired, it did. SwitchSite makes one HTTP request, which is never repeated.
func (s *Session) SwitchSite(ctx context.Context, site string) error {
	var args arguments
	defer args.wipe()
	csite := args.text("the site", site)
	return s.call(ctx, &args, func(p *C.tsc_session, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_switch_site(p, csite, c, e)
	})
}

// RevokeServerAdminTokens revokes the personal access tokens of all administrators of the server, in
// case one was stolen. The error is [ErrForbidden] if the user is not a server administrator.
// Sessions that signed in with such a token, perhaps including this one, may end. It makes one HTTP
// request. Not available on Tableau Cloud.
func (s *Session) RevokeServerAdminTokens(ctx context.Context) error {
	return s.call(ctx, &arguments{}, func(p *C.tsc_session, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_session_revoke_server_admin_tokens(p, c, e)
	})
}

// Close frees the session. It does not sign out: a session that is not signed out stays on the server
// until it expires. Its lists and requests can still be used. Close sends nothing, and returns nil.
func (s *Session) Close() error {
	s.handle.close()
	return nil
}

// IsSignedIn returns true while the session has a token; false once it was signed out or closed. The
// server is not asked: a session that has expired there has a token until SignOut.
func (s *Session) IsSignedIn() bool {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.tsc_session_is_signed_in((*C.tsc_session)(p)) != 0
}

// ServerURL returns the address at which the session signed in, after redirects:
// "https://tableau.example.com". It is "" after Close.
func (s *Session) ServerURL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_server_url((*C.tsc_session)(p)))
}

// APIVersion returns the REST API version of the session's requests, such as "3.19"; "" after Close.
func (s *Session) APIVersion() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_api_version((*C.tsc_session)(p)))
}

// Token returns the session's token, a secret, for the X-Tableau-Auth header of another client of
// the same server, or for [Server.ResumeSession]. It is "" once signed out or closed.
func (s *Session) Token() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_token((*C.tsc_session)(p)))
}

// SiteID returns the id of the site that the session is on; "" once signed out or closed.
func (s *Session) SiteID() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_site_id((*C.tsc_session)(p)))
}

// SiteContentURL returns the contentUrl of the site that the session is on; "" for the default site,
// and once signed out or closed.
func (s *Session) SiteContentURL() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_site_content_url((*C.tsc_session)(p)))
}

// UserID returns the id of the user, or of the impersonated user if there is one. A user has another
// id on each site. It is "" once signed out or closed.
func (s *Session) UserID() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_user_id((*C.tsc_session)(p)))
}

// EstimatedTimeToExpiration returns the server's text on how long the session will live. Tableau does
// not document its form ("177:05:38", "2:12:30"), so the package does not interpret it. It is "" if
// the server did not say, for a resumed session, and once signed out or closed.
func (s *Session) EstimatedTimeToExpiration() string {
	p := s.handle.acquire()
	defer s.handle.release(p)
	return C.GoString(C.tsc_session_estimated_time_to_expiration((*C.tsc_session)(p)))
}
