package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A user name and a password.
 *
 * <p>It does not change, and its text does not show the secret.
 */
public final class Password extends Credentials {
  private final String username;
  private final String password;

  /**
   * Makes credentials for the default site.
   *
   * @param username the user's name
   * @param password the password
   */
  public Password(String username, String password) {
    this(username, password, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param username the user's name
   * @param password the password
   * @param site the site's contentUrl, which follows \"/site/\" in the browser's address bar; null
   *     or \"\" is the default site, which Tableau Cloud does not have
   */
  public Password(String username, String password, String site) {
    this(username, password, site, null);
  }

  private Password(String username, String password, String site, String userId) {
    super(site, userId);
    this.username = Objects.requireNonNull(username, "username");
    this.password = Objects.requireNonNull(password, "password");
  }

  /**
   * Makes credentials that impersonate a user, which needs a server administrator's credentials.
   *
   * @param userId the id of the user on the site; null means no impersonation
   * @return new credentials; these do not change
   */
  public Password impersonating(String userId) {
    return new Password(username, password, site(), userId);
  }

  @Override
  int signIn(Pointer server, Pointer cancellation, Arguments arguments) {
    return Libtsc.tsc_server_sign_in_with_password(
        server,
        arguments.text("username", username),
        arguments.text("password", password),
        arguments.textOrNull("site", site()),
        arguments.textOrNull("userId", userId()),
        cancellation,
        arguments.output(),
        arguments.error());
  }

  /**
   * Describes the user and the site, without the secret.
   *
   * @return "Password[alice, the default site]"
   */
  @Override
  public String toString() {
    return "Password[" + username + ", " + where() + "]";
  }
}
