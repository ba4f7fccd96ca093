package io.github.libtsc;

import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A Tableau Server or Tableau Cloud: its address and how to reach it.
 *
 * <p>A new server trusts the system's certificate authorities, sends secrets over https only (over
 * http only to this machine), uses the proxy that the environment names, and asks the server for
 * its API version. Settings may be changed at any time; a session keeps those that it signed in
 * with, except for the {@linkplain #setTimeouts limits}.
 *
 * <p>Any thread may use it. Its sessions outlive it.
 */
public final class Server implements AutoCloseable {
  private final Handle handle;

  /**
   * Makes a server from its address. Uses no network.
   *
   * @param url "https://tableau.example.com"; the default scheme is https. A slash at the end and
   *     the "#/site/..." that a browser shows are removed; a path before it is kept
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the URL has another scheme, a user
   *     or password, a query, or a host name that is not ASCII (use its xn-- form)
   */
  public Server(String url) {
    try (Arguments arguments = new Arguments()) {
      arguments.check(
          Libtsc.tsc_server_new(arguments.text("url", url), arguments.output(), arguments.error()));
      handle = Handle.of(this, "server", arguments.result(), Libtsc::tsc_server_free);
    }
  }

  /**
   * Makes a server that reads these variables instead of the process's environment: those of a
   * proxy, SSL_CERT_FILE and SSL_CERT_DIR. Uses no network.
   *
   * @param url as for {@link #Server(String)}
   * @param environment variables and their values, as {@link ProcessBuilder#environment} has them
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
   * Returns the address that was given, normalized.
   *
   * @return "https://tableau.example.com"
   */
  public String url() {
    return handle.get(Libtsc::tsc_server_url);
  }

  /**
   * Trusts only the certificates in a file or directory: for servers whose certificate is issued by
   * a private CA or self-signed. Its dates, purpose and host names are still verified. The files
   * are read at once, and replace the certificates of {@link #setCaPem}.
   *
   * @param path a file with one or more certificates (PEM, or one in DER), or a directory of such
   *     files; null restores the system's authorities
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
   * Trusts only the certificates in PEM text, which replace those of {@link #setCaPath}.
   *
   * @param pem one or more certificates; null restores the system's authorities
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
   * without it, anyone on the network path can read the secrets. Off takes precedence over the CA.
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
   * Allows secrets to be sent over plain http to other machines, where anyone on the network path
   * can read them. Sending them to this machine is always allowed. It applies to later sign-ins.
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
   * Sets the client certificate for servers that request one (mutual TLS). The files are read at
   * once.
   *
   * @param certificate a PEM file with the certificate chain; null means no client certificate,
   *     which is the default
   * @param key a PEM file with the unencrypted private key; null if it is in the first file
   * @return this
   * @throws TscException of {@link Status#CA_PATH} if there is no usable certificate or key; the
   *     previous certificate stays
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
   * Sets the client certificate from PEM text, which replaces that of {@link
   * #setClientCertificate}.
   *
   * @param pem the chain and the key; null means no client certificate
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
   * Sets the proxy. The default is the environment's proxy (http_proxy, https_proxy, all_proxy,
   * no_proxy) at the time when the server is made. The JVM's proxy properties are ignored.
   *
   * @param url "http://proxy.example.com:3128", "https://..." for TLS to the proxy itself, with
   *     "user:password@", percent-encoded, if it requires them; null restores the default; "" means
   *     no proxy
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setProxy(String url) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_proxy(self, arguments.textOrNull("url", url), arguments.error()));
    return this;
  }

  /**
   * Names the program in the User-Agent header, before the library: "MyApp/1.0" results in
   * "MyApp/1.0 libtsc/0.1.0".
   *
   * @param product 1 to 256 printable ASCII characters; null restores the default, the library
   *     alone
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setUserAgent(String product) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_user_agent(
                self, arguments.textOrNull("product", product), arguments.error()));
    return this;
  }

  /**
   * Sets a header that is sent with every request, for a gateway for instance.
   *
   * <p>A header with the same name of a request takes precedence.
   *
   * @param name the name, in any case; a header with the same name is replaced
   * @param value the value, which is sent unchanged; null removes the header
   * @return this
   * @throws TscException if the library refuses it
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
   * @param read limits the time in which the server sends nothing, or takes in nothing of a request;
   *     the default is 2 minutes; null or zero means no limit
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
                limit("connect", connect),
                limit("read", read),
                limit("total", total),
                arguments.error()));
    return this;
  }

  /**
   * Sets the REST API version that sessions use, instead of the newest that the server supports. It
   * applies to later sign-ins, which fail if the server does not support it.
   *
   * <p>While a version is set, a sign-in sends the secret to the server's address without a check
   * that a Tableau server responds there.
   *
   * @param version "3.19"; null restores the default
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setApiVersion(String version) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_server_set_api_version(
                self, arguments.textOrNull("version", version), arguments.error()));
    return this;
  }

  /**
   * Asks the server for its product and API version. Needs no sign-in.
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
   * <p>It sends one request, and before the first sign-in to a server those of {@link #info()}.
   * Signing in again with the same personal access token, on any site, ends the session that it
   * signed in before. A sign-in that was cancelled or timed out may have succeeded on the server,
   * and may have ended that session too.
   *
   * <p>Statuses to expect are {@link Status#SIGN_IN_FAILED}, {@link Status#CERTIFICATE}, {@link
   * Status#INSECURE}, {@link Status#UNSUPPORTED_VERSION}, and those for which no response came.
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
   * Resumes a session that was signed in elsewhere, by its token. It asks the server for the
   * session's user and site.
   *
   * <p>It fails with {@link Status#SESSION_EXPIRED} if the token is unknown or not valid any more.
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
   * Closes the pooled connections that no call uses. The next calls open new ones.
   */
  public void closeIdleConnections() {
    handle.get(
        self -> {
          Libtsc.tsc_server_close_idle_connections(self);
          return null;
        });
  }

  /**
   * Frees the server. Its sessions stay usable, and running calls continue. A second call does
   * nothing; any other call throws an {@link IllegalStateException}.
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

  private static int limit(String name, Duration duration) {
    return duration == null ? 0 : Arguments.milliseconds(name, duration);
  }
}
