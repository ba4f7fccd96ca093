package tsc

// #include <tsc.h>
import "C"

// A Status says what kind of failure an [Error] is. It is an error itself, to compare with:
//
//	errors.Is(err, tsc.ErrNotFound)
//
// Numbers never change; later versions of the library may have more of them. Up to 16 they tell what
// happened on this side and on the way, from 20 on what the server answered.
type Status int32

const (
	// OK is no failure.
	OK Status = 0
	// ErrInvalidArgument: an argument has a NUL or is not UTF-8, or is a URL, path, method or header
	// that cannot be.
	ErrInvalidArgument Status = 1
	// ErrInternal: a bug in the library. The message says what it saw; please report it.
	ErrInternal Status = 2
	// ErrCancelled: the call's context was cancelled, or its deadline passed.
	ErrCancelled Status = 3
	// ErrTimeout: a limit of WithTimeouts ran out before the answer was complete.
	ErrTimeout Status = 4
	// ErrResolve: the host name is not known.
	ErrResolve Status = 5
	// ErrConnect: the connection was refused, the host is unreachable, or the connection was closed
	// before a whole answer came.
	ErrConnect Status = 6
	// ErrProxy: the proxy refused (407 too) or cannot be reached.
	ErrProxy Status = 7
	// ErrTLS: the TLS handshake failed, for another reason than the server's certificate.
	ErrTLS Status = 8
	// ErrCertificate: the server's certificate is not good: unknown issuer, other host, expired.
	ErrCertificate Status = 9
	// ErrCAPath: certificate or key files are missing, unreadable, or have nothing usable in them.
	ErrCAPath Status = 10
	// ErrRedirect: the server redirects to where it is not safe to follow.
	ErrRedirect Status = 11
	// ErrProtocol: an answer that is not Tableau's: HTML, malformed, or without its token.
	ErrProtocol Status = 12
	// ErrUnsupportedVersion: the server's API version lacks the call (Tableau's 404001 and 404003 too).
	ErrUnsupportedVersion Status = 13
	// ErrInvalidState: this cannot be done now: an option of a list that has begun; a list or request
	// whose session has switched site since; a list or request in use by another goroutine.
	ErrInvalidState Status = 14
	// ErrTooLarge: the answer is over a limit of size or nesting, or the server said 413.
	ErrTooLarge Status = 15
	// ErrInsecure: a secret would go over plain http, which WithAllowHTTP did not allow.
	ErrInsecure Status = 16
	// ErrBadRequest: HTTP 400: the server did not understand the request.
	ErrBadRequest Status = 20
	// ErrSignInFailed: HTTP 401 at sign-in: user, password, token, site or impersonation refused.
	ErrSignInFailed Status = 21
	// ErrNotSignedIn: the session was signed out. Nothing was sent.
	ErrNotSignedIn Status = 22
	// ErrSessionExpired: HTTP 401 on a session: it expired, was displaced or ended on the server.
	ErrSessionExpired Status = 23
	// ErrForbidden: HTTP 403: the user may not do this; at SwitchSite, may not enter that site.
	ErrForbidden Status = 24
	// ErrNotFound: HTTP 404: there is no such resource.
	ErrNotFound Status = 25
	// ErrMethodNotAllowed: HTTP 405. At sign-in, mostly an http:// address whose server wants https://.
	ErrMethodNotAllowed Status = 26
	// ErrConflict: HTTP 409: it exists already, or is in conflict with what does.
	ErrConflict Status = 27
	// ErrRateLimited: HTTP 429: too many requests; see Error.RetryAfter.
	ErrRateLimited Status = 28
	// ErrServer: HTTP 5xx: the server or a proxy before it failed.
	ErrServer Status = 29
	// ErrHTTP: any other HTTP status. Statuses added later take cases from this one.
	ErrHTTP Status = 30
)

// Error is the status's name in C: "TSC_ERROR_TIMEOUT"; "TSC_ERROR_UNKNOWN" of a number that this
// version of the library does not know.
func (s Status) Error() string {
	return C.GoString(C.tsc_status_name(C.tsc_status(s)))
}

// String is the same as Error.
func (s Status) String() string {
	return s.Error()
}
