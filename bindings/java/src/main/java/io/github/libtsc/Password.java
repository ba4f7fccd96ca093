package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A user name and a password. A sign-in with them ends no other session of the user.
 *
 * <p>It does not change, and {@link #toString} does not show the secret. Any thread may use it.
 */
public final class Password extends Credentials {
  private final String username;
  private final String password;

  /**
   * Makes credentials for the default site.
   *
   * @param username the user's name
   * @param password the password, a secret; a sign-in refuses one that ends with a line break, and
   *     sends nothing
   */
  public Password(String username, String password) {
    this(username, password, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param username the user's name
   * @param password the password, a secret; a sign-in refuses one that ends with a line break, and
   *     sends nothing
   * @param site the site's contentUrl, which follows "/site/" in the address bar of the browser;
   *     null or "" is the default site, which Tableau Cloud does not have
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
   * Makes credentials that sign in as another user, which only server administrators may do.
   *
   * @param userId the id of that user on the site; null means no impersonation; a sign-in refuses
   *     ""
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
