package io.github.libtsc;

import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A Tableau Server or Tableau Cloud: its address and the settings for reaching it.
 *
 * <p>A new server trusts the certificate authorities of the system, sends passwords and tokens only
 * over https, or over http to this machine, uses the proxy that the environment names, and the
 * newest REST API version of the server. A setting applies to the calls of the server that begin
 * later. A session keeps the settings that it signed in with, except for the {@linkplain
 * #setTimeouts time limits}. If a setter throws, the setting stays as it was. Setters send nothing.
 *
 * <p>Any number of threads may use it at the same time. Its sessions outlive it.
 */
public final class Server implements AutoCloseable {
  private final Handle handle;

  /**
   * Makes a server from its address. Does not connect to it. The environment of the process is read
   * now and never later.
   *
   * @param url "https://tableau.example.com". Without a scheme it is https. A slash at the end, the
   *     "#/site/..." that a browser shows, and the rest of an API address are dropped; a path
   *     before them is kept
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the URL has another scheme than http
   *     and https, a user or password, a query, or a host name that is not ASCII (use its xn--
   *     form)
   */
  public Server(String url) {
    try (Arguments arguments = new Arguments()) {
      arguments.check(
          Libtsc.tsc_server_new(arguments.text("url", url), arguments.output(), arguments.error()));
      handle = Handle.of(this, "server", arguments.result(), Libtsc::tsc_server_free);
    }
  }

  /**
   * Makes a server with another environment than that of the process. The library reads the
   * variables of proxies, SSL_CERT_FILE and SSL_CERT_DIR. Does not connect to the server.
   *
   * @param url as for {@link #Server(String)}
   * @param environment variables and their values, like {@link System#getenv()}; not null
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the URL is invalid, or a variable
   *     contains a NUL
   */
  public Server(String url, Map<String, String> environment) {
    try (Arguments arguments = new Arguments()) {
      arguments.check(
          Libtsc.tsc_server_new_with_environment(
              arguments.text("url", url),
              arguments.environment("environment", environment),
              arguments.output(),
              arguments.error()));
      handle = Handle.of(this, "server", arguments.result(), Libtsc::tsc_server_free);
    }
  }

  /**
   * Returns the address that was given, normalised.
   *
   * @return "https://tableau.example.com"
   */
  public String url() {
    return handle.get(Libtsc::tsc_server_url);
  }

  /**
   * Sets a file or directory of certificates to trust, instead of the certificate authorities of
   * the system. Use it for servers whose certificate is self-signed or signed by a private CA. The
   * dates, purpose and host names of a server's certificate are still verified. The files are read
   * now and never later. This setting and {@link #setCaPem} replace each other.
   *
   * @param path a file with one or more certificates (PEM, or one as DER), or a directory of such
   *     files; certificates that cannot be read are ignored; null: the certificate authorities of
   *     the system, the default
   * @return this
   * @throws TscException of {@link Status#CA_PATH} if there is no usable certificate; the previous
   *     certificates stay trusted
   * @throws UnsupportedOperationException if the path is not of the default file system
   */
  public Server setCaPath(Path path) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_ca_path(
                self, arguments.pathOrNull("path", path), arguments.error()));
    return this;
  }

  /**
   * Sets the certificates to trust from PEM text. It is otherwise like {@link #setCaPath}, and
   * these two settings replace each other.
   *
   * @param pem one or more certificates; certificates that cannot be read are ignored; null: the
   *     certificate authorities of the system, the default
   * @return this
   * @throws TscException of {@link Status#CA_PATH} if there is no usable certificate; the previous
   *     certificates stay trusted
   */
  public Server setCaPem(String pem) {
    handle.call((self, arguments) -> setPem(self, pem, arguments, Libtsc::tsc_server_set_ca_pem));
    return this;
  }

  /**
   * Turns the verification of the server's certificate off or on. Turn it off for development only:
   * without it, anybody on the network path can read the secrets. If it is off, the CA that is set
   * has no effect.
   *
   * @param verify false turns it off; the default is true
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setVerify(boolean verify) {
    handle.call(
        (self, arguments) -> Libtsc.tsc_server_set_verify(self, verify ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Allows or forbids that secrets are sent over plain http to another machine, where anybody on
   * the network path can read them. While it is forbidden, sign-ins to such servers fail with
   * {@link Status#INSECURE}. Secrets may always be sent over http to this machine.
   *
   * @param allow true allows it; the default is false
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setAllowHttp(boolean allow) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_allow_http(self, allow ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Sets the client certificate for servers that request one (mutual TLS). The files are read now
   * and never later. Proxies do not get the certificate.
   *
   * @param certificate a PEM file with the certificate and its chain; null: no client certificate,
   *     the default
   * @param key a PEM file with the private key, not encrypted; null if it is in the first file
   * @return this
   * @throws TscException of {@link Status#CA_PATH} if there is no usable certificate or key, or the
   *     key is encrypted or belongs to another certificate, and of {@link Status#INVALID_ARGUMENT}
   *     if a key is given without a certificate; the previous certificate stays
   * @throws UnsupportedOperationException if a path is not of the default file system
   */
  public Server setClientCertificate(Path certificate, Path key) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_client_certificate(
                self,
                arguments.pathOrNull("certificate", certificate),
                arguments.pathOrNull("key", key),
                arguments.error()));
    return this;
  }

  /**
   * Sets the client certificate from PEM text. It is otherwise like {@link #setClientCertificate},
   * and these two settings replace each other.
   *
   * @param pem the certificate, its chain and the key; null: no client certificate, the default
   * @return this
   * @throws TscException of {@link Status#CA_PATH} if there is no usable certificate or key; the
   *     previous certificate stays
   */
  public Server setClientCertificatePem(String pem) {
    handle.call(
        (self, arguments) ->
            setPem(self, pem, arguments, Libtsc::tsc_server_set_client_certificate_pem));
    return this;
  }

  /**
   * Sets the proxy through which the server is reached. The default is the proxy of the environment
   * at the time when the server was made: http_proxy for http servers, https_proxy or HTTPS_PROXY
   * for https servers, all_proxy or ALL_PROXY for both, except for the hosts in no_proxy or
   * NO_PROXY. An http server on this machine is always reached without a proxy. The JVM's proxy
   * properties are ignored.
   *
   * @param url "http://proxy.example.com:3128", or "https://..." for TLS to the proxy itself, with
   *     "user:password@" (percent-encoded) if the proxy requires it, for every host, also for those
   *     in no_proxy; null restores the default; "" means no proxy
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if it is not the URL of a proxy, or its
   *     scheme is socks4 or socks5, which are not supported
   */
  public Server setProxy(String url) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_proxy(self, arguments.textOrNull("url", url), arguments.error()));
    return this;
  }

  /**
   * Sets the name of the program in the User-Agent header: "MyApp/1.0" makes "MyApp/1.0
   * libtsc/0.1.0".
   *
   * @param product 1 to 256 printable ASCII characters; null: only the name of the library, the
   *     default
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if it is empty, too long or has other
   *     characters
   */
  public Server setUserAgent(String product) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_user_agent(
                self, arguments.textOrNull("product", product), arguments.error()));
    return this;
  }

  /**
   * Sets a header that is sent with every request to the server, such as one that a gateway
   * requires: also over plain http, and before the server is known to be a Tableau server.
   *
   * <p>A header of a {@link Request} replaces one of the same name.
   *
   * @param name the name; upper and lower case are the same; a header that was set before is
   * replaced
   * @param value the value, sent byte for byte; null removes the header
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the header is invalid, or the
   *     library sets it (X-Tableau-Auth, Host, ...)
   */
  public Server setHeader(String name, String value) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_header(
                self,
                arguments.text("name", name),
                arguments.textOrNull("value", value),
                arguments.error()));
    return this;
  }

  /**
   * Sets the time limits of calls. A call uses the limits that are set when it begins, also in a
   * session that signed in before. A call that exceeds a limit fails with {@link Status#TIMEOUT}.
   *
   * <p>Limits are rounded up to milliseconds.
   *
   * @param connect limits making a connection, with the name resolution, the proxy and the TLS
   *     handshake; the default is 10 seconds; null or zero means no limit
   * @param read limits the time in which the server sends nothing, or takes in nothing of a
   *     request; the default is 2 minutes; null or zero means no limit
   * @param total limits a whole call with all its HTTP requests; the default is 10 minutes; null or
   *     zero means no limit
   * @return this
   * @throws IllegalArgumentException if a limit is negative or longer than 2^32 - 1 milliseconds
   */
  public Server setTimeouts(Duration connect, Duration read, Duration total) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_timeouts(
                self,
                Arguments.limit("connect", connect),
                Arguments.limit("read", read),
                Arguments.limit("total", total),
                arguments.error()));
    return this;
  }

  /**
   * Sets the REST API version that sessions use, instead of the newest one of the server. If the
   * server does not have it, sign-ins fail with {@link Status#UNSUPPORTED_VERSION}.
   *
   * <p>While a version is set, a sign-in sends the secret to the server's address without a check
   * that a Tableau server responds there.
   *
   * @param version the version, such as "3.19"; null: the newest one of the server, the default
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if it is not two numbers with a point
   *     between them
   */
  public Server setApiVersion(String version) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_api_version(
                self, arguments.textOrNull("version", version), arguments.error()));
    return this;
  }

  /**
   * Sets how often a request is sent, and the longest wait before it is sent again. Sessions keep
   * the setting of their sign-in.
   *
   * <p>After the HTTP status 429 any request is sent again; after 408, 502, 503 and 504 and lost
   * connections only what the server may receive twice: GET and HEAD, sign-ins with a token, and
   * requests of {@link Request#setRepeatable}. A Retry-After header makes the wait longer; if it
   * asks for more than the longest wait, the call fails at once.
   *
   * @param attempts how often the requests of one call may be sent in total, beside the first time
   *     of each; the default is 4; 1: nothing is sent again
   * @param longestWait the longest wait before a repetition, rounded up to milliseconds; the default
   *     is 30 seconds; zero: no wait
   * @return this
   * @throws IllegalArgumentException if an argument is negative, or the wait is longer than 2^32 - 1
   *     milliseconds
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the number of attempts is 0
   */
  public Server setRetry(int attempts, Duration longestWait) {
    int count = (int) Arguments.notNegative("attempts", attempts);
    int wait = Arguments.milliseconds("longestWait", longestWait);
    handle.call(
        (self, arguments) -> Libtsc.tsc_server_set_retry(self, count, wait, arguments.error()));
    return this;
  }

  /**
   * Sets whether the sessions that sign in afterwards sign in again by themselves when the server
   * has ended them, and repeat the call that met it. Sessions with a personal access token, a
   * password or a connected app can be renewed. If the server refuses it, the call fails with
   * {@link Status#SESSION_EXPIRED}.
   *
   * @param renew true turns it on; the default is false: the library then keeps the credentials in
   *     memory until the sign-out
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setRenewal(boolean renew) {
    handle.call(
        (self, arguments) -> Libtsc.tsc_server_set_renewal(self, renew ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Gets the product version and the API version of the server. Needs no sign-in. Blocks. Makes one
   * HTTP request, and another one if the server is older than Tableau 10.1.
   *
   * @return the server's product and API version
   * @throws TscException if it fails
   */
  public ServerInfo info() {
    return info(null);
  }

  /**
   * The same as {@link #info()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return the server's product and API version
   * @throws TscException if it fails
   */
  public ServerInfo info(Cancellation cancellation) {
    return handle.call(
        cancellation,
        (self, cancelledBy, arguments) ->
            Libtsc.tsc_server_get_info(self, cancelledBy, arguments.output(), arguments.error()),
        arguments -> ServerInfo.take(arguments.result()));
  }

  /**
   * The same as {@link #info()}, on a platform thread of the library.
   *
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<ServerInfo> infoAsync() {
    return infoAsync(Async.THREADS);
  }

  /**
   * The same as {@link #info()}, on a thread of the caller's executor.
   *
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<ServerInfo> infoAsync(Executor executor) {
    return Async.call(executor, cancellation -> info(cancellation));
  }

  /**
   * Signs in.
   *
   * <p>Blocks. Makes one HTTP request; before the first sign-in with the current settings of the
   * server, also those of {@link #info()}. A sign-in that was cancelled or timed out may have taken
   * place on the server, and may have ended the previous session of a personal access token.
   *
   * <p>The status is {@link Status#SIGN_IN_FAILED} if the server refuses the credentials, the site
   * or the impersonation; {@link Status#UNSUPPORTED_VERSION} if the API version does not support
   * the credentials; {@link Status#INSECURE} if the secret would be sent over plain http, and it
   * was not sent; {@link Status#CERTIFICATE}, {@link Status#TIMEOUT} and others if no complete
   * response arrived.
   *
   * @param credentials the user and the site
   * @return the session, which signs out when it is closed
   * @throws TscException if it fails
   */
  public Session signIn(Credentials credentials) {
    return signIn(credentials, null);
  }

  /**
   * The same as {@link #signIn(Credentials)}, with a cancellation.
   *
   * @param credentials the user and the site
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return the session, which signs out when it is closed
   * @throws TscException if it fails
   */
  public Session signIn(Credentials credentials, Cancellation cancellation) {
    Objects.requireNonNull(credentials, "credentials");
    return handle.call(
        cancellation, credentials::signIn, arguments -> new Session(arguments.result(), true));
  }

  /**
   * The same as {@link #signIn(Credentials)}, on a platform thread of the library.
   *
   * @param credentials the user and the site
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Session> signInAsync(Credentials credentials) {
    return signInAsync(credentials, Async.THREADS);
  }

  /**
   * The same as {@link #signIn(Credentials)}, on a thread of the caller's executor.
   *
   * @param credentials the user and the site
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Session> signInAsync(Credentials credentials, Executor executor) {
    return Async.call(executor, cancellation -> signIn(credentials, cancellation), Session::close);
  }

  /**
   * Makes a session from the token of a session that was signed in elsewhere. It asks the server
   * for the session's site and user.
   *
   * <p>It fails with {@link Status#SESSION_EXPIRED} if the server does not know the token, or no
   * longer, and with {@link Status#UNSUPPORTED_VERSION} if the API version is older than 3.1.
   * Blocks. Makes as many HTTP requests as {@link #signIn(Credentials)}. {@link Session#signOut()}
   * ends the session also for all others who have its token.
   *
   * @param token the value of {@link Session#token}, or of another client's X-Tableau-Auth header
   * @return the session, which does not sign out when it is closed
   * @throws TscException if it fails
   */
  public Session resumeSession(String token) {
    return resumeSession(token, null);
  }

  /**
   * The same as {@link #resumeSession(String)}, with a cancellation.
   *
   * @param token the value of {@link Session#token}, or of another client's X-Tableau-Auth header
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return the session, which does not sign out when it is closed
   * @throws TscException if it fails
   */
  public Session resumeSession(String token, Cancellation cancellation) {
    return handle.call(
        cancellation,
        (self, cancelledBy, arguments) ->
            Libtsc.tsc_server_resume_session(
                self,
                arguments.text("token", token),
                cancelledBy,
                arguments.output(),
                arguments.error()),
        arguments -> new Session(arguments.result(), false));
  }

  /**
   * The same as {@link #resumeSession(String)}, on a platform thread of the library.
   *
   * @param token the value of {@link Session#token}, or of another client's X-Tableau-Auth header
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Session> resumeSessionAsync(String token) {
    return resumeSessionAsync(token, Async.THREADS);
  }

  /**
   * The same as {@link #resumeSession(String)}, on a thread of the caller's executor.
   *
   * @param token the value of {@link Session#token}, or of another client's X-Tableau-Auth header
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Session> resumeSessionAsync(String token, Executor executor) {
    return Async.call(executor, cancellation -> resumeSession(token, cancellation), Session::close);
  }

  /**
   * Closes all connections of the server and its sessions that no call is using. A connection that
   * a call is using is closed when the call ends. Sends no request.
   */
  public void closeIdleConnections() {
    handle.get(
        self -> {
          Libtsc.tsc_server_close_idle_connections(self);
          return null;
        });
  }

  /**
   * Frees the server. It sends nothing. Its sessions can still be used, and running calls continue.
   * A second call does nothing; any other call throws an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    handle.close();
  }

  private interface SetPem {
    int on(Pointer self, Pointer pem, long length, Pointer error);
  }

  private static int setPem(Pointer self, String pem, Arguments arguments, SetPem set) {
    byte[] bytes = pem == null ? new byte[0] : Arguments.utf8("pem", pem);
    // An empty text must not become NULL, which would mean that there is no certificate.
    Pointer copy = pem != null && pem.isEmpty() ? arguments.output() : arguments.bytes(bytes);
    return set.on(self, copy, bytes.length, arguments.error());
  }
}
