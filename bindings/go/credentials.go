package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"unsafe"
)

// Credentials are the argument of [Server.SignIn] and [WithSession]. [PersonalAccessToken],
// [Password], [ConnectedApp], [JSONWebToken], [UnifiedAccessToken] and [SessionToken] make them.
// Printing them, alone or as a part of another value, does not show their secrets.
type Credentials struct {
	shown   string
	resumes bool
	// A closure holds the secrets, so that neither fmt nor reflection sees them.
	signIn func(context.Context, *signIn, **C.tsc_session) error
}

// PersonalAccessToken makes credentials of the name and the secret of a token that users create in
// the settings of their account. This is the recommended way to sign in. It needs REST API 3.6
// (Tableau 2019.4), and 3.11 with [WithImpersonation]. A line break at the end of the strings, as
// text from a file may have, is dropped.
//
// A sign-in with a token ends the session that the same token signed in before, on any site.
func PersonalAccessToken(name, value string) Credentials {
	return Credentials{
		shown: fmt.Sprintf("tsc.PersonalAccessToken(%q, …)", name),
		signIn: func(ctx context.Context, in *signIn, session **C.tsc_session) error {
			name := in.args.text("the token's name", name)
			value := in.args.text("the token's value", value)
			return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
				return C.tsc_server_sign_in_with_personal_access_token(server, name, value, site, user, c, session, e)
			})
		},
	}
}

// Password makes credentials of a user's name and password. A sign-in with them ends no other
// session of the user. A password that ends with a line break is refused with [ErrInvalidArgument],
// and nothing is sent.
func Password(username, password string) Credentials {
	return Credentials{
		shown: fmt.Sprintf("tsc.Password(%q, …)", username),
		signIn: func(ctx context.Context, in *signIn, session **C.tsc_session) error {
			username := in.args.text("the user name", username)
			password := in.args.text("the password", password)
			return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
				return C.tsc_server_sign_in_with_password(server, username, password, site, user, c, session, e)
			})
		},
	}
}

// ConnectedApp makes credentials of a connected app with direct trust: the client id of the app, the
// id and the value of its secret, the name of the user to sign in, and the scopes of the session, such
// as "tableau:content:read". The library makes the JSON web token and signs it, a new one for each
// attempt. It needs REST API 3.17.
func ConnectedApp(clientID, secretID, secretValue, username string, scopes ...string) Credentials {
	all := strings.Join(scopes, " ")
	return Credentials{
		shown: fmt.Sprintf("tsc.ConnectedApp(%q, %q, …, %q, …)", clientID, secretID, username),
		signIn: func(ctx context.Context, in *signIn, session **C.tsc_session) error {
			client := in.args.text("the client id", clientID)
			secret := in.args.text("the secret's id", secretID)
			value := in.args.text("the secret's value", secretValue)
			username := in.args.text("the user name", username)
			scopes := in.args.text("the scopes", all)
			return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
				return C.tsc_server_sign_in_with_connected_app(server, client, secret, value, username, scopes, site, user, c, session, e)
			})
		},
	}
}

// JSONWebToken makes credentials of a whole token that a connected app or an identity provider
// issued. It needs REST API 3.17. A line break at the end of the token is dropped.
func JSONWebToken(token string) Credentials {
	return Credentials{
		shown: "tsc.JSONWebToken(…)",
		signIn: func(ctx context.Context, in *signIn, session **C.tsc_session) error {
			jwt := in.args.text("the JSON web token", token)
			return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
				return C.tsc_server_sign_in_with_json_web_token(server, jwt, site, user, c, session, e)
			})
		},
	}
}

// UnifiedAccessToken makes credentials of a JSON web token for Tableau Cloud Manager and its sites.
// It needs REST API 3.17, and cannot be combined with [WithImpersonation]. A line break at the end of
// the token is dropped.
func UnifiedAccessToken(token string) Credentials {
	return Credentials{
		shown: "tsc.UnifiedAccessToken(…)",
		signIn: func(ctx context.Context, in *signIn, session **C.tsc_session) error {
			if in.impersonated != "" {
				return refused(ErrInvalidArgument, "a unified access token cannot impersonate a user")
			}
			jwt := in.args.text("the unified access token", token)
			return in.call(ctx, func(server *C.tsc_server, site, _ *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
				return C.tsc_server_sign_in_with_unified_access_token(server, jwt, site, c, session, e)
			})
		},
	}
}

// SessionToken makes credentials of the token of a session that was signed in elsewhere, see
// [Server.ResumeSession]. The token determines the site and the user, so it cannot be combined with
// a [SignInOption]. [WithSession] leaves such a session signed in.
func SessionToken(token string) Credentials {
	return Credentials{
		shown:   "tsc.SessionToken(…)",
		resumes: true,
		signIn: func(ctx context.Context, in *signIn, session **C.tsc_session) error {
			if in.site != "" || in.impersonated != "" {
				return refused(ErrInvalidArgument, "a resumed session has a site and a user already; see SwitchSite")
			}
			token := in.args.text("the session's token", token)
			return in.call(ctx, func(server *C.tsc_server, _, _ *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
				return C.tsc_server_resume_session(server, token, c, session, e)
			})
		},
	}
}

// String returns the call that made the credentials, without the secret: tsc.Password("alice", …).
func (c Credentials) String() string {
	return c.shown
}

// GoString returns the same text as String.
func (c Credentials) GoString() string {
	return c.shown
}

// Format prints the text of String for every verb.
func (c Credentials) Format(s fmt.State, _ rune) {
	fmt.Fprint(s, c.shown)
}

// LogValue returns the same text as String, for log/slog.
func (c Credentials) LogValue() slog.Value {
	return slog.StringValue(c.shown)
}

// signIn has the settings of a sign-in.
type signIn struct {
	server       *handle
	site         string
	impersonated string
	args         arguments
}

// call calls a function with the server, and with the site and the user to impersonate or NULL.
func (in *signIn) call(ctx context.Context, function func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status) error {
	site := in.args.optional("the site", in.site)
	user := in.args.optional("the id of the user to impersonate", in.impersonated)
	return in.server.call(ctx, &in.args, func(p unsafe.Pointer, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return function((*C.tsc_server)(p), site, user, c, e)
	})
}
