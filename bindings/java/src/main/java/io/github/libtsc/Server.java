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
 * http to this machine alone), goes through the proxy that the environment names, and asks the
 * server for its API version. Settings may be changed at any time; a session keeps those that it
 * signed in with, but for the {@linkplain #setTimeouts limits}.
 *
 * <p>Any thread. Its sessions go on when it is closed.
 */
public final class Server implements AutoCloseable {
  private final Handle handle;

  /**
   * Makes a server from its address. Uses no network.
   *
   * @param url "https://tableau.example.com"; without a scheme it is https. A slash at the end and
   *     the "#/site/..." that a browser shows are dropped, a path before it stays
   * @throws TscException of {@link Status#INVALID_ARGUMENT}: the URL has another scheme, a user or
   *     password, a query, or a host name that is not ASCII (give its xn-- form)
   */
  public Server(String url) {
    try (Arguments arguments = new Arguments()) {
      arguments.check(
          Libtsc.tsc_server_new(arguments.text("url", url), arguments.output(), arguments.error()));
      handle = Handle.of(this, "server", arguments.result(), Libtsc::tsc_server_free);
    }
  }

  /**
   * Makes a server that reads these variables in place of the process's environment: those of a
   * proxy, SSL_CERT_FILE and SSL_CERT_DIR. Uses no network.
   *
   * @param url as for {@link #Server(String)}
   * @param environment variables and their values, as {@link ProcessBuilder#environment} has them
   * @throws TscException of {@link Status#INVALID_ARGUMENT}: the URL is not good, or there is a NUL
   *     in a variable
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
   * Gives the address that it was made from, normalised.
   *
   * @return "https://tableau.example.com"
   */
  public String url() {
    return handle.get(Libtsc::tsc_server_url);
  }

  /**
   * Trusts the certificates in a file or directory, and no others: for servers whose certificate is
   * signed by a CA of one's own, or signed by itself. Its dates, purpose and host names have to be
   * good all the same. The file is read at once, and replaces what {@link #setCaPem} gave.
   *
   * @param path a file with one certificate or many (PEM, or one as DER), or a directory of such
   *     files; null: the system's authorities again
   * @return this
   * @throws TscException of {@link Status#CA_PATH}: there is no usable certificate; what was
   *     trusted before stays
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
   * Trusts the certificates in PEM text, and no others; it replaces what {@link #setCaPath} gave.
   *
   * @param pem one certificate or many; null: the system's authorities again
   * @return this
   * @throws TscException of {@link Status#CA_PATH}: there is no usable certificate; what was
   *     trusted before stays
   */
  public Server setCaPem(String pem) {
    handle.call((self, arguments) -> setPem(self, pem, arguments, Libtsc::tsc_server_set_ca_pem));
    return this;
  }

  /**
   * Turns the check of the server's certificate off or on. For development only: without it anybody
   * on the way can read the secrets. It wins over the CA.
   *
   * @param verify on, as it is at first, or off
   * @return this
   * @throws TscException if the library refuses it
   */
  public Server setVerify(boolean verify) {
    handle.call(
        (self, arguments) -> Libtsc.tsc_server_set_verify(self, verify ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Allows secrets to go over plain http to another machine, where anybody on the way can read
   * them. To this machine they may always go. It counts for the sign-ins that begin later.
   *
   * @param allow whether they may; at first they may not
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
   * Shows a client certificate to servers that ask for one (mutual TLS). The files are read at
   * once.
   *
   * @param certificate a PEM file with the certificate and what chains it to its CA; null: no
   *     client certificate, as it is at first
   * @param key a PEM file with the private key, not encrypted; null: it is in the first file too
   * @return this
   * @throws TscException of {@link Status#CA_PATH}: there is no usable certificate or key; what was
   *     shown before stays
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
   * Shows a client certificate from PEM text; it replaces what {@link #setClientCertificate} gave.
   *
   * @param pem the chain and the key; null: no client certificate
   * @return this
   * @throws TscException of {@link Status#CA_PATH}: there is no usable certificate or key; what was
   *     shown before stays
   */
  public Server setClientCertificatePem(String pem) {
    handle.call(
        (self, arguments) ->
            setPem(self, pem, arguments, Libtsc::tsc_server_set_client_certificate_pem));
    return this;
  }

  /**
   * Goes to the server through a proxy. At first that is what the environment (http_proxy,
   * https_proxy, all_proxy, no_proxy) says when the server is made. The JVM's proxy properties do
   * not count.
   *
   * @param url "http://proxy.example.com:3128", "https://..." for TLS to the proxy itself, with
   *     "user:password@", percent-encoded, if it wants them; null: what the environment said; "":
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
   * Names the program in the User-Agent header, before the library: "MyApp/1.0" makes "MyApp/1.0
   * libtsc/0.1.0".
   *
   * @param product 1 to 256 printable ASCII characters; null: only the library, as it is at first
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
   * Sends a header along with every request to the server: what a gateway before it wants.
   *
   * <p>A header of the same name of a request counts more.
   *
   * @param name in any case; one that was set before is replaced
   * @param value as it is; null takes the header away
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
   * Sets how long calls may take. A call takes the limits as they are when it begins, also a call
   * of a session that signed in before. A call that is over a limit fails with {@link
   * Status#TIMEOUT}.
   *
   * <p>They count in milliseconds; less than one is one.
   *
   * @param connect for making a connection, with the name look-up, the way through a proxy and the
   *     TLS handshake; at first 10 seconds; null or zero: no limit
   * @param read the longest silence of the server; at first 2 minutes; null or zero: no limit
   * @param total one whole call, with all the HTTP requests that it makes; at first 10 minutes;
   *     null or zero: no limit
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
   * Sets the REST API version that sessions use, in place of the newest that the server has. It
   * counts for the sign-ins that begin later; whether the server has it, the sign-in tells.
   *
   * @param version "3.19"; null: ask the server, as it is at first
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
   * @return what it said
   * @throws TscException if it fails
   */
  public ServerInfo info() {
    return info(null);
  }

  /**
   * The same as {@link #info()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
   * @return what it said
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
   * The same as {@link #info()}, on a platform thread of its own.
   *
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<ServerInfo> infoAsync() {
    return infoAsync(Async.THREADS);
  }

  /**
   * The same as {@link #info()}, on a thread of the caller's.
   *
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<ServerInfo> infoAsync(Executor executor) {
    return Async.call(executor, cancellation -> info(cancellation));
  }

  /**
   * Signs in.
   *
   * <p>Makes one call, and before the first sign-in to a server those of {@link #info()}. Signing
   * in again with the same personal access token, on whatever site, ends the session that it signed
   * in before. A sign-in that was cancelled or timed out may have happened on the server, and have
   * ended that session too.
   *
   * <p>Statuses to expect are {@link Status#SIGN_IN_FAILED}, {@link Status#CERTIFICATE}, {@link
   * Status#INSECURE}, {@link Status#UNSUPPORTED_VERSION}, and those of no answer.
   *
   * @param credentials who, and to which site
   * @return the session, which signs out when it is closed
   * @throws TscException if it fails
   */
  public Session signIn(Credentials credentials) {
    return signIn(credentials, null);
  }

  /**
   * The same as {@link #signIn(Credentials)}, with a cancellation.
   *
   * @param credentials who, and to which site
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
   * @return the session, which signs out when it is closed
   * @throws TscException if it fails
   */
  public Session signIn(Credentials credentials, Cancellation cancellation) {
    Objects.requireNonNull(credentials, "credentials");
    return handle.call(
        cancellation, credentials::signIn, arguments -> new Session(arguments.result(), true));
  }

  /**
   * The same as {@link #signIn(Credentials)}, on a platform thread of its own.
   *
   * @param credentials who, and to which site
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Session> signInAsync(Credentials credentials) {
    return signInAsync(credentials, Async.THREADS);
  }

  /**
   * The same as {@link #signIn(Credentials)}, on a thread of the caller's.
   *
   * @param credentials who, and to which site
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Session> signInAsync(Credentials credentials, Executor executor) {
    return Async.call(executor, cancellation -> signIn(credentials, cancellation), Session::close);
  }

  /**
   * Goes on with a session that was signed in elsewhere, by its token: asks the server who and
   * where it is.
   *
   * <p>It fails with {@link Status#SESSION_EXPIRED} where the server does not know the token any
   * more.
   *
   * @param token what {@link Session#token} gives, or another client's X-Tableau-Auth
   * @return the session, which does not sign out when it is closed
   * @throws TscException if it fails
   */
  public Session resumeSession(String token) {
    return resumeSession(token, null);
  }

  /**
   * The same as {@link #resumeSession(String)}, with a cancellation.
   *
   * @param token what {@link Session#token} gives, or another client's X-Tableau-Auth
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
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
   * The same as {@link #resumeSession(String)}, on a platform thread of its own.
   *
   * @param token what {@link Session#token} gives, or another client's X-Tableau-Auth
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Session> resumeSessionAsync(String token) {
    return resumeSessionAsync(token, Async.THREADS);
  }

  /**
   * The same as {@link #resumeSession(String)}, on a thread of the caller's.
   *
   * @param token what {@link Session#token} gives, or another client's X-Tableau-Auth
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Session> resumeSessionAsync(String token, Executor executor) {
    return Async.call(executor, cancellation -> resumeSession(token, cancellation), Session::close);
  }

  /**
   * Closes the connections that wait for the next call; the next ones are new. Those in use stay.
   */
  public void closeIdleConnections() {
    handle.get(
        self -> {
          Libtsc.tsc_server_close_idle_connections(self);
          return null;
        });
  }

  /**
   * Frees it. Its sessions go on, and calls under way with it end as they would. A second time does
   * nothing; anything else is an {@link IllegalStateException} then.
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
    // NULL would mean none; of empty text the library says that there is no certificate in it.
    Pointer copy = pem != null && pem.isEmpty() ? arguments.output() : arguments.bytes(bytes);
    return set.on(self, copy, bytes.length, arguments.error());
  }

  private static int limit(String name, Duration duration) {
    return duration == null ? 0 : Arguments.milliseconds(name, duration);
  }
}
