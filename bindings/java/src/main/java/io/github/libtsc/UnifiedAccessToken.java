package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A unified access token: a JSON web token for Tableau Cloud Manager and its sites. API 3.17 or
 * later.
 *
 * <p>It does not change, and does not show its secret.
 */
public final class UnifiedAccessToken extends Credentials {
  private final String jwt;

  /**
   * Makes credentials for the default site.
   *
   * @param jwt the whole token
   */
  public UnifiedAccessToken(String jwt) {
    this(jwt, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param jwt the whole token
   * @param site the site's contentUrl, which is what follows "/site/" in the browser's address bar;
   *     null or "": the default site (Tableau Cloud has none)
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
   * Says whose they are, without the secret.
   *
   * @return "UnifiedAccessToken[site marketing]"
   */
  @Override
  public String toString() {
    return "UnifiedAccessToken[" + where() + "]";
  }
}
