using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A Tableau Server or Tableau Cloud: its address and how to reach it. Any thread.
    /// </summary>
    /// <remarks>
    /// A new server trusts the system's certificate authorities, sends secrets over https only (over http
    /// to this machine alone), asks the server for its API version, and goes through the proxy that the
    /// environment names: <see cref="Environment.GetEnvironmentVariables()"/> when the server was made. Sessions keep the settings that they signed in with, but for the time limits.
    /// Calls throw a <see cref="TscException"/> when they fail.
    /// </remarks>
    public sealed class Server : IDisposable
    {
        private readonly ServerHandle handle;

        /// <summary>Makes a server from its address. Uses no network.</summary>
        /// <param name="url">
        /// "https://tableau.example.com"; without a scheme it is https. A slash at the end and the
        /// "#/site/..." that a browser shows are dropped, a path before it stays.
        /// </param>
        /// <param name="caPath">As for <see cref="SetCaPath"/>; null: the system's authorities.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: another scheme, a user or password, a query, or a host name
        /// that is not ASCII (give its xn-- form). <see cref="Status.CaPath"/>: see <see cref="SetCaPath"/>.
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
        /// Trusts the certificates in a file or directory, and no others: for servers whose certificate is
        /// signed by a CA of one's own, or signed by itself. It is read at once, and replaces what
        /// <see cref="SetCaPem"/> gave.
        /// </summary>
        /// <param name="path">
        /// A file with one certificate or many (PEM, or one as DER), or a directory of such files. Null: the
        /// system's authorities again.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: missing, unreadable, or nothing usable in it. What was trusted before
        /// stays.
        /// </exception>
        public void SetCaPath(string path)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_ca_path(Open, Utf8.Bytes(path, nameof(path)), out error), error);
        }

        /// <summary>
        /// Trusts the certificates in PEM text, and no others; it replaces what <see cref="SetCaPath"/> gave.
        /// </summary>
        /// <param name="pem">One certificate or many. Null: the system's authorities again.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: no certificate in it, or a broken one. What was trusted before stays.
        /// </exception>
        public void SetCaPem(byte[] pem)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_ca_pem(Open, pem, Length(pem), out error), error);
        }

        /// <summary>
        /// Turns the check of the server's certificate off or on. For development only: without it anybody on
        /// the way can read the secrets. It wins over the CA.
        /// </summary>
        /// <param name="verify">False: off. At first it is on.</param>
        public void SetVerify(bool verify)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_verify(Open, verify ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Allows secrets to go over plain http to another machine, where anybody on the way can read them.
        /// To this machine they may always go.
        /// </summary>
        /// <param name="allow">At first it is false.</param>
        public void SetAllowHttp(bool allow)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_allow_http(Open, allow ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Shows a client certificate to servers that ask for one (mutual TLS). The files are read at once.
        /// </summary>
        /// <param name="certificatePath">
        /// A PEM file with the certificate and what chains it to its CA. Null: no client certificate.
        /// </param>
        /// <param name="keyPath">
        /// A PEM file with the private key, not encrypted. Null: it is in <paramref name="certificatePath"/> too.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: missing, unreadable, or nothing usable in them. What was shown before
        /// stays.
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
        /// The same from PEM text with the chain and the key; it replaces what
        /// <see cref="SetClientCertificate"/> gave.
        /// </summary>
        /// <param name="pem">Null: no client certificate.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: no certificate or no key in it, or a key that is encrypted or another's.
        /// </exception>
        public void SetClientCertificatePem(byte[] pem)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_client_certificate_pem(Open, pem, Length(pem), out error), error);
        }

        /// <summary>
        /// Goes to the server through a proxy. At first that is what the environment said when the server was
        /// made: http_proxy, https_proxy, all_proxy, no_proxy.
        /// </summary>
        /// <param name="proxyUrl">
        /// "http://proxy.example.com:3128", with "user:password@", percent-encoded, if it wants them. Null: what
        /// the environment said; "": no proxy.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: not the URL of a proxy, or of a kind that is not supported.
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
        /// Sets how long calls may take, also those of sessions that signed in before. A call that is over a
        /// limit fails with <see cref="Status.Timeout"/>. <see cref="TimeSpan.Zero"/> and
        /// <see cref="Timeout.InfiniteTimeSpan"/> are no limit.
        /// </summary>
        /// <param name="connect">
        /// For making a connection, with the name look-up and the TLS handshake. At first 10 seconds.
        /// </param>
        /// <param name="read">The longest silence of the server. At first 2 minutes.</param>
        /// <param name="total">One whole call, with all the HTTP requests it makes. At first 10 minutes.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A limit is negative (other than <see cref="Timeout.InfiniteTimeSpan"/>) or longer than 2^32 - 1 milliseconds.
        /// </exception>
        public void SetTimeouts(TimeSpan connect, TimeSpan read, TimeSpan total)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_timeouts(
                    Open,
                    Milliseconds(connect, nameof(connect)),
                    Milliseconds(read, nameof(read)),
                    Milliseconds(total, nameof(total)),
                    out error),
                error);
        }

        /// <summary>
        /// Names the program in the User-Agent header, before the library: "MyApp/1.0" makes
        /// "MyApp/1.0 libtsc/0.1.0".
        /// </summary>
        /// <param name="product">1 to 256 printable ASCII characters; null: only the library.</param>
        public void SetUserAgent(string product)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_user_agent(Open, Utf8.Bytes(product, nameof(product)), out error), error);
        }

        /// <summary>Sends a header along with every request: what a gateway before the server wants.</summary>
        /// <param name="name">In any case. One that was set before is replaced.</param>
        /// <param name="value">As it is; null takes the header away.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: what cannot be a header, or one that the library takes care of.
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
        /// Sets the REST API version that sessions use, in place of the newest that the server has.
        /// </summary>
        /// <param name="version">"3.19"; null: ask the server, as it is at first.</param>
        public void SetApiVersion(string version)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_api_version(Open, Utf8.Bytes(version, nameof(version)), out error), error);
        }

        /// <summary>Asks a server for its product and API version. Needs no sign-in.</summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>What the server said.</returns>
        /// <exception cref="TscException">No answer, or not a Tableau server's.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

        /// <summary><see cref="GetInfo"/> on another thread.</summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>What the server said.</returns>
        public Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => GetInfo(cancellationToken));
        }

        /// <summary>
        /// Signs in. The session is to be disposed of, which signs it out if that was not done.
        /// </summary>
        /// <param name="credentials">Who signs in, and to which site.</param>
        /// <param name="cancellationToken">
        /// Ends the call soon. A sign-in that was cancelled, or timed out, may have happened on the server.
        /// </param>
        /// <returns>The session.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.SignInFailed"/>: the server refused the user, the secret, the site or the
        /// impersonation. <see cref="Status.Certificate"/>, <see cref="Status.Resolve"/>,
        /// <see cref="Status.Connect"/>, <see cref="Status.Timeout"/> and others: no answer.
        /// <see cref="Status.UnsupportedVersion"/>: the server is too old for such credentials.
        /// </exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

        /// <summary><see cref="SignIn"/> on another thread.</summary>
        /// <param name="credentials">Who signs in, and to which site.</param>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The session.</returns>
        public Task<Session> SignInAsync(
            Credentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SignIn(credentials, cancellationToken));
        }

        /// <summary>
        /// Goes on with a session that was signed in elsewhere, by its token: asks the server who and where it
        /// is. To dispose of it does not sign it out.
        /// </summary>
        /// <param name="token">What <see cref="Session.GetToken"/> gives, or another client's X-Tableau-Auth.</param>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The session.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.SessionExpired"/>: the server does not know the token (any more). Others as for
        /// <see cref="SignIn"/>.
        /// </exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

        /// <summary><see cref="ResumeSession"/> on another thread.</summary>
        /// <param name="token">The session's token.</param>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The session.</returns>
        public Task<Session> ResumeSessionAsync(
            string token, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => ResumeSession(token, cancellationToken));
        }

        /// <summary>
        /// Closes the connections that wait for the next call; the next ones are new. Those in use stay.
        /// </summary>
        public void CloseIdleConnections()
        {
            Native.tsc_server_close_idle_connections(Open);
        }

        /// <summary>Frees the server. Its sessions, and calls under way, go on.</summary>
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

        private static uint Milliseconds(TimeSpan time, string name)
        {
            if (time == Timeout.InfiniteTimeSpan)
            {
                return 0;
            }
            // Rounded up, because 0 means no limit.
            var milliseconds = Math.Ceiling(time.TotalMilliseconds);
            if (time < TimeSpan.Zero || milliseconds > uint.MaxValue)
            {
                throw new ArgumentOutOfRangeException(name);
            }
            return (uint)milliseconds;
        }
    }

    /// <summary>What a server said of itself: <see cref="Server.GetInfo"/>.</summary>
    public sealed class ServerInfo
    {
        private ServerInfo(IntPtr info)
        {
            ProductVersion = Utf8.Copy(Native.tsc_server_info_product_version(info));
            Build = Utf8.Copy(Native.tsc_server_info_build(info));
            ApiVersion = Utf8.Copy(Native.tsc_server_info_api_version(info));
        }

        /// <summary>The product's version: "2023.1.0". Null if the server did not say.</summary>
        public string ProductVersion { get; }

        /// <summary>The product's build: "20231.23.0310.1029". Null if the server did not say.</summary>
        public string Build { get; }

        /// <summary>The newest REST API version that the server has: "3.19".</summary>
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
