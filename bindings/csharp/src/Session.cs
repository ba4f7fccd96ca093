using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A signed-in session: a user on a site of a server. Any number of threads may use it at the same time. It
    /// outlives its server.
    /// </summary>
    /// <remarks>
    /// <see cref="Dispose"/>, and so a using block, signs out a session of <see cref="Server.SignIn"/>. The
    /// garbage collector frees a session that is not disposed of without using the network: it stays on the
    /// server until it expires. Calls that fail throw a <see cref="TscException"/>, and an
    /// <see cref="ObjectDisposedException"/> once the session was disposed of.
    /// </remarks>
    public sealed class Session : IDisposable
    {
        /// <summary>The time limit for the sign-out of <see cref="Dispose"/>.</summary>
        private static TimeSpan signOutLimit = TimeSpan.FromSeconds(10);

        private readonly SessionHandle handle;
        private int isDisposed;

        internal Session(SessionHandle handle, bool signOutOnDispose)
        {
            this.handle = handle;
            SignOutOnDispose = signOutOnDispose;
        }

        /// <summary>
        /// True if <see cref="Dispose"/> signs out. It is true by default for a session of <see cref="Server.SignIn"/>,
        /// and false for one of <see cref="Server.ResumeSession"/>.
        /// </summary>
        public bool SignOutOnDispose { get; set; }

        /// <summary>
        /// True while the session has a token, false once signed out. The server is not asked: a session that has
        /// expired there has a token until <see cref="SignOut"/>.
        /// </summary>
        public bool IsSignedIn
        {
            get { return Native.tsc_session_is_signed_in(Open) != 0; }
        }

        /// <summary>
        /// The address at which the session signed in, after redirects: "https://tableau.example.com".
        /// </summary>
        public string ServerUrl
        {
            get { return Read(Native.tsc_session_server_url); }
        }

        /// <summary>The REST API version of the session's requests, such as "3.19".</summary>
        public string ApiVersion
        {
            get { return Read(Native.tsc_session_api_version); }
        }

        /// <summary>The id of the site that the session is on. Null once signed out.</summary>
        public string SiteId
        {
            get { return Read(Native.tsc_session_site_id); }
        }

        /// <summary>
        /// The contentUrl of the site that the session is on; "" for the default site. Null once signed out.
        /// </summary>
        public string SiteContentUrl
        {
            get { return Read(Native.tsc_session_site_content_url); }
        }

        /// <summary>
        /// The id of the user, or of the impersonated user if there is one. A user has another id on each site. Null
        /// once signed out.
        /// </summary>
        public string UserId
        {
            get { return Read(Native.tsc_session_user_id); }
        }

        /// <summary>
        /// The server's text on how long the session will live. Tableau does not document its form ("177:05:38",
        /// "2:12:30"), so the library does not interpret it. Null if the server did not say, for a resumed session, and
        /// once signed out.
        /// </summary>
        public string EstimatedTimeToExpiration
        {
            get { return Read(Native.tsc_session_estimated_time_to_expiration); }
        }

        private SessionHandle Open
        {
            get
            {
                if (Volatile.Read(ref isDisposed) != 0)
                {
                    throw new ObjectDisposedException(typeof(Session).FullName);
                }
                return handle;
            }
        }

        /// <summary>
        /// Returns the session's token, a secret, for the X-Tableau-Auth header of another client of the same server,
        /// or for <see cref="Server.ResumeSession"/>. It is a method so that code that prints properties does not print
        /// it.
        /// </summary>
        /// <returns>The token, null once signed out.</returns>
        public string GetToken()
        {
            return Read(Native.tsc_session_token);
        }

        /// <summary>
        /// Signs out: ends the session on the server and deletes its token. A session that was signed out before or has
        /// ended on the server is not an error. Blocks. Makes one HTTP request, or none if the session was signed out
        /// before.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <exception cref="TscException">
        /// No complete response arrived, or it is not from the Tableau server. The session still has its token, so that
        /// the call can be repeated.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public void SignOut(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                IntPtr error;
                cancelling.Check(Native.tsc_session_sign_out(Open, cancelling.Handle, out error), error);
            }
        }

        /// <summary>Calls <see cref="SignOut"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A task that ends with the call.</returns>
        public Task SignOutAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SignOut(cancellationToken));
        }

        /// <summary>
        /// Moves the session to another site of its server, without signing in again. Its token, site and user
        /// id change, and lists and requests that were made before fail with <see cref="Status.InvalidState"/>.
        /// Not available on Tableau Cloud. Blocks. Makes one HTTP request, which is never repeated.
        /// </summary>
        /// <param name="site">
        /// The site's contentUrl; null or "" is the default site. If the session is on that site already, nothing
        /// changes.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.Forbidden"/>: there is no such site, or the user may not enter it. After a failure the
        /// session stays on its site. If no usable response arrived, or one of a gateway (502, 504), it is not known
        /// whether the server switched; if the session then turns out to have expired, it did.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public void SwitchSite(string site, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                IntPtr error;
                cancelling.Check(
                    Native.tsc_session_switch_site(
                        Open, Utf8.Bytes(site, nameof(site)), cancelling.Handle, out error),
                    error);
            }
        }

        /// <summary>Calls <see cref="SwitchSite"/> on another thread.</summary>
        /// <param name="site">The site's contentUrl; null or "" is the default site.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A task that ends with the call.</returns>
        public Task SwitchSiteAsync(string site, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SwitchSite(site, cancellationToken));
        }

        /// <summary>
        /// Revokes the personal access tokens of all administrators of the server, in case one was stolen. Sessions
        /// that signed in with such a token, perhaps including this one, may end. Not available on Tableau Cloud.
        /// Blocks. Makes one HTTP request.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.Forbidden"/>: the user is not a server administrator.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public void RevokeServerAdminTokens(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                IntPtr error;
                cancelling.Check(
                    Native.tsc_session_revoke_server_admin_tokens(Open, cancelling.Handle, out error), error);
            }
        }

        /// <summary>Calls <see cref="RevokeServerAdminTokens"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A task that ends with the call.</returns>
        public Task RevokeServerAdminTokensAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => RevokeServerAdminTokens(cancellationToken));
        }

        /// <summary>
        /// Makes a list of elements of the session's site or of the server. Nothing is sent before the list is
        /// read.
        /// </summary>
        /// <param name="path">
        /// The path, percent-encoded. It is relative to the site of the session ("workbooks", "groups/ID/users"), or
        /// begins with "/" and is relative to the server ("/api/{version}/sites"). {version}, {site-id} and {user-id}
        /// are replaced by the values of the session; the rest is sent as it is.
        /// </param>
        /// <returns>
        /// The list. Dispose of it before or after the session; once the session is signed out the list cannot be
        /// read.
        /// </returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the path is invalid. <see cref="Status.NotSignedIn"/>: the
        /// session was signed out.
        /// </exception>
        public NodeList List(string path)
        {
            ListHandle list;
            IntPtr error;
            TscException.Check(
                Native.tsc_session_list(Open, Utf8.Required(path, nameof(path)), out list, out error), error);
            return new NodeList(list);
        }

        /// <summary>
        /// Makes a request for any call of the REST API. Nothing is sent before <see cref="Tsc.Request.Send"/>. Use
        /// <see cref="SignOut"/> and <see cref="SwitchSite"/> to sign out and to switch site: the session does not
        /// notice what a request does to its token.
        /// </summary>
        /// <param name="method">
        /// "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is, without a change of case.
        /// </param>
        /// <param name="path">As for <see cref="List"/>: "workbooks/ID/content", "/api/metadata/graphql".</param>
        /// <returns>
        /// The request. Dispose of it before or after the session; once the session is signed out the request
        /// cannot be sent.
        /// </returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the method or path is invalid.
        /// <see cref="Status.NotSignedIn"/>: the session was signed out.
        /// </exception>
        public Request Request(string method, string path)
        {
            RequestHandle request;
            IntPtr error;
            TscException.Check(
                Native.tsc_session_request(
                    Open,
                    Utf8.Required(method, nameof(method)),
                    Utf8.Required(path, nameof(path)),
                    out request,
                    out error),
                error);
            return new Request(request);
        }

        /// <summary>
        /// Signs out if <see cref="SignOutOnDispose"/> is true and the session is signed in, and frees the session.
        /// It waits at most 10 seconds for the server, and throws nothing: call <see cref="SignOut"/> before to
        /// learn of a failure. Running calls continue; later ones throw <see cref="ObjectDisposedException"/>. A
        /// second call does nothing.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            {
                return;
            }
            try
            {
                if (SignOutOnDispose && Native.tsc_session_is_signed_in(handle) != 0)
                {
                    SignOutWithinLimit();
                }
            }
            catch (Exception)
            {
                // If there is no memory for the call, the session stays on the server until it expires.
            }
            finally
            {
                handle.Dispose();
            }
        }

        private void SignOutWithinLimit()
        {
            using (var limit = Native.tsc_cancellation_new_with_timeout((uint)signOutLimit.TotalMilliseconds))
            {
                IntPtr error;
                Native.tsc_session_sign_out(handle, limit, out error);
                Native.tsc_error_free(error);
            }
        }

        private string Read(Func<IntPtr, IntPtr> getter)
        {
            return Handles.Read(Open, this, session => Utf8.Copy(getter(session)));
        }
    }
}
