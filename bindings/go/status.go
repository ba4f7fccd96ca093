package tsc

// #include <tsc.h>
import "C"

// A Status is the kind of failure of an [Error]. It is an error itself, to compare with:
//
//	errors.Is(err, tsc.ErrNotFound)
//
// Numbers never change; later versions of the library may add some, so treat an unknown number as a
// failure. From 20 on they stand for HTTP errors, except for [ErrNotSignedIn]: nothing was sent then.
type Status int32

const (
	// OK: the call succeeded.
	OK Status = 0
	// ErrInvalidArgument: an argument contains a NUL, is not UTF-8, is out of range, or is an invalid
	// URL, path, method or header.
	ErrInvalidArgument Status = 1
	// ErrInternal: a bug in the library. Please report its message.
	ErrInternal Status = 2
	// ErrCancelled: the call's context was cancelled, or its deadline passed.
	ErrCancelled Status = 3
	// ErrTimeout: a limit of WithTimeouts ran out before the response was complete.
	ErrTimeout Status = 4
	// ErrResolve: the host name cannot be resolved.
	ErrResolve Status = 5
	// ErrConnect: the connection was refused, the host is unreachable, or the connection was closed
	// before the response was complete.
	ErrConnect Status = 6
	// ErrProxy: the proxy refused (407 too) or cannot be reached.
	ErrProxy Status = 7
	// ErrTLS: the TLS handshake failed, for another reason than the server's certificate.
	ErrTLS Status = 8
	// ErrCertificate: the server's certificate is not valid: unknown issuer, other host, expired.
	ErrCertificate Status = 9
	// ErrCAPath: a certificate or key file is missing, unreadable, or has no usable content.
	ErrCAPath Status = 10
	// ErrRedirect: the server redirects to a location that is not safe to follow.
	ErrRedirect Status = 11
	// ErrProtocol: the response is not Tableau's: HTML, malformed, or without its token.
	ErrProtocol Status = 12
	// ErrUnsupportedVersion: the server's API version lacks the call (also Tableau's 404001 and
	// 404003).
	ErrUnsupportedVersion Status = 13
	// ErrInvalidState: the call is not possible now: an option of a list whose reading has begun; a list
	// or request whose session has switched site since; a list or request in use by another goroutine.
	ErrInvalidState Status = 14
	// ErrTooLarge: the response exceeds a limit of size or nesting, or has the HTTP status 413.
	ErrTooLarge Status = 15
	// ErrInsecure: a secret would be sent over plain http, which WithAllowHTTP did not allow.
	ErrInsecure Status = 16
	// ErrAborted: a callback of the program ended the call.
	ErrAborted Status = 18
	// ErrNoMemory: there is no memory for a response, a body, or what a file or an argument contains.
	ErrNoMemory Status = 19
	// ErrBadRequest: HTTP 400: the server did not understand the request.
	ErrBadRequest Status = 20
	// ErrSignInFailed: HTTP 401 at sign-in: user, password, token, site or impersonation refused.
	ErrSignInFailed Status = 21
	// ErrNotSignedIn: the session was signed out. Nothing was sent.
	ErrNotSignedIn Status = 22
	// ErrSessionExpired: HTTP 401 on a session: it expired or was ended on the server (a later
	// sign-in with the same token does so), or the scopes of its token do not cover the call.
	ErrSessionExpired Status = 23
	// ErrForbidden: HTTP 403: the user has no permission; at SwitchSite, none for that site, or there
	// is no such site.
	ErrForbidden Status = 24
	// ErrNotFound: HTTP 404: the resource does not exist.
	ErrNotFound Status = 25
	// ErrMethodNotAllowed: HTTP 405. At sign-in, usually an http:// address of a server that requires
	// https://.
	ErrMethodNotAllowed Status = 26
	// ErrConflict: HTTP 409: the resource exists already, or conflicts with an existing one.
	ErrConflict Status = 27
	// ErrRateLimited: HTTP 429: too many requests; see Error.RetryAfter.
	ErrRateLimited Status = 28
	// ErrServer: HTTP 5xx: the server, or a proxy in front of it, failed.
	ErrServer Status = 29
	// ErrHTTP: any other HTTP status. Statuses added later take cases from this one.
	ErrHTTP Status = 30
)

// Error returns the status's name in C: "TSC_ERROR_TIMEOUT"; "TSC_ERROR_UNKNOWN" for a number that
// the library that was loaded does not define.
func (s Status) Error() string {
	return C.GoString(C.tsc_status_name(C.tsc_status(s)))
}

// String returns the same text as Error.
func (s Status) String() string {
	return s.Error()
}
