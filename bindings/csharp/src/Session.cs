using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A signed-in session: a user on a site of a server. Any thread.
    /// </summary>
    /// <remarks>
    /// <see cref="Dispose"/> signs out what <see cref="Server.SignIn"/> signed in, so a using block does. A
    /// session that is forgotten is freed by the garbage collector, which uses no network: on the server it
    /// lives on until it expires. Calls throw a <see cref="TscException"/> when they fail, and an
    /// <see cref="ObjectDisposedException"/> once the session was disposed of.
    /// </remarks>
    public sealed class Session : IDisposable
    {
        /// <summary>How long <see cref="Dispose"/> waits for a sign-out.</summary>
        private static TimeSpan signOutLimit = TimeSpan.FromSeconds(10);

        private readonly SessionHandle handle;
        private int isDisposed;

        internal Session(SessionHandle handle, bool signOutOnDispose)
        {
            this.handle = handle;
            SignOutOnDispose = signOutOnDispose;
        }

        /// <summary>
        /// Whether <see cref="Dispose"/> signs out. At first that is so for a session that was signed in, and not
        /// for one that was resumed.
        /// </summary>
        public bool SignOutOnDispose { get; set; }

        /// <summary>
        /// Whether the session holds a token; not any more once it was signed out. A session that expired on
        /// the server holds one until a sign-out. Asks nobody.
        /// </summary>
        public bool IsSignedIn
        {
            get { return Native.tsc_session_is_signed_in(Open) != 0; }
        }

        /// <summary>Where the session signed in, after redirects: "https://tableau.example.com".</summary>
        public string ServerUrl
        {
            get { return Read(Native.tsc_session_server_url); }
        }

        /// <summary>The REST API version of the session's calls: "3.19".</summary>
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
        /// The content URL of the site that the session is on; "" for the default site. Null once signed out.
        /// </summary>
        public string SiteContentUrl
        {
            get { return Read(Native.tsc_session_site_content_url); }
        }

        /// <summary>
        /// The id of the session's user, which differs from site to site; of the impersonated one, if so. Null
        /// once signed out.
        /// </summary>
        public string UserId
        {
            get { return Read(Native.tsc_session_user_id); }
        }

        /// <summary>
        /// The server's words on how long the session lives. Tableau does not document their form ("177:05:38",
        /// "2:12:30"), so they are not interpreted. Null if the server did not say, or once signed out.
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
        /// The session's token, a secret: for another client of the same server, in its header X-Tableau-Auth.
        /// A method, so that what prints properties does not print it.
        /// </summary>
        /// <returns>The token, null once signed out.</returns>
        public string GetToken()
        {
            return Read(Native.tsc_session_token);
        }

        /// <summary>
        /// Ends the session on the server and forgets its token. A session that is signed out already, or that
        /// the server has ended, is no error. If no answer came, it can be repeated.
        /// </summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <exception cref="TscException">No answer, or not the Tableau server's; the token is kept.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public void SignOut(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                IntPtr error;
                cancelling.Check(Native.tsc_session_sign_out(Open, cancelling.Handle, out error), error);
            }
        }

        /// <summary><see cref="SignOut"/> on another thread.</summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The end of the call.</returns>
        public Task SignOutAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SignOut(cancellationToken));
        }

        /// <summary>
        /// Moves the session to another site of its server, without signing in again. Its token, site and user
        /// id become others, and lists and requests made before fail with <see cref="Status.InvalidState"/>.
        /// Tableau Cloud does not have it.
        /// </summary>
        /// <param name="site">
        /// The site's content URL; null or "" is the default site. To be there already is no error.
        /// </param>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.Forbidden"/>: there is no such site, or the user may not enter it. The session stays
        /// where it was. If no answer came, whether the server switched is not known; if it did, the session
        /// turns out to have expired.
        /// </exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The end of the call.</returns>
        public Task SwitchSiteAsync(string site, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SwitchSite(site, cancellationToken));
        }

        /// <summary>
        /// Revokes the personal access tokens of all administrators of the server, for the case that one was
        /// stolen. A session that such a token signed in, this one too, may be over then. Tableau Cloud does
        /// not have it.
        /// </summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.Forbidden"/>: the user is no server administrator.
        /// </exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The end of the call.</returns>
        public Task RevokeServerAdminTokensAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => RevokeServerAdminTokens(cancellationToken));
        }

        /// <summary>
        /// Makes a list of what is on the session's site, or elsewhere on the server. Sends nothing before it
        /// is read.
        /// </summary>
        /// <param name="path">
        /// Relative to the site ("workbooks", "groups/ID/users"), or from the server's root
        /// ("/api/{version}/sites"). {version}, {site-id} and {user-id} are filled in; the rest is sent as it is,
        /// so it must be percent-encoded already.
        /// </param>
        /// <returns>
        /// The list, to be disposed of, before the session or after; once that is signed out there is nothing to
        /// read.
        /// </returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: a path that cannot be. <see cref="Status.NotSignedIn"/>: the
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

        /// <summary>Makes a request: any call of the REST API. Sends nothing before it is sent.</summary>
        /// <param name="method">"GET", "POST", "PUT", "PATCH", "DELETE", ...</param>
        /// <param name="path">As for <see cref="List"/>: "workbooks/ID/content", "/api/metadata/graphql".</param>
        /// <returns>
        /// The request, to be disposed of, before the session or after; once that is signed out it cannot be sent.
        /// </returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: a method or path that cannot be.
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
        /// Signs out, if <see cref="SignOutOnDispose"/> says so and it was not done, and frees the session. It
        /// waits for the server for at most 10 seconds, and throws nothing: whoever wants to know calls
        /// <see cref="SignOut"/> before. Calls under way go on; later ones throw
        /// <see cref="ObjectDisposedException"/>. A second time does nothing.
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
                // No memory: the session expires by itself.
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
