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
 * <p>Any thread. It outlives its server's {@link Server#close}.
 */
public final class Session implements AutoCloseable {
  private static final int MILLISECONDS_TO_SIGN_OUT = 10_000;

  private final Handle handle;

  /* Whether it is closed with a sign-out: not where somebody else signed in. */
  private final AtomicBoolean signsOut;

  Session(Pointer session, boolean signsOut) {
    handle = Handle.of(this, "session", session, Libtsc::tsc_session_free);
    this.signsOut = new AtomicBoolean(signsOut);
  }

  /**
   * Gives where it signed in, after redirects.
   *
   * @return "https://tableau.example.com"
   */
  public String serverUrl() {
    return handle.get(Libtsc::tsc_session_server_url);
  }

  /**
   * Gives the REST API version of its calls.
   *
   * @return "3.19"
   */
  public String apiVersion() {
    return handle.get(Libtsc::tsc_session_api_version);
  }

  /**
   * Gives its token, a secret: for another client of the same server, in its header X-Tableau-Auth.
   *
   * @return the token; null once signed out
   */
  public String token() {
    return handle.get(Libtsc::tsc_session_token);
  }

  /**
   * Gives the id of the site that it is on.
   *
   * @return the id; null once signed out
   */
  public String siteId() {
    return handle.get(Libtsc::tsc_session_site_id);
  }

  /**
   * Gives the contentUrl of the site that it is on.
   *
   * @return "marketing"; "" for the default site; null once signed out
   */
  public String siteContentUrl() {
    return handle.get(Libtsc::tsc_session_site_content_url);
  }

  /**
   * Gives the id of its user, which differs from site to site; of the impersonated one, if so.
   *
   * @return the id; null once signed out
   */
  public String userId() {
    return handle.get(Libtsc::tsc_session_user_id);
  }

  /**
   * Gives the server's words on how long it lives. Tableau does not document their form, so they
   * are not interpreted.
   *
   * @return "177:05:38"; null if the server did not say, or once signed out
   */
  public String estimatedTimeToExpiration() {
    return handle.get(Libtsc::tsc_session_estimated_time_to_expiration);
  }

  /**
   * Tells whether it holds a token. A session that expired on the server holds one until a
   * sign-out. Asks nobody.
   *
   * @return false once it was signed out
   */
  public boolean isSignedIn() {
    return handle.get(Libtsc::tsc_session_is_signed_in) != 0;
  }

  /**
   * Makes a list of the server's. Sends nothing yet.
   *
   * @param path relative to the session's site ("workbooks", "groups/ID/users"), or from the
   *     server's root ("/api/{version}/sites"). {version}, {site-id} and {user-id} are filled in;
   *     the rest is sent as it is, so it must be percent-encoded already
   * @return the list, which belongs to the site that the session is on now
   * @throws TscException if the path cannot be, or the session was signed out
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
   * Makes a request: any call of the REST API. Sends nothing yet.
   *
   * <p>To sign out and to switch site, call {@link #signOut()} and {@link #switchSite(String)}: of
   * what a request does to its token the session knows nothing.
   *
   * @param method "GET", "POST", "PUT", ...; upper and lower case are not the same
   * @param path as for {@link #list}
   * @return the request, which belongs to the site that the session is on now
   * @throws TscException if the method or the path cannot be, or the session was signed out
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
   * Ends the session on the server and forgets its token. A session that is signed out already, or
   * that the server has ended, is no error. Where it fails, the session still holds its token, so
   * that this can be repeated.
   *
   * @throws TscException if it fails
   */
  public void signOut() {
    signOut(null);
  }

  /**
   * The same as {@link #signOut()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
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
   * The same as {@link #signOut()}, on a platform thread of its own.
   *
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Void> signOutAsync() {
    return signOutAsync(Async.THREADS);
  }

  /**
   * The same as {@link #signOut()}, on a thread of the caller's.
   *
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
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
   * user id become others, and the old token is dead. Lists and requests made before fail with
   * {@link Status#INVALID_STATE} from then on. Tableau Cloud does not have it.
   *
   * <p>After an error answer the session stays where it was. If no answer came, whether the server
   * switched is not known: the session stays where it was too, and if it turns out to have expired,
   * the server had switched. It is never sent twice.
   *
   * @param site the site's contentUrl; null or "": the default site. To be there already is no
   *     error, and changes nothing
   * @throws TscException if it fails
   */
  public void switchSite(String site) {
    switchSite(site, null);
  }

  /**
   * The same as {@link #switchSite(String)}, with a cancellation.
   *
   * @param site the site's contentUrl; null or "": the default site. To be there already is no
   *     error, and changes nothing
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
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
   * The same as {@link #switchSite(String)}, on a platform thread of its own.
   *
   * @param site the site's contentUrl; null or "": the default site. To be there already is no
   *     error, and changes nothing
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Void> switchSiteAsync(String site) {
    return switchSiteAsync(site, Async.THREADS);
  }

  /**
   * The same as {@link #switchSite(String)}, on a thread of the caller's.
   *
   * @param site the site's contentUrl; null or "": the default site. To be there already is no
   *     error, and changes nothing
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
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
   * Revokes the personal access tokens of all administrators of the server, for the case that one
   * was stolen. The session has to be a server administrator's, and may be over then. Tableau Cloud
   * does not have it.
   *
   * @throws TscException if it fails
   */
  public void revokeServerAdminTokens() {
    revokeServerAdminTokens(null);
  }

  /**
   * The same as {@link #revokeServerAdminTokens()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
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
   * The same as {@link #revokeServerAdminTokens()}, on a platform thread of its own.
   *
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Void> revokeServerAdminTokensAsync() {
    return revokeServerAdminTokensAsync(Async.THREADS);
  }

  /**
   * The same as {@link #revokeServerAdminTokens()}, on a thread of the caller's.
   *
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
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
   * Signs out, as well as it can within 10 seconds, and frees the session. A {@linkplain
   * Server#resumeSession(String) resumed} session is only freed: somebody else signed in.
   *
   * <p>It throws nothing, so that it hides no exception of the program's; call {@link #signOut()}
   * to know. Calls under way with the session end as they would, and its lists and requests go on
   * until they find it signed out. A second time does nothing; anything else is an {@link
   * IllegalStateException} then.
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

  /* If it fails, the session lives on the server until it expires. */
  private static void signOutInTime(Pointer self) {
    Pointer limit = Libtsc.tsc_cancellation_new_with_timeout(MILLISECONDS_TO_SIGN_OUT);
    try {
      Libtsc.tsc_session_sign_out(self, limit, null);
    } finally {
      Libtsc.tsc_cancellation_free(limit);
    }
  }

  /**
   * Says where it is; not its token.
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
