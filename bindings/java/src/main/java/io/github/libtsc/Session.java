package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A signed-in session: a user on a site of a server.
 *
 * <pre>{@code
 * try (Session session = server.signIn(new PersonalAccessToken("name", "value", "site"));
 *     NodeList workbooks = session.list("workbooks")) {
 *   for (Node workbook : workbooks) {
 *     System.out.println(workbook.attribute("name"));
 *   }
 * }
 * }</pre>
 *
 * <p>Any number of threads may use it at the same time. It outlives its server's {@link
 * Server#close}.
 */
public final class Session implements AutoCloseable {
  private static final int MILLISECONDS_TO_SIGN_OUT = 10_000;

  private final Handle handle;

  /* True if close() signs out, which is not done for a resumed session. */
  private final AtomicBoolean signsOut;

  Session(Pointer session, boolean signsOut) {
    handle = Handle.of(this, "session", session, Libtsc::tsc_session_free);
    this.signsOut = new AtomicBoolean(signsOut);
  }

  /**
   * Returns the address at which the session signed in, after redirects.
   *
   * @return "https://tableau.example.com"
   */
  public String serverUrl() {
    return handle.get(Libtsc::tsc_session_server_url);
  }

  /**
   * Returns the REST API version of the session's requests.
   *
   * @return "3.19"
   */
  public String apiVersion() {
    return handle.get(Libtsc::tsc_session_api_version);
  }

  /**
   * Returns the session's token, a secret, for the X-Tableau-Auth header of another client of the
   * same server, or for {@link Server#resumeSession(String)}.
   *
   * @return the token; null once signed out
   */
  public String token() {
    return handle.get(Libtsc::tsc_session_token);
  }

  /**
   * Returns the id of the site that the session is on.
   *
   * @return the id; null once signed out
   */
  public String siteId() {
    return handle.get(Libtsc::tsc_session_site_id);
  }

  /**
   * Returns the contentUrl of the site that the session is on.
   *
   * @return "marketing"; "" for the default site; null once signed out
   */
  public String siteContentUrl() {
    return handle.get(Libtsc::tsc_session_site_content_url);
  }

  /**
   * Returns the id of the user, or of the impersonated user if there is one. A user has another id
   * on each site.
   *
   * @return the id; null once signed out
   */
  public String userId() {
    return handle.get(Libtsc::tsc_session_user_id);
  }

  /**
   * Returns the server's text on how long the session will live. Tableau does not document its form
   * ("177:05:38", "2:12:30"), so the library does not interpret it.
   *
   * @return the text; null if the server did not say, for a resumed session, and once signed out
   */
  public String estimatedTimeToExpiration() {
    return handle.get(Libtsc::tsc_session_estimated_time_to_expiration);
  }

  /**
   * Returns true while the session has a token. The server is not asked: a session that has expired
   * there has a token until {@link #signOut()}.
   *
   * @return false once it was signed out
   */
  public boolean isSignedIn() {
    return handle.get(Libtsc::tsc_session_is_signed_in) != 0;
  }

  /**
   * Makes a list. Sends nothing before the list is read.
   *
   * @param path the path, percent-encoded. It is relative to the site of the session ("workbooks",
   *     "groups/ID/users"), or begins with "/" and is relative to the server
   *     ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced by the values of
   *     the session; the rest is sent as it is
   * @return the list, which belongs to the session's current site
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the path is invalid, and of {@link
   *     Status#NOT_SIGNED_IN} if the session was signed out
   */
  public NodeList list(String path) {
    return handle.call(
        null,
        (self, none, arguments) ->
            Libtsc.tsc_session_list(
                self, arguments.text("path", path), arguments.output(), arguments.error()),
        arguments -> new NodeList(arguments.result()));
  }

  /**
   * Makes a request for any call of the REST API. Sends nothing before {@link Request#send()}.
   *
   * <p>Use {@link #signOut()} and {@link #switchSite(String)} to sign out and to switch site: the
   * session does not notice what a request does to its token.
   *
   * @param method "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is, without a change of
   *     case
   * @param path as for {@link #list}
   * @return the request, which belongs to the session's current site
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the method or the path is invalid,
   *     and of {@link Status#NOT_SIGNED_IN} if the session was signed out
   */
  public Request request(String method, String path) {
    return handle.call(
        null,
        (self, none, arguments) ->
            Libtsc.tsc_session_request(
                self,
                arguments.text("method", method),
                arguments.text("path", path),
                arguments.output(),
                arguments.error()),
        arguments -> new Request(arguments.result()));
  }

  /**
   * Signs out: ends the session on the server and deletes its token. A session that was signed out
   * before or has ended on the server is not an error. If it fails, the session still has its
   * token, so that the call can be repeated. Blocks. Makes one HTTP request, or none if the session
   * was signed out before.
   *
   * @throws TscException if it fails
   */
  public void signOut() {
    signOut(null);
  }

  /**
   * The same as {@link #signOut()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @throws TscException if it fails
   */
  public void signOut(Cancellation cancellation) {
    handle.call(
        cancellation,
        (self, cancelledBy, arguments) ->
            Libtsc.tsc_session_sign_out(self, cancelledBy, arguments.error()),
        arguments -> null);
  }

  /**
   * The same as {@link #signOut()}, on a platform thread of the library.
   *
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> signOutAsync() {
    return signOutAsync(Async.THREADS);
  }

  /**
   * The same as {@link #signOut()}, on a thread of the caller's executor.
   *
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> signOutAsync(Executor executor) {
    return Async.call(
        executor,
        cancellation -> {
          signOut(cancellation);
          return null;
        });
  }

  /**
   * Moves the session to another site of its server, without signing in again. Its token, site and
   * user id change, and the old token becomes invalid. Lists and requests that were made before
   * fail with {@link Status#INVALID_STATE} from then on. Not available on Tableau Cloud.
   *
   * <p>It fails with {@link Status#FORBIDDEN} if there is no such site or the user may not enter
   * it. After a failure the session stays on its site. If no usable response arrived, or one of a
   * gateway (502, 504), it is not known whether the server switched; if the session then turns out
   * to have expired, it did. Blocks. Makes one HTTP request, which is never repeated.
   *
   * @param site the site's contentUrl; null or "" is the default site. If the session is on that
   *     site already, nothing changes
   * @throws TscException if it fails
   */
  public void switchSite(String site) {
    switchSite(site, null);
  }

  /**
   * The same as {@link #switchSite(String)}, with a cancellation.
   *
   * @param site the site's contentUrl; null or "" is the default site. If the session is on that
   *     site already, nothing changes
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @throws TscException if it fails
   */
  public void switchSite(String site, Cancellation cancellation) {
    handle.call(
        cancellation,
        (self, cancelledBy, arguments) ->
            Libtsc.tsc_session_switch_site(
                self, arguments.textOrNull("site", site), cancelledBy, arguments.error()),
        arguments -> null);
  }

  /**
   * The same as {@link #switchSite(String)}, on a platform thread of the library.
   *
   * @param site the site's contentUrl; null or "" is the default site. If the session is on that
   *     site already, nothing changes
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> switchSiteAsync(String site) {
    return switchSiteAsync(site, Async.THREADS);
  }

  /**
   * The same as {@link #switchSite(String)}, on a thread of the caller's executor.
   *
   * @param site the site's contentUrl; null or "" is the default site. If the session is on that
   *     site already, nothing changes
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> switchSiteAsync(String site, Executor executor) {
    return Async.call(
        executor,
        cancellation -> {
          switchSite(site, cancellation);
          return null;
        });
  }

  /**
   * Revokes the personal access tokens of all administrators of the server, in case one was stolen.
   * It fails with {@link Status#FORBIDDEN} if the user is not a server administrator. Sessions that
   * signed in with such a token, perhaps including this one, may end. Not available on Tableau
   * Cloud. Blocks. Makes one HTTP request.
   *
   * @throws TscException if it fails
   */
  public void revokeServerAdminTokens() {
    revokeServerAdminTokens(null);
  }

  /**
   * The same as {@link #revokeServerAdminTokens()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @throws TscException if it fails
   */
  public void revokeServerAdminTokens(Cancellation cancellation) {
    handle.call(
        cancellation,
        (self, cancelledBy, arguments) ->
            Libtsc.tsc_session_revoke_server_admin_tokens(self, cancelledBy, arguments.error()),
        arguments -> null);
  }

  /**
   * The same as {@link #revokeServerAdminTokens()}, on a platform thread of the library.
   *
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> revokeServerAdminTokensAsync() {
    return revokeServerAdminTokensAsync(Async.THREADS);
  }

  /**
   * The same as {@link #revokeServerAdminTokens()}, on a thread of the caller's executor.
   *
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> revokeServerAdminTokensAsync(Executor executor) {
    return Async.call(
        executor,
        cancellation -> {
          revokeServerAdminTokens(cancellation);
          return null;
        });
  }

  /**
   * Signs out, within at most 10 seconds, and frees the session. A {@linkplain
   * Server#resumeSession(String) resumed} session is only freed, because it was signed in
   * elsewhere.
   *
   * <p>It throws nothing, so that it hides no exception of the program; call {@link #signOut()} to
   * learn of a failure. Running calls continue. Lists and requests need not be closed before, but
   * cannot be used once the session is signed out. A second call does nothing; any other call
   * throws an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    Pointer self = handle.enterUnlessClosed();
    if (self != null) {
      try {
        if (signsOut.getAndSet(false)) {
          signOutInTime(self);
        }
      } finally {
        handle.leave();
      }
    }
    handle.close();
  }

  /* If it fails, the session stays on the server until it expires. */
  private static void signOutInTime(Pointer self) {
    Pointer limit = Libtsc.tsc_cancellation_new_with_timeout(MILLISECONDS_TO_SIGN_OUT);
    try {
      Libtsc.tsc_session_sign_out(self, limit, null);
    } finally {
      Libtsc.tsc_cancellation_free(limit);
    }
  }

  /**
   * Describes the server and the site, without the token.
   *
   * @return "Session[https://tableau.example.com, site marketing]"
   */
  @Override
  public String toString() {
    Pointer self = handle.enterUnlessClosed();
    if (self == null) {
      return "Session[closed]";
    }
    try {
      String site = Libtsc.tsc_session_site_content_url(self);
      return "Session["
          + Libtsc.tsc_session_server_url(self)
          + (site == null ? ", signed out" : site.isEmpty() ? ", default site" : ", site " + site)
          + "]";
    } finally {
      handle.leave();
    }
  }
}
