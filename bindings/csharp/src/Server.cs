using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A Tableau Server or Tableau Cloud: its address and the settings for reaching it. Any number of threads may use
    /// it at the same time. Its sessions outlive it.
    /// </summary>
    /// <remarks>
    /// A new server trusts the certificate authorities of the system, sends passwords and tokens only over https, or
    /// over http to this machine, uses the newest REST API version of the server, and the proxy that the environment
    /// names: <see cref="Environment.GetEnvironmentVariables()"/> at the time when the server is made. A setting
    /// applies to the calls of the server that begin later. A session keeps the settings that it signed in with, except
    /// for the time limits. If a setter throws, the setting stays as it was. Setters send nothing. Calls that fail
    /// throw a <see cref="TscException"/>, and an <see cref="ObjectDisposedException"/> once the server was disposed
    /// of. Numbers and times that are out of range throw an <see cref="ArgumentOutOfRangeException"/> before anything
    /// is sent.
    /// </remarks>
    public sealed class Server : IDisposable
    {
        private readonly ServerHandle handle;

        /// <summary>Makes a server from its address. Does not connect to it.</summary>
        /// <param name="url">
        /// "https://tableau.example.com". Without a scheme it is https. A slash at the end, the "#/site/..." that a
        /// browser shows, and the rest of an API address are dropped; a path before them is kept.
        /// </param>
        /// <param name="caPath">
        /// As for <see cref="SetCaPath"/>; null: the certificate authorities of the
        /// system.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the URL has another scheme than http and https, a user or password, a
        /// query, or a host name that is not ASCII (use its xn-- form). <see cref="Status.CaPath"/>: see <see
        /// cref="SetCaPath"/>.
        /// </exception>
        public Server(string url, string caPath = null)
        {
            Loader.Load();
            handle = New(Utf8.Required(url, nameof(url)));
            try
            {
                SetCaPath(caPath);
            }
            catch (TscException)
            {
                handle.Dispose();
                throw;
            }
        }

        /// <summary>The address that was given, normalised: "https://tableau.example.com".</summary>
        /// <exception cref="ObjectDisposedException">The server was disposed of.</exception>
        public string Url
        {
            get { return Handles.Read(handle, this, server => Utf8.Copy(Native.tsc_server_url(server))); }
        }

        private ServerHandle Open
        {
            get { return Handles.Open(handle, this); }
        }

        /// <summary>
        /// Sets a file or directory of certificates to trust, instead of the certificate authorities of the system. Use
        /// it for servers whose certificate is self-signed or signed by a private CA. The dates, purpose and host names
        /// of a server's certificate are still verified. The files are read now and never later. This setting and <see
        /// cref="SetCaPem"/> replace each other.
        /// </summary>
        /// <param name="path">
        /// A file with one or more certificates (PEM, or one as DER), or a directory of such files. Certificates that
        /// cannot be read are ignored. Null: the certificate authorities of the system, the default.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: the path is missing, unreadable, or has no usable certificate. The previous
        /// certificates stay trusted.
        /// </exception>
        public void SetCaPath(string path)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_ca_path(Open, Utf8.Bytes(path, nameof(path)), out error), error);
        }

        /// <summary>
        /// Sets the certificates to trust from PEM text. It is otherwise like <see cref="SetCaPath"/>, and these two
        /// settings replace each other.
        /// </summary>
        /// <param name="pem">
        /// One or more certificates. Certificates that cannot be read are ignored. Null: the certificate authorities of
        /// the system, the default.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: there is no usable certificate in the text. The previous certificates stay
        /// trusted.
        /// </exception>
        public void SetCaPem(byte[] pem)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_ca_pem(Open, pem, Length(pem), out error), error);
        }

        /// <summary>
        /// Turns the verification of the server's certificate off or on. Turn it off for development only: without it,
        /// anybody on the network path can read the secrets. If it is off, the CA that is set has no effect.
        /// </summary>
        /// <param name="verify">False turns it off. The default is true.</param>
        public void SetVerify(bool verify)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_verify(Open, verify ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Allows or forbids that secrets are sent over plain http to another machine, where anybody on the network
        /// path can read them. While it is forbidden, sign-ins to such servers fail with <see cref="Status.Insecure"/>.
        /// Secrets may always be sent over http to this machine.
        /// </summary>
        /// <param name="allow">True allows it. The default is false.</param>
        public void SetAllowHttp(bool allow)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_allow_http(Open, allow ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Sets the client certificate for servers that request one (mutual TLS). The files are read now and never
        /// later. Proxies do not get the certificate.
        /// </summary>
        /// <param name="certificatePath">
        /// A PEM file with the certificate and its chain. Null: no client certificate, the default.
        /// </param>
        /// <param name="keyPath">
        /// A PEM file with the private key, not encrypted. Null: the key is in <paramref name="certificatePath"/>.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: a file is missing or unreadable, has no certificate or no key, or the key is
        /// encrypted or belongs to another certificate. The previous certificate stays.
        /// <see cref="Status.InvalidArgument"/>: a key is given without a certificate.
        /// </exception>
        public void SetClientCertificate(string certificatePath, string keyPath = null)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_client_certificate(
                    Open,
                    Utf8.Bytes(certificatePath, nameof(certificatePath)),
                    Utf8.Bytes(keyPath, nameof(keyPath)),
                    out error),
                error);
        }

        /// <summary>
        /// Sets the client certificate from PEM text. It is otherwise like <see cref="SetClientCertificate"/>, and
        /// these two settings replace each other.
        /// </summary>
        /// <param name="pem">The certificate, its chain and the key. Null: no client certificate, the default.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: there is no certificate or no key in the text, or the key is encrypted or
        /// belongs to another certificate. The previous certificate stays.
        /// </exception>
        public void SetClientCertificatePem(byte[] pem)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_client_certificate_pem(Open, pem, Length(pem), out error), error);
        }

        /// <summary>
        /// Sets the proxy through which the server is reached. The default is the proxy of the environment at the time
        /// when the server was made: http_proxy for http servers, https_proxy or HTTPS_PROXY for https servers,
        /// all_proxy or ALL_PROXY for both, except for the hosts in no_proxy or NO_PROXY. An http server on this
        /// machine is always reached without a proxy.
        /// </summary>
        /// <param name="proxyUrl">
        /// "http://proxy.example.com:3128", or "https://..." for TLS to the proxy itself, with "user:password@"
        /// (percent-encoded) if the proxy requires it. It is then used for every host, also for those in no_proxy. Null
        /// restores the default. "": no proxy.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the text is not the URL of a proxy, or its scheme is socks4 or socks5,
        /// which are not supported.
        /// </exception>
        public void SetProxy(string proxyUrl)
        {
            IntPtr error;
            var url = Utf8.Bytes(proxyUrl, nameof(proxyUrl));
            try
            {
                TscException.Check(Native.tsc_server_set_proxy(Open, url, out error), error);
            }
            finally
            {
                Utf8.Wipe(url);
            }
        }

        /// <summary>
        /// Sets the time limits of calls, also of sessions that signed in before. A call uses the limits that are set
        /// when it begins, and fails with <see cref="Status.Timeout"/> if it exceeds one. They are rounded up to
        /// milliseconds. <see cref="TimeSpan.Zero"/> and <see cref="Timeout.InfiniteTimeSpan"/> mean no limit.
        /// </summary>
        /// <param name="connect">
        /// Limits making a connection, with the name resolution, the proxy and the TLS handshake. The default is
        /// 10 seconds.
        /// </param>
        /// <param name="read">
        /// Limits the time in which the server sends nothing, or takes in nothing of a request. The default is 2
        /// minutes.
        /// </param>
        /// <param name="total">
        /// Limits a whole call with all its HTTP requests. The default is 10 minutes.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A limit is negative (other than <see cref="Timeout.InfiniteTimeSpan"/>) or longer than 2^32 - 1
        /// milliseconds.
        /// </exception>
        public void SetTimeouts(TimeSpan connect, TimeSpan read, TimeSpan total)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_timeouts(
                    Open,
                    Limit(connect, nameof(connect)),
                    Limit(read, nameof(read)),
                    Limit(total, nameof(total)),
                    out error),
                error);
        }

        /// <summary>
        /// Sets the name of the program in the User-Agent header: "MyApp/1.0" makes "MyApp/1.0 libtsc/0.1.0".
        /// </summary>
        /// <param name="product">
        /// 1 to 256 printable ASCII characters. Null: only the name of the library, the
        /// default.
        /// </param>
        public void SetUserAgent(string product)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_user_agent(Open, Utf8.Bytes(product, nameof(product)), out error), error);
        }

        /// <summary>
        /// Sets a header that is sent with every request to the server, such as one that a gateway requires: also over
        /// plain http, and before the server is known to be a Tableau server. A header of a <see cref="Request"/>
        /// replaces one of the same name.
        /// </summary>
        /// <param name="name">
        /// The name; upper and lower case are the same. A header that was set before is replaced.
        /// </param>
        /// <param name="value">The value, sent byte for byte; null removes the header.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the header is invalid, or the library sets it (X-Tableau-Auth, Host,
        /// ...).
        /// </exception>
        public void SetHeader(string name, string value)
        {
            IntPtr error;
            var secret = Utf8.Bytes(value, nameof(value));
            try
            {
                TscException.Check(
                    Native.tsc_server_set_header(Open, Utf8.Required(name, nameof(name)), secret, out error), error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }

        /// <summary>
        /// Sets the REST API version that sessions use, instead of the newest one of the server. If the server does not
        /// have it, sign-ins fail with <see cref="Status.UnsupportedVersion"/>.
        /// While a version is set, a sign-in sends the secret to the server's address without a check
        /// that a Tableau server responds there.
        /// </summary>
        /// <param name="version">"3.19"; null restores the default.</param>
        public void SetApiVersion(string version)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_api_version(Open, Utf8.Bytes(version, nameof(version)), out error), error);
        }

        /// <summary>
        /// Sets how often a request is sent, and the longest wait before it is sent again. Sessions keep the setting of
        /// their sign-in.
        /// </summary>
        /// <remarks>
        /// After the HTTP status 429 any request is sent again; after 408, 502, 503 and 504 and lost connections only
        /// what the server may receive twice: GET and HEAD, sign-ins with a token, and requests of
        /// <see cref="Request.SetRepeatable"/>. A Retry-After header makes the wait longer; if it asks for more than
        /// the longest wait, the call fails at once.
        /// </remarks>
        /// <param name="attempts">
        /// How often the requests of one call may be sent in total, beside the first time of each. The default is 4.
        /// 1: nothing is sent again.
        /// </param>
        /// <param name="longestWait">
        /// The longest wait before a repetition, rounded up to milliseconds. The default is 30 seconds.
        /// <see cref="TimeSpan.Zero"/>: no wait.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// An argument is negative, or the wait is longer than 2^32 - 1 milliseconds.
        /// </exception>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the number of attempts is 0.
        /// </exception>
        public void SetRetry(int attempts, TimeSpan longestWait)
        {
            if (attempts < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(attempts));
            }
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_retry(
                    Open, (uint)attempts, Milliseconds(longestWait, nameof(longestWait)), out error),
                error);
        }

        /// <summary>
        /// Sets whether the sessions that sign in afterwards sign in again by themselves when the server has ended them,
        /// and repeat the call that met it. Sessions with a personal access token, a password or a connected app can be
        /// renewed. If the server refuses it, the call fails with <see cref="Status.SessionExpired"/>.
        /// </summary>
        /// <param name="renew">
        /// True turns it on. The default is false: the library then keeps the credentials in memory until the sign-out.
        /// </param>
        public void SetRenewal(bool renew)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_renewal(Open, renew ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Gets the product version and the API version of the server. Needs no sign-in. Blocks. Makes one HTTP
        /// request, and another one if the server is older than Tableau 10.1.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The server's product and API version.</returns>
        /// <exception cref="TscException">
        /// No complete response arrived, or it is not that of a Tableau server.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public ServerInfo GetInfo(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                IntPtr info;
                IntPtr error;
                cancelling.Check(Native.tsc_server_get_info(Open, cancelling.Handle, out info, out error), error);
                return ServerInfo.Take(info);
            }
        }

        /// <summary>Calls <see cref="GetInfo"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The server's product and API version.</returns>
        public Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => GetInfo(cancellationToken));
        }

        /// <summary>
        /// Signs in. Dispose of the session: this signs it out unless that was done before.
        /// </summary>
        /// <remarks>
        /// Blocks. Makes one HTTP request; before the first sign-in with the current settings of the server, also those
        /// of <see cref="GetInfo"/>.
        /// </remarks>
        /// <param name="credentials">The user and the site.</param>
        /// <param name="cancellationToken">
        /// Cancels the call. A sign-in that was cancelled or timed out may have taken place on the server, and may have
        /// ended the previous session of a personal access token.
        /// </param>
        /// <returns>The session.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.SignInFailed"/>: the server refused the user, the secret, the site or the
        /// impersonation. <see cref="Status.Certificate"/>, <see cref="Status.Resolve"/>,
        /// <see cref="Status.Connect"/>, <see cref="Status.Timeout"/> and others: no complete response arrived.
        /// <see cref="Status.UnsupportedVersion"/>: the API version does not support the credentials.
        /// <see cref="Status.Insecure"/>: the secret would be sent over plain http; it was not sent.
        /// <see cref="Status.InvalidArgument"/>: a part of the credentials is not valid; nothing was sent.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public Session SignIn(
            Credentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            if (credentials == null)
            {
                throw new ArgumentNullException(nameof(credentials));
            }
            using (var cancelling = new Cancelling(cancellationToken))
            {
                SessionHandle session;
                IntPtr error;
                cancelling.Check(credentials.SignIn(Open, cancelling.Handle, out session, out error), error);
                return new Session(session, true);
            }
        }

        /// <summary>Calls <see cref="SignIn"/> on another thread.</summary>
        /// <param name="credentials">The user and the site.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The session.</returns>
        public Task<Session> SignInAsync(
            Credentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SignIn(credentials, cancellationToken));
        }

        /// <summary>
        /// Makes a session from the token of a session that was signed in elsewhere. It asks the server for the
        /// session's site and user. Disposing of the session does not sign it out. <see cref="Session.SignOut"/> does,
        /// also for all others who have its token.
        /// </summary>
        /// <remarks>Blocks. Makes as many HTTP requests as <see cref="SignIn"/>.</remarks>
        /// <param name="token">
        /// The value of <see cref="Session.GetToken"/>, or of another client's X-Tableau-Auth header.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The session.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.SessionExpired"/>: the server does not know the token, or no longer.
        /// <see cref="Status.UnsupportedVersion"/>: the API version is older than 3.1. Other statuses are as for
        /// <see cref="SignIn"/>.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public Session ResumeSession(
            string token, CancellationToken cancellationToken = default(CancellationToken))
        {
            var secret = Utf8.Required(token, nameof(token));
            try
            {
                using (var cancelling = new Cancelling(cancellationToken))
                {
                    SessionHandle session;
                    IntPtr error;
                    cancelling.Check(
                        Native.tsc_server_resume_session(Open, secret, cancelling.Handle, out session, out error),
                        error);
                    return new Session(session, false);
                }
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }

        /// <summary>Calls <see cref="ResumeSession"/> on another thread.</summary>
        /// <param name="token">The session's token.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The session.</returns>
        public Task<Session> ResumeSessionAsync(
            string token, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => ResumeSession(token, cancellationToken));
        }

        /// <summary>
        /// Closes all connections of the server and its sessions that no call is using. A connection that a call is
        /// using is closed when the call ends. Sends no request.
        /// </summary>
        public void CloseIdleConnections()
        {
            Native.tsc_server_close_idle_connections(Open);
        }

        /// <summary>
        /// Frees the server. It sends nothing. Its sessions can still be used, and running calls continue.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static ServerHandle New(byte[] url)
        {
            using (var environment = new Variables(Environment.GetEnvironmentVariables()))
            {
                ServerHandle server;
                IntPtr error;
                TscException.Check(
                    Native.tsc_server_new_with_environment(url, environment.Pointers, out server, out error), error);
                return server;
            }
        }

        private static UIntPtr Length(byte[] bytes)
        {
            return (UIntPtr)(uint)(bytes == null ? 0 : bytes.Length);
        }

        /// <summary>Converts a time limit to milliseconds; 0 means no limit.</summary>
        internal static uint Limit(TimeSpan time, string name)
        {
            return time == Timeout.InfiniteTimeSpan ? 0 : Milliseconds(time, name);
        }

        private static uint Milliseconds(TimeSpan time, string name)
        {
            // Rounded up, because 0 means no limit.
            var milliseconds = Math.Ceiling(time.TotalMilliseconds);
            if (time < TimeSpan.Zero || milliseconds > uint.MaxValue)
            {
                throw new ArgumentOutOfRangeException(name);
            }
            return (uint)milliseconds;
        }
    }

    /// <summary>A server's product and API version: <see cref="Server.GetInfo"/>.</summary>
    public sealed class ServerInfo
    {
        private ServerInfo(IntPtr info)
        {
            ProductVersion = Utf8.Copy(Native.tsc_server_info_product_version(info));
            Build = Utf8.Copy(Native.tsc_server_info_build(info));
            ApiVersion = Utf8.Copy(Native.tsc_server_info_api_version(info));
        }

        /// <summary>The product's version: "2023.1.0". Null if the server does not say.</summary>
        public string ProductVersion { get; }

        /// <summary>The product's build: "20231.23.0310.1029". Null if the server does not say.</summary>
        public string Build { get; }

        /// <summary>The newest REST API version that the server supports: "3.19".</summary>
        public string ApiVersion { get; }

        /// <summary>Copies an info and frees it.</summary>
        internal static ServerInfo Take(IntPtr info)
        {
            try
            {
                return new ServerInfo(info);
            }
            finally
            {
                Native.tsc_server_info_free(info);
            }
        }
    }
}
