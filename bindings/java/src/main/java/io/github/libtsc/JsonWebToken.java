package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A JSON web token that a connected app or an identity provider issued. It needs REST API 3.17.
 *
 * <p>It does not change, and {@link #toString} does not show the secret. Any thread may use it.
 */
public final class JsonWebToken extends Credentials {
  private final String jwt;

  /**
   * Makes credentials for the default site.
   *
   * @param jwt the whole token, a secret; a line break at its end is dropped
   */
  public JsonWebToken(String jwt) {
    this(jwt, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param jwt the whole token, a secret; a line break at its end is dropped
   * @param site the site's contentUrl, which follows "/site/" in the address bar of the browser;
   *     null or "" is the default site, which Tableau Cloud does not have
   */
  public JsonWebToken(String jwt, String site) {
    this(jwt, site, null);
  }

  private JsonWebToken(String jwt, String site, String userId) {
    super(site, userId);
    this.jwt = Objects.requireNonNull(jwt, "jwt");
  }

  /**
   * Makes credentials that sign in as another user, which only server administrators may do.
   *
   * @param userId the id of that user on the site; null means no impersonation; a sign-in refuses
   *     ""
   * @return new credentials; these do not change
   */
  public JsonWebToken impersonating(String userId) {
    return new JsonWebToken(jwt, site(), userId);
  }

  @Override
  int signIn(Pointer server, Pointer cancellation, Arguments arguments) {
    return Libtsc.tsc_server_sign_in_with_json_web_token(
        server,
        arguments.text("jwt", jwt),
        arguments.textOrNull("site", site()),
        arguments.textOrNull("userId", userId()),
        cancellation,
        arguments.output(),
        arguments.error());
  }

  /**
   * Describes the user and the site, without the secret.
   *
   * @return "JsonWebToken[site marketing]"
   */
  @Override
  public String toString() {
    return "JsonWebToken[" + where() + "]";
  }
}
