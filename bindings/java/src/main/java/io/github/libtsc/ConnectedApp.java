package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.Objects;

/**
 * A connected app with direct trust: the library makes the JSON web token and signs it, a new one
 * for each attempt. It needs REST API 3.17.
 *
 * <p>It does not change, and {@link #toString} does not show the secret. Any thread may use it.
 */
public final class ConnectedApp extends Credentials {
  private final String clientId;
  private final String secretId;
  private final String secretValue;
  private final String username;
  private final String scopes;

  /**
   * Makes credentials for the default site.
   *
   * @param clientId the client id of the app
   * @param secretId the id of the app's secret
   * @param secretValue the value of the app's secret
   * @param username the name of the user to sign in; upper and lower case differ
   * @param scopes the scopes of the session, separated by spaces, such as "tableau:content:read
   *     tableau:workbooks:download"
   */
  public ConnectedApp(
      String clientId, String secretId, String secretValue, String username, String scopes) {
    this(clientId, secretId, secretValue, username, scopes, null);
  }

  /**
   * Makes credentials for a site.
   *
   * @param clientId the client id of the app
   * @param secretId the id of the app's secret
   * @param secretValue the value of the app's secret
   * @param username the name of the user to sign in; upper and lower case differ
   * @param scopes the scopes of the session, separated by spaces, such as "tableau:content:read
   *     tableau:workbooks:download"
   * @param site the site's contentUrl, which follows "/site/" in the address bar of the browser;
   *     null or "" is the default site, which Tableau Cloud does not have
   */
  public ConnectedApp(
      String clientId,
      String secretId,
      String secretValue,
      String username,
      String scopes,
      String site) {
    this(clientId, secretId, secretValue, username, scopes, site, null);
  }

  private ConnectedApp(
      String clientId,
      String secretId,
      String secretValue,
      String username,
      String scopes,
      String site,
      String userId) {
    super(site, userId);
    this.clientId = Objects.requireNonNull(clientId, "clientId");
    this.secretId = Objects.requireNonNull(secretId, "secretId");
    this.secretValue = Objects.requireNonNull(secretValue, "secretValue");
    this.username = Objects.requireNonNull(username, "username");
    this.scopes = Objects.requireNonNull(scopes, "scopes");
  }

  /**
   * Makes credentials that sign in as another user, which only server administrators may do.
   *
   * @param userId the id of that user on the site; null means no impersonation; a sign-in refuses
   *     ""
   * @return new credentials; these do not change
   */
  public ConnectedApp impersonating(String userId) {
    return new ConnectedApp(clientId, secretId, secretValue, username, scopes, site(), userId);
  }

  @Override
  int signIn(Pointer server, Pointer cancellation, Arguments arguments) {
    return Libtsc.tsc_server_sign_in_with_connected_app(
        server,
        arguments.text("clientId", clientId),
        arguments.text("secretId", secretId),
        arguments.text("secretValue", secretValue),
        arguments.text("username", username),
        arguments.text("scopes", scopes),
        arguments.textOrNull("site", site()),
        arguments.textOrNull("userId", userId()),
        cancellation,
        arguments.output(),
        arguments.error());
  }

  /**
   * Describes the app, the user and the site, without the secret.
   *
   * @return "ConnectedApp[client id, alice, site marketing]"
   */
  @Override
  public String toString() {
    return "ConnectedApp[" + clientId + ", " + username + ", " + where() + "]";
  }
}
