using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A signed-in session: a user on a site of a server. Any thread may use it.
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
        /// True if <see cref="Dispose"/> signs out. The default is true for a session that was signed in, and false
        /// for one that was resumed.
        /// </summary>
        public bool SignOutOnDispose { get; set; }

        /// <summary>
        /// True while the session holds a token, until it is signed out. A session that expired on the server holds
        /// one until a sign-out. Sends nothing.
        /// </summary>
        public bool IsSignedIn
        {
            get { return Native.tsc_session_is_signed_in(Open) != 0; }
        }

        /// <summary>The address where the session signed in, after redirects: "https://tableau.example.com".</summary>
        public string ServerUrl
        {
            get { return Read(Native.tsc_session_server_url); }
        }

        /// <summary>The REST API version of the session's calls: "3.19".</summary>
        public string ApiVersion
        {
            get { return Read(Native.tsc_session_api_version); }
        }

        /// <summary>The id of the session's site. Null once signed out.</summary>
        public string SiteId
        {
            get { return Read(Native.tsc_session_site_id); }
        }

        /// <summary>
        /// The content URL of the session's site; "" for the default site. Null once signed out.
        /// </summary>
        public string SiteContentUrl
        {
            get { return Read(Native.tsc_session_site_content_url); }
        }

        /// <summary>
        /// The id of the session's user, who may be impersonated. A user's id differs from site to site. Null once
        /// signed out.
        /// </summary>
        public string UserId
        {
            get { return Read(Native.tsc_session_user_id); }
        }

        /// <summary>
        /// The remaining lifetime of the session as the server states it. Tableau does not document its form
        /// ("177:05:38", "2:12:30"), so it is not interpreted. Null if the server did not state it, or once signed
        /// out.
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
        /// Returns the session's token, a secret, for the X-Tableau-Auth header of another client of the same
        /// server. It is a method so that code that prints properties does not print it.
        /// </summary>
        /// <returns>The token, null once signed out.</returns>
        public string GetToken()
        {
            return Read(Native.tsc_session_token);
        }

        /// <summary>
        /// Ends the session on the server and drops its token. A session that is signed out already, or that the
        /// server has ended, is not an error. After an error it can be called again.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <exception cref="TscException">
        /// No response came, or it is not the Tableau server's. The session still holds the token.
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

        /// <summary><see cref="SignOut"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A task that ends with the call.</returns>
        public Task SignOutAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SignOut(cancellationToken));
        }

        /// <summary>
        /// Moves the session to another site of its server, without signing in again. Its token, site and user
        /// id change, and lists and requests that were made before fail with <see cref="Status.InvalidState"/>.
        /// Tableau Cloud does not support it.
        /// </summary>
        /// <param name="site">
        /// The site's content URL; null or "" is the default site. The current site is not an error.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.Forbidden"/>: the site does not exist, or the user may not use it. The session stays
        /// on its site. If no response came, the outcome is unknown: if the session turns out to have expired, the
        /// server had switched.
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

        /// <summary><see cref="SwitchSite"/> on another thread.</summary>
        /// <param name="site">The site's content URL; null or "" is the default site.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>A task that ends with the call.</returns>
        public Task SwitchSiteAsync(string site, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SwitchSite(site, cancellationToken));
        }

        /// <summary>
        /// Revokes the personal access tokens of all administrators of the server, in case one was stolen. It may
        /// end the sessions that such a token signed in, including this one. Tableau Cloud does not support it.
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

        /// <summary><see cref="RevokeServerAdminTokens"/> on another thread.</summary>
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
        /// Relative to the site ("workbooks", "groups/ID/users"), or from the server's root
        /// ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced; the rest is sent unchanged,
        /// so it must be percent-encoded already.
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
        /// Makes a request for any call of the REST API. Nothing is sent before <see cref="Tsc.Request.Send"/>.
        /// </summary>
        /// <param name="method">"GET", "POST", "PUT", "PATCH", "DELETE", ...</param>
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
                // Without memory the session stays on the server until it expires.
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
