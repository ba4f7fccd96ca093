package io.github.libtsc;

import com.sun.jna.Pointer;

/**
 * What {@link Server#signIn(Credentials)} signs in with: a {@link PersonalAccessToken}, a {@link
 * Password}, a {@link JsonWebToken} or a {@link UnifiedAccessToken}.
 *
 * <p>They do not change, and their text does not show the secret. A secret that is a Java string
 * stays in memory until it is garbage; the copy that the library is given is wiped after the call.
 */
public abstract class Credentials {
  private final String site;
  private final String userId;

  Credentials(String site, String userId) {
    this.site = site;
    this.userId = userId;
  }

  /**
   * Gives the site that they are for.
   *
   * @return the site's contentUrl; null or "": the default site
   */
  public String site() {
    return site;
  }

  /** The id of the user to be; null: oneself. */
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
