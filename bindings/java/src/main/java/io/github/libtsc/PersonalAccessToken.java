package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A personal access token, which users create in the settings of their account: the recommended
 * credentials.
 *
 * <p>A sign-in with a token ends the session that the same token signed in before, on any site. It
 * needs REST API 3.6, and 3.11 to impersonate a user. A line break at the end of the name or the
 * value, as text from a file may have, is dropped.
 *
 * <p>It does not change, and {@link #toString} does not show the secret. Any thread may use it.
 */
public final class PersonalAccessToken extends Credentials {
  private final String tokenName;
  private final String tokenValue;

  /**
   * Makes credentials for the default site.
   *
   * @param tokenName the token's name, as Tableau showed it
   * @param tokenValue the token's value, a secret, as Tableau showed it
   */
  public PersonalAccessToken(String tokenName, String tokenValue) {
    this(tokenName, tokenValue, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param tokenName the token's name, as Tableau showed it
   * @param tokenValue the token's value, a secret, as Tableau showed it
   * @param site the site's contentUrl, which follows "/site/" in the address bar of the browser;
   *     null or "" is the default site, which Tableau Cloud does not have
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
   * Makes credentials that sign in as another user, which only server administrators may do.
   *
   * @param userId the id of that user on the site; null means no impersonation; a sign-in refuses
   *     ""
   * @return new credentials; these do not change
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
   * Describes the user and the site, without the secret.
   *
   * @return "PersonalAccessToken[token name, site marketing]"
   */
  @Override
  public String toString() {
    return "PersonalAccessToken[" + tokenName + ", " + where() + "]";
  }
}
