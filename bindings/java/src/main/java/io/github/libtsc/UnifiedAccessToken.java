package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A unified access token: a JSON web token for Tableau Cloud Manager and its sites. API 3.17 or
 * later.
 *
 * <p>It does not change, and its text does not show the secret.
 */
public final class UnifiedAccessToken extends Credentials {
  private final String jwt;

  /**
   * Makes credentials for the default site.
   *
   * @param jwt the complete token
   */
  public UnifiedAccessToken(String jwt) {
    this(jwt, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param jwt the complete token
   * @param site the site's contentUrl, which follows \"/site/\" in the browser's address bar; null
   *     or \"\" is the default site, which Tableau Cloud does not have
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
