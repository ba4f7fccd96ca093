using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A Tableau Server or Tableau Cloud: its address and how to reach it. Any thread may use it.
    /// </summary>
    /// <remarks>
    /// A new server trusts the system's certificate authorities, sends secrets over https only (over http
    /// only to this machine), asks the server for its API version, and uses the proxy that the environment
    /// names: <see cref="Environment.GetEnvironmentVariables()"/> at the time when the server is made.
    /// Sessions keep the settings that they signed in with, except for the time limits. Calls that fail throw
    /// a <see cref="TscException"/>. Numbers and times that are out of range throw an
    /// <see cref="ArgumentOutOfRangeException"/> before anything is sent.
    /// </remarks>
    public sealed class Server : IDisposable
    {
        private readonly ServerHandle handle;

        /// <summary>Makes a server from its address. Uses no network.</summary>
        /// <param name="url">
        /// "https://tableau.example.com"; the default scheme is https. A slash at the end and the
        /// "#/site/..." that a browser shows are removed; a path before it is kept.
        /// </param>
        /// <param name="caPath">As for <see cref="SetCaPath"/>; null means the system's authorities.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the URL has another scheme, a user or password, a query, or a
        /// host name that is not ASCII (use its xn-- form). <see cref="Status.CaPath"/>: see
        /// <see cref="SetCaPath"/>.
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

        /// <summary>The address that was given, normalized: "https://tableau.example.com".</summary>
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
        /// Trusts only the certificates in a file or directory: for servers whose certificate is issued by a
        /// private CA or self-signed. The files are read at once, and replace the certificates of
        /// <see cref="SetCaPem"/>.
        /// </summary>
        /// <param name="path">
        /// A file with one or more certificates (PEM, or one in DER), or a directory of such files. Null
        /// restores the system's authorities.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: the files are missing, unreadable, or contain nothing usable. The previous
        /// certificates stay trusted.
        /// </exception>
        public void SetCaPath(string path)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_ca_path(Open, Utf8.Bytes(path, nameof(path)), out error), error);
        }

        /// <summary>
        /// Trusts only the certificates in PEM text, which replace those of <see cref="SetCaPath"/>.
        /// </summary>
        /// <param name="pem">One or more certificates. Null restores the system's authorities.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: the text contains no certificate, or an invalid one. The previous
        /// certificates stay trusted.
        /// </exception>
        public void SetCaPem(byte[] pem)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_ca_pem(Open, pem, Length(pem), out error), error);
        }

        /// <summary>
        /// Turns the verification of the server's certificate off or on. Turn it off for development only:
        /// without it, anyone on the network path can read the secrets. Off takes precedence over the CA.
        /// </summary>
        /// <param name="verify">False turns it off. The default is true.</param>
        public void SetVerify(bool verify)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_verify(Open, verify ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Allows secrets to be sent over plain http to other machines, where anyone on the network path can
        /// read them. Sending them to this machine is always allowed.
        /// </summary>
        /// <param name="allow">True allows it. The default is false.</param>
        public void SetAllowHttp(bool allow)
        {
            IntPtr error;
            TscException.Check(Native.tsc_server_set_allow_http(Open, allow ? 1 : 0, out error), error);
        }

        /// <summary>
        /// Sets the client certificate for servers that request one (mutual TLS). The files are read at once.
        /// </summary>
        /// <param name="certificatePath">
        /// A PEM file with the certificate chain. Null means no client certificate.
        /// </param>
        /// <param name="keyPath">
        /// A PEM file with the unencrypted private key. Null means that the key is in
        /// <paramref name="certificatePath"/>.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: the files are missing, unreadable, or contain nothing usable. The previous
        /// certificate stays.
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
        /// Sets the client certificate from PEM text with the chain and the key, which replaces that of
        /// <see cref="SetClientCertificate"/>.
        /// </summary>
        /// <param name="pem">The text. Null means no client certificate.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.CaPath"/>: the text lacks a certificate or a key, or the key is encrypted or does not
        /// belong to the certificate.
        /// </exception>
        public void SetClientCertificatePem(byte[] pem)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_client_certificate_pem(Open, pem, Length(pem), out error), error);
        }

        /// <summary>
        /// Sets the proxy. The default is the environment's proxy at the time when the server was made:
        /// http_proxy, https_proxy, all_proxy, no_proxy.
        /// </summary>
        /// <param name="proxyUrl">
        /// "http://proxy.example.com:3128", with "user:password@", percent-encoded, if it requires them. Null
        /// restores the default; "" means no proxy.
        /// </param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the URL is not that of a proxy, or of an unsupported kind.
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
        /// Sets the time limits of calls, also of sessions that signed in before. A call that exceeds a limit
        /// fails with <see cref="Status.Timeout"/>. <see cref="TimeSpan.Zero"/> and
        /// <see cref="Timeout.InfiniteTimeSpan"/> mean no limit.
        /// </summary>
        /// <param name="connect">
        /// Limits making a connection, with the name resolution, the proxy and the TLS handshake. The default is
        /// 10 seconds.
        /// </param>
        /// <param name="read">Limits the time in which the server sends nothing, or takes in nothing of a
        /// request. The default is 2 minutes.</param>
        /// <param name="total">
        /// Limits a whole call with all its HTTP requests. The default is 10 minutes.
        /// </param>
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
        /// Names the program in the User-Agent header, before the library: "MyApp/1.0" results in
        /// "MyApp/1.0 libtsc/0.1.0".
        /// </summary>
        /// <param name="product">1 to 256 printable ASCII characters; null restores the library alone.</param>
        public void SetUserAgent(string product)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_server_set_user_agent(Open, Utf8.Bytes(product, nameof(product)), out error), error);
        }

        /// <summary>Sets a header that is sent with every request, for a gateway for instance.</summary>
        /// <param name="name">The name, in any case. A header with the same name is replaced.</param>
        /// <param name="value">The value, which is sent unchanged; null removes the header.</param>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the header is invalid, or the library sets it itself.
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
        /// Sets the REST API version that sessions use, instead of the newest that the server supports.
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

        /// <summary>Asks the server for its product and API version. Needs no sign-in.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The server's product and API version.</returns>
        /// <exception cref="TscException">No response came, or it is not a Tableau server's.</exception>
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

        /// <summary><see cref="GetInfo"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The server's product and API version.</returns>
        public Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => GetInfo(cancellationToken));
        }

        /// <summary>
        /// Signs in. Dispose of the session, which signs it out unless that was done before.
        /// </summary>
        /// <param name="credentials">The user and the site.</param>
        /// <param name="cancellationToken">
        /// Cancels the call. A sign-in that was cancelled or timed out may have succeeded on the server.
        /// </param>
        /// <returns>The session.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.SignInFailed"/>: the server refused the user, the secret, the site or the
        /// impersonation. <see cref="Status.Certificate"/>, <see cref="Status.Resolve"/>,
        /// <see cref="Status.Connect"/>, <see cref="Status.Timeout"/> and others: no response came.
        /// <see cref="Status.UnsupportedVersion"/>: the server's version does not support the credentials.
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

        /// <summary><see cref="SignIn"/> on another thread.</summary>
        /// <param name="credentials">The user and the site.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The session.</returns>
        public Task<Session> SignInAsync(
            Credentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => SignIn(credentials, cancellationToken));
        }

        /// <summary>
        /// Resumes a session that was signed in elsewhere, by its token. It asks the server for the session's
        /// user and site. Disposing of it does not sign it out.
        /// </summary>
        /// <param name="token">
        /// The value of <see cref="Session.GetToken"/>, or of another client's X-Tableau-Auth header.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The session.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.SessionExpired"/>: the token is unknown or not valid any more. Other statuses are as
        /// for <see cref="SignIn"/>.
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

        /// <summary><see cref="ResumeSession"/> on another thread.</summary>
        /// <param name="token">The session's token.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The session.</returns>
        public Task<Session> ResumeSessionAsync(
            string token, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => ResumeSession(token, cancellationToken));
        }

        /// <summary>
        /// Closes the pooled connections that no call uses. The next calls open new ones.
        /// </summary>
        public void CloseIdleConnections()
        {
            Native.tsc_server_close_idle_connections(Open);
        }

        /// <summary>Frees the server. Its sessions stay usable, and running calls continue.</summary>
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

    /// <summary>A server's product and API version: <see cref="Server.GetInfo"/>.</summary>
    public sealed class ServerInfo
    {
        private ServerInfo(IntPtr info)
        {
            ProductVersion = Utf8.Copy(Native.tsc_server_info_product_version(info));
            Build = Utf8.Copy(Native.tsc_server_info_build(info));
            ApiVersion = Utf8.Copy(Native.tsc_server_info_api_version(info));
        }

        /// <summary>The product's version: "2023.1.0". Null if the server did not state it.</summary>
        public string ProductVersion { get; }

        /// <summary>The product's build: "20231.23.0310.1029". Null if the server did not state it.</summary>
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
