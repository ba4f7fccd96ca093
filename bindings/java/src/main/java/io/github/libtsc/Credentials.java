package io.github.libtsc;

import com.sun.jna.Pointer;

/**
 * The credentials of {@link Server#signIn(Credentials)}: a {@link PersonalAccessToken}, a {@link
 * Password}, a {@link ConnectedApp}, a {@link JsonWebToken} or a {@link UnifiedAccessToken}.
 *
 * <p>They do not change, and {@link #toString} does not show the secret. Any thread may use them. A
 * secret in a Java string stays in memory until it is collected as garbage; the copy for the
 * library is wiped after the call.
 */
public abstract class Credentials {
  private final String site;
  private final String userId;

  Credentials(String site, String userId) {
    this.site = site;
    this.userId = userId;
  }

  /**
   * Returns the site to sign in to.
   *
   * @return the contentUrl of the site; null or "" is the default site
   */
  public String site() {
    return site;
  }

  /** The id of the user to impersonate; null means no impersonation. */
  String userId() {
    return userId;
  }

  String where() {
    String where = site == null || site.isEmpty() ? "the default site" : "site " + site;
    return userId == null ? where : where + ", as " + userId;
  }

  /** Makes the library's call. */
  abstract int signIn(Pointer server, Pointer cancellation, Arguments arguments);
}
