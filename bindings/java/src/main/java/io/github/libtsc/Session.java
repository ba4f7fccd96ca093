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
 * <p>Any thread may use it. It outlives its server's {@link Server#close}.
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
   * Returns the address where the session signed in, after redirects.
   *
   * @return "https://tableau.example.com"
   */
  public String serverUrl() {
    return handle.get(Libtsc::tsc_session_server_url);
  }

  /**
   * Returns the REST API version of the session's calls.
   *
   * @return "3.19"
   */
  public String apiVersion() {
    return handle.get(Libtsc::tsc_session_api_version);
  }

  /**
   * Returns the session's token, a secret, for the X-Tableau-Auth header of another client of the
   * same server.
   *
   * @return the token; null once signed out
   */
  public String token() {
    return handle.get(Libtsc::tsc_session_token);
  }

  /**
   * Returns the id of the session's site.
   *
   * @return the id; null once signed out
   */
  public String siteId() {
    return handle.get(Libtsc::tsc_session_site_id);
  }

  /**
   * Returns the contentUrl of the session's site.
   *
   * @return "marketing"; "" for the default site; null once signed out
   */
  public String siteContentUrl() {
    return handle.get(Libtsc::tsc_session_site_content_url);
  }

  /**
   * Returns the id of the session's user, who may be impersonated. A user's id differs from site to
   * site.
   *
   * @return the id; null once signed out
   */
  public String userId() {
    return handle.get(Libtsc::tsc_session_user_id);
  }

  /**
   * Returns the remaining lifetime of the session as the server states it. Tableau does not
   * document its form, so it is not interpreted.
   *
   * @return "177:05:38"; null if the server did not state it, or once signed out
   */
  public String estimatedTimeToExpiration() {
    return handle.get(Libtsc::tsc_session_estimated_time_to_expiration);
  }

  /**
   * Returns true while the session holds a token. A session that expired on the server holds one
   * until a sign-out. Sends nothing.
   *
   * @return false once it was signed out
   */
  public boolean isSignedIn() {
    return handle.get(Libtsc::tsc_session_is_signed_in) != 0;
  }

  /**
   * Makes a list of elements of the session's site or of the server. Sends nothing yet.
   *
   * @param path relative to the session's site ("workbooks", "groups/ID/users"), or from the
   *     server's root ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced;
   *     the rest is sent unchanged, so it must be percent-encoded already
   * @return the list, which belongs to the session's current site
   * @throws TscException if the path is invalid, or the session was signed out
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
   * Makes a request for any call of the REST API. Sends nothing yet.
   *
   * <p>To sign out or to switch site, call {@link #signOut()} or {@link #switchSite(String)}: the
   * session does not notice if a request ends or replaces its token.
   *
   * @param method "GET", "POST", "PUT", ..., which is case-sensitive
   * @param path as for {@link #list}
   * @return the request, which belongs to the session's current site
   * @throws TscException if the method or the path is invalid, or the session was signed out
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
   * Ends the session on the server and drops its token. A session that is signed out already, or
   * that the server has ended, is not an error. If it fails, the session still holds its token, and
   * it can be called again.
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
   * fail with {@link Status#INVALID_STATE} from then on. Tableau Cloud does not support it.
   *
   * <p>After an error response the session stays on its site. If no response came, the outcome is
   * unknown: if the session turns out to have expired, the server had switched. The request is
   * never repeated.
   *
   * @param site the site's contentUrl; null or "" is the default site. The current site is
   *     not an error, and changes nothing
   * @throws TscException if it fails
   */
  public void switchSite(String site) {
    switchSite(site, null);
  }

  /**
   * The same as {@link #switchSite(String)}, with a cancellation.
   *
   * @param site the site's contentUrl; null or "" is the default site. The current site is
   *     not an error, and changes nothing
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
   * @param site the site's contentUrl; null or "" is the default site. The current site is
   *     not an error, and changes nothing
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Void> switchSiteAsync(String site) {
    return switchSiteAsync(site, Async.THREADS);
  }

  /**
   * The same as {@link #switchSite(String)}, on a thread of the caller's executor.
   *
   * @param site the site's contentUrl; null or "" is the default site. The current site is
   *     not an error, and changes nothing
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
   * The session must be a server administrator's, and may end itself. Tableau Cloud does not
   * support it.
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
   * Server#resumeSession(String) resumed} session is only freed, because somebody else signed it
   * in.
   *
   * <p>It throws nothing, so that it hides no exception of the program; call {@link #signOut()} to
   * learn of a failure. Running calls continue, and lists and requests stay usable until the
   * session is signed out. A second call does nothing; any other call throws an {@link
   * IllegalStateException}.
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
