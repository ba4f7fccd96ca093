namespace Tsc
{
    /// <summary>
    /// Why a call failed. Later versions of the library may have more numbers; they are kept as they
    /// are, so treat an unknown one as a failure. <see cref="Library.StatusName"/> gives the name.
    /// </summary>
    public enum Status
    {
        /// <summary>The call succeeded.</summary>
        Ok = 0,

        /// <summary>An argument is null, not UTF-8, or a URL, path, method or header that cannot be.</summary>
        InvalidArgument = 1,

        /// <summary>A bug in the library. The message says what it saw; please report it.</summary>
        Internal = 2,

        /// <summary>The call's token was cancelled.</summary>
        Cancelled = 3,

        /// <summary>A time limit ran out before the answer was complete.</summary>
        Timeout = 4,

        /// <summary>The host name is not known.</summary>
        Resolve = 5,

        /// <summary>
        /// The connection was refused, the host is unreachable, or the connection was
        /// closed before a whole answer came.
        /// </summary>
        Connect = 6,

        /// <summary>The proxy refused (407 too) or cannot be reached.</summary>
        Proxy = 7,

        /// <summary>The TLS handshake failed, for another reason than the server's certificate.</summary>
        Tls = 8,

        /// <summary>The server's certificate is not good: unknown issuer, other host, expired, ...</summary>
        Certificate = 9,

        /// <summary>Certificate or key files: missing, unreadable, or nothing usable in them.</summary>
        CaPath = 10,

        /// <summary>The server redirects to where it is not safe to follow.</summary>
        Redirect = 11,

        /// <summary>An answer that is not Tableau's: HTML, malformed, or without its token.</summary>
        Protocol = 12,

        /// <summary>The server's API version lacks the call (Tableau's 404001 and 404003 too).</summary>
        UnsupportedVersion = 13,

        /// <summary>
        /// The handle cannot do this now: a setting of a list that has begun; a list or
        /// request whose session has switched site since; a handle that a forked child
        /// inherited; a list or request in use by another thread.
        /// </summary>
        InvalidState = 14,

        /// <summary>The answer is over a limit of size or nesting, or the server said 413.</summary>
        TooLarge = 15,

        /// <summary>A secret would go over plain http, and <see cref="Server.SetAllowHttp"/> is off.</summary>
        Insecure = 16,

        /// <summary>HTTP 400: the server did not understand the request.</summary>
        BadRequest = 20,

        /// <summary>HTTP 401 at sign-in: user, password, token, site or impersonation refused.</summary>
        SignInFailed = 21,

        /// <summary>The session was signed out. Nothing was sent.</summary>
        NotSignedIn = 22,

        /// <summary>HTTP 401 on a session: it expired, was displaced or ended on the server.</summary>
        SessionExpired = 23,

        /// <summary>HTTP 403: the user may not do this; at switch-site, may not enter that site.</summary>
        Forbidden = 24,

        /// <summary>HTTP 404: there is no such resource.</summary>
        NotFound = 25,

        /// <summary>HTTP 405. At sign-in, mostly an http:// address whose server wants https://.</summary>
        MethodNotAllowed = 26,

        /// <summary>HTTP 409: it exists already, or is in conflict with what does.</summary>
        Conflict = 27,

        /// <summary>HTTP 429: too many requests; see <see cref="TscException.RetryAfter"/>.</summary>
        RateLimited = 28,

        /// <summary>HTTP 5xx: the server or a proxy before it failed.</summary>
        Server = 29,

        /// <summary>Any other HTTP status. Statuses added later take cases from this one.</summary>
        Http = 30,
    }
}
