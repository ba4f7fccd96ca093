package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A unified access token: a JSON web token for Tableau Cloud Manager and its sites. It needs REST
 * API 3.17, and cannot impersonate a user.
 *
 * <p>It does not change, and {@link #toString} does not show the secret. Any thread may use it.
 */
public final class UnifiedAccessToken extends Credentials {
  private final String jwt;

  /**
   * Makes credentials for the default site.
   *
   * @param jwt the whole token, a secret; a line break at its end is dropped
   */
  public UnifiedAccessToken(String jwt) {
    this(jwt, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param jwt the whole token, a secret; a line break at its end is dropped
   * @param site the site's contentUrl, which follows "/site/" in the address bar of the browser;
   *     null or "" is the default site, which Tableau Cloud does not have
   */
  public UnifiedAccessToken(String jwt, String site) {
    super(site, null);
    this.jwt = Objects.requireNonNull(jwt, "jwt");
  }

  @Override
  int signIn(Pointer server, Pointer cancellation, Arguments arguments) {
    return Libtsc.tsc_server_sign_in_with_unified_access_token(
        server,
        arguments.text("jwt", jwt),
        arguments.textOrNull("site", site()),
        cancellation,
        arguments.output(),
        arguments.error());
  }

  /**
   * Describes the user and the site, without the secret.
   *
   * @return "UnifiedAccessToken[site marketing]"
   */
  @Override
  public String toString() {
    return "UnifiedAccessToken[" + where() + "]";
  }
}
