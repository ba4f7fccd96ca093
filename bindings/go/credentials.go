package tsc

// #include <tsc.h>
import "C"

import (
	"context"
	"fmt"
	"log/slog"
	"unsafe"
)

// Credentials are what [Server.SignIn] and [WithSession] take: a [PersonalAccessToken], a
// [Password], a [JSONWebToken], a [UnifiedAccessToken] or a [SessionToken]. Printed in whatever way
// of the packages fmt and log/slog, their secrets are not shown.
type Credentials interface {
	fmt.Formatter
	fmt.Stringer
	fmt.GoStringer
	slog.LogValuer

	signIn(context.Context, *signIn, **C.tsc_session) error
}

// A PersonalAccessToken is made by a user in the settings of their account. It needs API 3.6
// (Tableau 2019.4).
type PersonalAccessToken struct {
	Name  string
	Value string
}

// A Password is that of a user.
type Password struct {
	Username string
	Password string
}

// A JSONWebToken is the whole token, as a connected app or an identity provider issues it. It needs
// API 3.17.
type JSONWebToken string

// A UnifiedAccessToken is a JSON web token that is made for Tableau Cloud Manager and its sites. It
// needs API 3.17, and does not go with [WithImpersonation].
type UnifiedAccessToken string

// A SessionToken is that of a session which was signed in elsewhere, see [Server.ResumeSession]. It
// says by itself on which site and as whom: it goes with no option. [WithSession] leaves such a
// session signed in.
type SessionToken string

// signIn is a sign-in's settings.
type signIn struct {
	server       *handle
	site         string
	impersonated string
	args         arguments
}

// call calls a function with the server, the site and the user to impersonate, which may be NULL.
func (in *signIn) call(ctx context.Context, function func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status) error {
	site := in.args.optional("the site", in.site)
	user := in.args.optional("the id of the user to impersonate", in.impersonated)
	return in.server.call(ctx, &in.args, func(p unsafe.Pointer, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return function((*C.tsc_server)(p), site, user, c, e)
	})
}

func (t PersonalAccessToken) signIn(ctx context.Context, in *signIn, session **C.tsc_session) error {
	name := in.args.text("the token's name", t.Name)
	value := in.args.text("the token's value", t.Value)
	return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_sign_in_with_personal_access_token(server, name, value, site, user, c, session, e)
	})
}

func (p Password) signIn(ctx context.Context, in *signIn, session **C.tsc_session) error {
	username := in.args.text("the user name", p.Username)
	password := in.args.text("the password", p.Password)
	return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_sign_in_with_password(server, username, password, site, user, c, session, e)
	})
}

func (t JSONWebToken) signIn(ctx context.Context, in *signIn, session **C.tsc_session) error {
	jwt := in.args.text("the JSON web token", string(t))
	return in.call(ctx, func(server *C.tsc_server, site, user *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_sign_in_with_json_web_token(server, jwt, site, user, c, session, e)
	})
}

func (t UnifiedAccessToken) signIn(ctx context.Context, in *signIn, session **C.tsc_session) error {
	if in.impersonated != "" {
		return refused(ErrInvalidArgument, "a unified access token impersonates nobody")
	}
	jwt := in.args.text("the unified access token", string(t))
	return in.call(ctx, func(server *C.tsc_server, site, _ *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_sign_in_with_unified_access_token(server, jwt, site, c, session, e)
	})
}

func (t SessionToken) signIn(ctx context.Context, in *signIn, session **C.tsc_session) error {
	if in.site != "" || in.impersonated != "" {
		return refused(ErrInvalidArgument, "a session that is resumed is on a site and somebody's already; see SwitchSite")
	}
	token := in.args.text("the session's token", string(t))
	return in.call(ctx, func(server *C.tsc_server, _, _ *C.char, c *C.tsc_cancellation, e **C.tsc_error) C.tsc_status {
		return C.tsc_server_resume_session(server, token, c, session, e)
	})
}

// String shows the name.
func (t PersonalAccessToken) String() string {
	return fmt.Sprintf("tsc.PersonalAccessToken{Name:%q, Value:…}", t.Name)
}

// String shows the user name.
func (p Password) String() string {
	return fmt.Sprintf("tsc.Password{Username:%q, Password:…}", p.Username)
}

// String shows nothing of the token.
func (t JSONWebToken) String() string { return "tsc.JSONWebToken(…)" }

// String shows nothing of the token.
func (t UnifiedAccessToken) String() string { return "tsc.UnifiedAccessToken(…)" }

// String shows nothing of the token.
func (t SessionToken) String() string { return "tsc.SessionToken(…)" }

// GoString is the same as String.
func (t PersonalAccessToken) GoString() string { return t.String() }

// GoString is the same as String.
func (p Password) GoString() string { return p.String() }

// GoString is the same as String.
func (t JSONWebToken) GoString() string { return t.String() }

// GoString is the same as String.
func (t UnifiedAccessToken) GoString() string { return t.String() }

// GoString is the same as String.
func (t SessionToken) GoString() string { return t.String() }

// Format prints String, whatever the verb.
func (t PersonalAccessToken) Format(s fmt.State, _ rune) { fmt.Fprint(s, t.String()) }

// Format prints String, whatever the verb.
func (p Password) Format(s fmt.State, _ rune) { fmt.Fprint(s, p.String()) }

// Format prints String, whatever the verb.
func (t JSONWebToken) Format(s fmt.State, _ rune) { fmt.Fprint(s, t.String()) }

// Format prints String, whatever the verb.
func (t UnifiedAccessToken) Format(s fmt.State, _ rune) { fmt.Fprint(s, t.String()) }

// Format prints String, whatever the verb.
func (t SessionToken) Format(s fmt.State, _ rune) { fmt.Fprint(s, t.String()) }

// LogValue is String, for log/slog.
func (t PersonalAccessToken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// LogValue is String, for log/slog.
func (p Password) LogValue() slog.Value { return slog.StringValue(p.String()) }

// LogValue is String, for log/slog.
func (t JSONWebToken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// LogValue is String, for log/slog.
func (t UnifiedAccessToken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// LogValue is String, for log/slog.
func (t SessionToken) LogValue() slog.Value { return slog.StringValue(t.String()) }
