import io.github.libtsc.Node;
import io.github.libtsc.NodeList;
import io.github.libtsc.PersonalAccessToken;
import io.github.libtsc.Server;
import io.github.libtsc.ServerInfo;
import io.github.libtsc.Session;
import io.github.libtsc.TscException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Signs in to a Tableau server with a personal access token, lists workbooks, switches site if
 * asked to, and signs out.
 *
 * <pre>java SignIn [SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]]</pre>
 *
 * <p>Missing arguments are read from the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
 * TABLEAU_TOKEN_VALUE, TABLEAU_SITE (the site's contentUrl; the default site if not set),
 * TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own) and
 * TABLEAU_OTHER_SITE (a site to switch to). Pass secrets in the environment: other users of the
 * machine can see arguments.
 */
public final class SignIn {
  private SignIn() {}

  private static void showServer(Server server) {
    ServerInfo info = server.info();
    System.out.printf(
        "Server:  %s, Tableau %s, REST API %s%n",
        server.url(),
        Objects.requireNonNullElse(info.productVersion(), "of unknown version"),
        info.apiVersion());
  }

  private static void showSession(Session session) {
    String site = session.siteContentUrl();
    System.out.printf(
        "Site:    %s (%s)%n", site.isEmpty() ? "the default site" : site, session.siteId());
    System.out.printf("User:    %s%n", session.userId());
  }

  /* An element may lack an attribute. */
  private static String attribute(Node node, String name) {
    return Objects.requireNonNullElse(node.attribute(name), "");
  }

  /* Shows how many workbooks the site has, and the first five. */
  private static void showWorkbooks(Session session) {
    try (NodeList workbooks = session.list("workbooks")) {
      System.out.printf("%d workbooks%n", workbooks.totalAvailable());
      workbooks.stream()
          .limit(5)
          .forEach(
              workbook ->
                  System.out.printf(
                      "  %s  %s%n", attribute(workbook, "id"), attribute(workbook, "name")));
    }
  }

  /* Does the work of the signed-in session. */
  private static void work(Session session, String otherSite) {
    showSession(session);
    showWorkbooks(session);
    if (otherSite != null) {
      session.switchSite(otherSite);
      System.out.println("Switched");
      showSession(session);
      showWorkbooks(session);
    }
  }

  private static String setting(String[] arguments, int index, String variable) {
    String value = index < arguments.length ? arguments[index] : System.getenv(variable);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * Runs the example.
   *
   * @param arguments the arguments that are described above
   */
  public static void main(String[] arguments) {
    String url = setting(arguments, 0, "TABLEAU_SERVER");
    String tokenName = setting(arguments, 1, "TABLEAU_TOKEN_NAME");
    String tokenValue = setting(arguments, 2, "TABLEAU_TOKEN_VALUE");
    String site = setting(arguments, 3, "TABLEAU_SITE");
    String caPath = setting(arguments, 4, "TABLEAU_CA_PATH");
    String otherSite = setting(arguments, 5, "TABLEAU_OTHER_SITE");
    if (url == null || tokenName == null || tokenValue == null) {
      System.err.println(
          "usage: java SignIn SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]\n"
              + "or set TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE, and if needed\n"
              + "TABLEAU_SITE, TABLEAU_CA_PATH and TABLEAU_OTHER_SITE");
      System.exit(2);
    }
    try (Server server = new Server(url)) {
      if (caPath != null) {
        server.setCaPath(Path.of(caPath));
      }
      showServer(server);
      // close() signs out too, but ignores a failure.
      try (Session session = server.signIn(new PersonalAccessToken(tokenName, tokenValue, site))) {
        work(session, otherSite);
        session.signOut();
        System.out.println("Signed out");
      }
    } catch (TscException e) {
      System.err.println("sign_in: " + e.getMessage());
      System.exit(1);
    }
  }
}
