namespace Tsc
{
    /// <summary>
    /// The reason why a call failed. Numbers never change. Later versions of the library may add some, so treat an
    /// unknown number as a failure. <see cref="Library.StatusName"/> returns the name of a number.
    /// </summary>
    public enum Status
    {
        /// <summary>The call succeeded.</summary>
        Ok = 0,

        /// <summary>
        /// An argument contains a NUL, is not valid Unicode, is out of range, or is an invalid URL, path,
        /// method or header.
        /// </summary>
        InvalidArgument = 1,

        /// <summary>A bug in the library. Please report its message.</summary>
        Internal = 2,

        /// <summary>The call's cancellation token was cancelled.</summary>
        Cancelled = 3,

        /// <summary>A time limit ran out before the response was complete.</summary>
        Timeout = 4,

        /// <summary>The host name cannot be resolved.</summary>
        Resolve = 5,

        /// <summary>
        /// The connection was refused, the host is unreachable, or the connection was
        /// closed before the response was complete.
        /// </summary>
        Connect = 6,

        /// <summary>The proxy refused the request (407 too), or cannot be reached.</summary>
        Proxy = 7,

        /// <summary>The TLS handshake failed, for another reason than the server's certificate.</summary>
        Tls = 8,

        /// <summary>The server's certificate is not valid: unknown issuer, other host, expired, ...</summary>
        Certificate = 9,

        /// <summary>A certificate or key file is missing, unreadable, or has no usable content.</summary>
        CaPath = 10,

        /// <summary>The server redirects to a location that is not safe to follow.</summary>
        Redirect = 11,

        /// <summary>The response is not Tableau's: HTML, malformed, or without its token.</summary>
        Protocol = 12,

        /// <summary>The server's API version lacks the call (also Tableau's 404001 and 404003).</summary>
        UnsupportedVersion = 13,

        /// <summary>
        /// The call is not possible now: a setter of a list whose reading has begun; a list or request whose session
        /// has switched site since; a handle that a forked child inherited; a list or request in use by another thread.
        /// </summary>
        InvalidState = 14,

        /// <summary>The response exceeds a limit of size or nesting, or has the HTTP status 413.</summary>
        TooLarge = 15,

        /// <summary>A secret would be sent over plain http, and <see cref="Server.SetAllowHttp"/> is off.</summary>
        Insecure = 16,

        /// <summary>A callback of the program ended the call.</summary>
        Aborted = 18,

        /// <summary>There is no memory for a response, a body, or what a file or an argument contains.</summary>
        NoMemory = 19,

        /// <summary>HTTP 400: the server did not understand the request.</summary>
        BadRequest = 20,

        /// <summary>HTTP 401 at sign-in: user, password, token, site or impersonation refused.</summary>
        SignInFailed = 21,

        /// <summary>The session was signed out. Nothing was sent.</summary>
        NotSignedIn = 22,

        /// <summary>
        /// HTTP 401 on a session: it expired or was ended on the server (a later sign-in with
        /// the same token does so), or the scopes of its token do not cover the call.
        /// </summary>
        SessionExpired = 23,

        /// <summary>
        /// HTTP 403: the user has no permission; at <see cref="Session.SwitchSite"/>, none for that site, or there is
        /// no such site.
        /// </summary>
        Forbidden = 24,

        /// <summary>HTTP 404: the resource does not exist.</summary>
        NotFound = 25,

        /// <summary>HTTP 405. At sign-in, usually an http:// address of a server that requires https://.</summary>
        MethodNotAllowed = 26,

        /// <summary>HTTP 409: the resource exists already, or conflicts with an existing one.</summary>
        Conflict = 27,

        /// <summary>HTTP 429: too many requests; see <see cref="TscException.RetryAfter"/>.</summary>
        RateLimited = 28,

        /// <summary>HTTP 5xx: the server, or a proxy in front of it, failed.</summary>
        Server = 29,

        /// <summary>Any other HTTP status. Statuses added later take cases from this one.</summary>
        Http = 30,
    }
}
