package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A JSON web token, as a connected app or an identity provider issues it. API 3.17 or later.
 *
 * <p>It does not change, and does not show its secret.
 */
public final class JsonWebToken extends Credentials {
  private final String jwt;

  /**
   * Makes credentials for the default site.
   *
   * @param jwt the whole token
   */
  public JsonWebToken(String jwt) {
    this(jwt, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param jwt the whole token
   * @param site the site's contentUrl, which is what follows "/site/" in the browser's address bar;
   *     null or "": the default site (Tableau Cloud has none)
   */
  public JsonWebToken(String jwt, String site) {
    this(jwt, site, null);
  }

  private JsonWebToken(String jwt, String site, String userId) {
    super(site, userId);
    this.jwt = Objects.requireNonNull(jwt, "jwt");
  }

  /**
   * Makes credentials to be somebody else with, which a server administrator's can.
   *
   * @param userId the id of the user to be, on the site; null: oneself
   * @return other credentials; these stay as they are
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
   * Says whose they are, without the secret.
   *
   * @return "JsonWebToken[site marketing]"
   */
  @Override
  public String toString() {
    return "JsonWebToken[" + where() + "]";
  }
}
