package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A personal access token, which a user makes in the settings of their account: the way to prefer.
 *
 * <p>It does not change, and does not show its secret.
 */
public final class PersonalAccessToken extends Credentials {
  private final String tokenName;
  private final String tokenValue;

  /**
   * Makes credentials for the default site.
   *
   * @param tokenName its name, as Tableau showed it
   * @param tokenValue its secret, as Tableau showed it
   */
  public PersonalAccessToken(String tokenName, String tokenValue) {
    this(tokenName, tokenValue, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param tokenName its name, as Tableau showed it
   * @param tokenValue its secret, as Tableau showed it
   * @param site the site's contentUrl, which is what follows "/site/" in the browser's address bar;
   *     null or "": the default site (Tableau Cloud has none)
   */
  public PersonalAccessToken(String tokenName, String tokenValue, String site) {
    this(tokenName, tokenValue, site, null);
  }

  private PersonalAccessToken(String tokenName, String tokenValue, String site, String userId) {
    super(site, userId);
    this.tokenName = Objects.requireNonNull(tokenName, "tokenName");
    this.tokenValue = Objects.requireNonNull(tokenValue, "tokenValue");
  }

  /**
   * Makes credentials to be somebody else with, which a server administrator's can.
   *
   * @param userId the id of the user to be, on the site; null: oneself
   * @return other credentials; these stay as they are
   */
  public PersonalAccessToken impersonating(String userId) {
    return new PersonalAccessToken(tokenName, tokenValue, site(), userId);
  }

  @Override
  int signIn(Pointer server, Pointer cancellation, Arguments arguments) {
    return Libtsc.tsc_server_sign_in_with_personal_access_token(
        server,
        arguments.text("tokenName", tokenName),
        arguments.text("tokenValue", tokenValue),
        arguments.textOrNull("site", site()),
        arguments.textOrNull("userId", userId()),
        cancellation,
        arguments.output(),
        arguments.error());
  }

  /**
   * Says whose they are, without the secret.
   *
   * @return "PersonalAccessToken[token name, site marketing]"
   */
  @Override
  public String toString() {
    return "PersonalAccessToken[" + tokenName + ", " + where() + "]";
  }
}
