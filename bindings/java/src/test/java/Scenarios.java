import com.sun.management.OperatingSystemMXBean;
import io.github.libtsc.Cancellation;
import io.github.libtsc.ConnectedApp;
import io.github.libtsc.Credentials;
import io.github.libtsc.JsonWebToken;
import io.github.libtsc.Leaks;
import io.github.libtsc.Node;
import io.github.libtsc.NodeList;
import io.github.libtsc.Password;
import io.github.libtsc.PersonalAccessToken;
import io.github.libtsc.Request;
import io.github.libtsc.Response;
import io.github.libtsc.Server;
import io.github.libtsc.ServerInfo;
import io.github.libtsc.Session;
import io.github.libtsc.Status;
import io.github.libtsc.TscException;
import io.github.libtsc.UnifiedAccessToken;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The scenarios of tests/scenarios.md in Java. */
final class Scenarios {
  private interface Scenario {
    /** Runs the scenario and returns its status. */
    Status run() throws Exception;
  }

  private static final String JSON_WEB_TOKEN =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ";
  private static final String UNIFIED_ACCESS_TOKEN =
      "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA";
  private static final String CLIENT_ID = "8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10";
  private static final String SECRET_ID = "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21";
  private static final String SCOPES = "tableau:content:read tableau:users:read";
  private static final String ALICE_AT_MARKETING_ID = "7c65b2ac-4287-5cb4-8997-e11bb99005cd";
  private static final Password ALICE = new Password("alice", "alice-password");
  private static final Password ALICE_AT_MARKETING =
      new Password("alice", "alice-password", "marketing");
  private static final PersonalAccessToken ADMIN =
      new PersonalAccessToken("admin-token", "admin-token-secret");
  private static final Set<String> NOT_SHOWN =
      Set.of("id", "contentUrl", "createdAt", "updatedAt", "webpageUrl");

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private Scenarios() {}

  private static void print(String format, Object... values) {
    OUT.print(String.format(format, values) + "\n");
  }

  private static Object orNone(Object text) {
    return text == null ? "none" : text;
  }

  private static Status showError(TscException error) {
    print("http %d", error.httpStatus());
    print("code %s", orNone(error.tableauCode()));
    print("summary %s", orNone(error.summary()));
    print("detail %s", orNone(error.detail()));
    Duration retryAfter = error.retryAfter();
    print("retry-after %s", retryAfter == null ? "none" : retryAfter.toSeconds());
    return error.status();
  }

  private static Status showMessage(TscException error) {
    print("message %s", error.getMessage());
    return error.status();
  }

  private static void showSession(Session session) {
    print("site \"%s\"", session.siteContentUrl());
    print("user %s", session.userId());
    print("version %s", session.apiVersion());
  }

  private static void showSignedIn(Session session) {
    print("signed in %s", session.isSignedIn() ? "yes" : "no");
  }

  private static void pauseForTheRunner() throws IOException {
    print("pause");
    if (System.in.read() < 0) {
      throw new IOException("the runner has gone");
    }
  }

  private static Server newServer() {
    return new Server(System.getenv("TSC_URL"));
  }

  /* The server sends each request once. */
  private static Server trustedServer() {
    return newServer().setCaPath(Path.of(System.getenv("TSC_CA"))).setRetry(1, Duration.ZERO);
  }

  /* The session outlives its server. */
  private static Session signIn(Credentials credentials) {
    try (Server server = trustedServer()) {
      return server.signIn(credentials);
    }
  }

  private static Session resume(String token) {
    try (Server server = trustedServer()) {
      return server.resumeSession(token);
    }
  }

  private static void count(Session session, Cancellation cancellation) {
    try (NodeList list = session.list("workbooks")) {
      print("total %d", list.totalAvailable(cancellation));
    }
  }

  private static void count(Session session) {
    count(session, null);
  }

  private static Status showAndSignOut(Session session) {
    try (session) {
      showSession(session);
      session.signOut();
    }
    return Status.OK;
  }

  private static Status serverInfo() {
    try (Server server = trustedServer()) {
      ServerInfo info = server.info();
      print("product %s", info.productVersion());
      print("build %s", info.build());
      print("version %s", info.apiVersion());
    }
    return Status.OK;
  }

  private static Status token() {
    try (Session session = signIn(new PersonalAccessToken("demo-token", "demo-token-secret"))) {
      showSession(session);
      count(session);
      session.signOut();
      showSignedIn(session);
    }
    return Status.OK;
  }

  private static Status password() {
    try (Session session = signIn(ALICE_AT_MARKETING)) {
      showSession(session);
      count(session);
      session.signOut();
    }
    return Status.OK;
  }

  private static Status impersonation() {
    String user;
    try (Session session = signIn(ALICE)) {
      user = session.userId();
      session.signOut();
    }
    return showAndSignOut(signIn(ADMIN.impersonating(user)));
  }

  private static Status impersonationAtASite() {
    return showAndSignOut(
        signIn(
            new PersonalAccessToken("admin-token", "admin-token-secret", "marketing")
                .impersonating(ALICE_AT_MARKETING_ID)));
  }

  private static Status passwordImpersonation() {
    return showAndSignOut(
        signIn(
            new Password("admin", "admin-password", "marketing")
                .impersonating(ALICE_AT_MARKETING_ID)));
  }

  private static Status jsonWebTokenImpersonation() {
    JsonWebToken token =
        new JsonWebToken(JSON_WEB_TOKEN, "marketing").impersonating(ALICE_AT_MARKETING_ID);
    try (Session session = signIn(token)) {
      return showAndSignOut(session);
    } catch (TscException e) {
      return showError(e);
    }
  }

  private static ConnectedApp app() {
    return new ConnectedApp(
        CLIENT_ID,
        SECRET_ID,
        "ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w==",
        "alice",
        SCOPES,
        "marketing");
  }

  private static Status signInWithApp(ConnectedApp app) {
    try (Session session = signIn(app)) {
      showSession(session);
      count(session);
      session.signOut();
      return Status.OK;
    } catch (TscException e) {
      return showError(e);
    }
  }

  private static Status defaultSite() {
    showAndSignOut(signIn(ALICE));
    return showAndSignOut(signIn(new Password("alice", "alice-password", "")));
  }

  private static Status wrongSecret() {
    try (Session session = signIn(new PersonalAccessToken("demo-token", "wrong"))) {
      return showAndSignOut(session);
    } catch (TscException e) {
      return showError(e);
    }
  }

  private static Status privateCa() throws IOException {
    try (Server server = newServer().setCaPem(Files.readString(Path.of(System.getenv("TSC_CA"))))) {
      return showAndSignOut(server.signIn(ALICE));
    }
  }

  private static Status refusedCertificate() {
    return showAndSignOut(newServer().signIn(ALICE));
  }

  private static Status missingCa() {
    newServer().setCaPath(Path.of("no/such/file.pem"));
    return Status.OK;
  }

  private static Status noVerification() {
    try (Server server = newServer().setVerify(false)) {
      return showAndSignOut(server.signIn(ALICE));
    }
  }

  private static Status clientCertificate() {
    try (Server server = newServer()) {
      server.setClientCertificate(
          Path.of(System.getenv("TSC_CA")), Path.of(System.getenv("TSC_EMPTY")));
      return Status.OK;
    } catch (TscException e) {
      return showMessage(e);
    }
  }

  private static Status clientCertificatePem() throws IOException {
    try (Server server = newServer()) {
      server.setClientCertificatePem(Files.readString(Path.of(System.getenv("TSC_CA"))));
      return Status.OK;
    } catch (TscException e) {
      return showMessage(e);
    }
  }

  private static Status plainHttp() {
    try (Server server = new Server("http://tableau.example.com")) {
      server.setProxy(System.getenv("TSC_HTTP")).setAllowHttp(true);
      return showAndSignOut(server.signIn(ALICE));
    }
  }

  private static Status settings() {
    try (Server server = trustedServer()) {
      server
          .setHeader("X-Scenario", "blue")
          .setUserAgent("Scenario/1.0")
          .setApiVersion("3.19")
          .setProxy("")
          .setTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(6), Duration.ofSeconds(7));
      return showAndSignOut(server.signIn(ALICE));
    }
  }

  private static Status expired() throws IOException {
    // The session is not closed, because close() would try to sign it out.
    Session session = signIn(ALICE);
    pauseForTheRunner();
    try {
      count(session);
      return Status.OK;
    } catch (TscException e) {
      showError(e);
      showSignedIn(session);
      return e.status();
    }
  }

  private static Status resume() {
    try (Session first = signIn(ALICE)) {
      try (Session second = resume(first.token())) {
        showSession(second);
        count(second);
      }
      count(first);
      first.signOut();
    }
    return Status.OK;
  }

  private static Status resumeRefused() {
    try (Session session = resume("none")) {
      showSession(session);
      return Status.OK;
    } catch (TscException e) {
      return showError(e);
    }
  }

  private static Status switchSite() {
    try (Session session = signIn(ALICE)) {
      session.switchSite("marketing");
      showSession(session);
      count(session);
      session.signOut();
    }
    return Status.OK;
  }

  private static Status switchToTheSame() {
    try (Session session = signIn(ALICE)) {
      session.switchSite("");
      return showAndSignOut(session);
    }
  }

  private static Status switchRefused() {
    try (Session session = signIn(ALICE)) {
      try {
        session.switchSite("finance");
        return Status.OK;
      } catch (TscException e) {
        showError(e);
        showSession(session);
        count(session);
        session.signOut();
        return e.status();
      }
    }
  }

  private static Status listOfTheSiteBefore() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks")) {
      session.switchSite("marketing");
      list.forEach(any -> {});
      return Status.OK;
    }
  }

  private static Status signOutTwice() {
    try (Session session = signIn(ALICE)) {
      session.signOut();
      session.signOut();
      showSignedIn(session);
      count(session);
    }
    return Status.OK;
  }

  private static Status revoke() {
    try (Session session = signIn(ADMIN)) {
      session.revokeServerAdminTokens();
      session.signOut();
    }
    return Status.OK;
  }

  private static Status guard() {
    try (Session session = signIn(ALICE)) {
      count(session);
    }
    print("after");
    return Status.OK;
  }

  private static Status guardError() {
    try (Session session = signIn(ALICE)) {
      throw new IllegalArgumentException(session.isSignedIn() ? "mine" : "not signed in");
    } catch (IllegalArgumentException e) {
      print("%s", e.getMessage());
    }
    return Status.OK;
  }

  private static Status guardSignedOut() {
    try (Session session = signIn(ALICE)) {
      session.signOut();
    }
    print("after");
    return Status.OK;
  }

  private static Status guardResumed() {
    try (Session first = signIn(ALICE)) {
      try (Session second = resume(first.token())) {
        second.isSignedIn();
      }
      count(first);
      first.signOut();
    }
    return Status.OK;
  }

  private static Status listSome() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks")) {
      list.setPageSize(10)
          .addFilter("createdAt", "gt", "2000-01-01T00:00:00Z")
          .addSort("name", true)
          .setParameter("fields", "id,name");
      int shown = 0;
      for (Node workbook : list) {
        print("%s", workbook.attribute("name"));
        if (++shown == 15) {
          break;
        }
      }
    }
    return Status.OK;
  }

  private static Status listWhole() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks")) {
      List<Node> workbooks = new ArrayList<>();
      list.forEach(workbooks::add);
      Node first = workbooks.get(0);
      print("items %d", workbooks.size());
      print("%s", first.attribute("name"));
      print("%s", workbooks.get(workbooks.size() - 1).attribute("name"));
      print("project %s", first.child("project").attribute("name"));
    }
    return Status.OK;
  }

  private static Status listOfNothing() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks").addFilter("name", "eq", "no such name")) {
      print("items %d", list.stream().count());
    }
    return Status.OK;
  }

  private static Status listAhead() throws IOException {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks").setPageSize(500)) {
      try {
        list.setLookahead(9);
      } catch (TscException e) {
        showMessage(e);
      }
      list.setLookahead(3);
      int items = 0;
      while (items < 501) {
        list.next();
        items++;
      }
      pauseForTheRunner();
      print("items %d", items + list.stream().count());
    }
    return Status.OK;
  }

  private static Status listError() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks").setPageSize(1000)) {
      List<Node> items = new ArrayList<>();
      try {
        list.forEach(items::add);
      } catch (TscException e) {
        print("after %d", items.size());
        showError(e);
      }
      list.forEach(items::add);
      print("after %d", items.size());
    }
    return Status.OK;
  }

  private static Status listSetterTooLate() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks")) {
      list.next();
      list.setPageSize(10);
    }
    return Status.OK;
  }

  private static void showNode(Node node, String indent) {
    StringBuilder line = new StringBuilder(indent + node.name());
    node.attributes()
        .forEach(
            (name, value) -> {
              if (!NOT_SHOWN.contains(name)) {
                line.append(" ").append(name).append("=").append(value);
              }
            });
    print("%s", line);
    for (Node child : node.children()) {
      showNode(child, indent + "  ");
    }
  }

  private static Status node() {
    try (Session session = signIn(ALICE);
        Request request = session.request("GET", "views").setParameter("pageSize", "1")) {
      showNode(request.send().root(), "");
    }
    return Status.OK;
  }

  private static Status request() {
    String query = "{\"query\": \"{ workbooks(filter: {name: \\\"Superstore\\\"}) { name } }\"}";
    try (Session session = signIn(ALICE);
        Request request = session.request("POST", "/api/metadata/graphql")) {
      Response response =
          request.setBody("application/json", query).setHeader("Accept", "application/json").send();
      print("status %d", response.status());
      print("type %s", response.header("Content-Type"));
      print("%s", response.text());
    }
    return Status.OK;
  }

  private static Status requestEmpty() {
    try (Session session = signIn(ALICE);
        Request request = session.request("GET", "projects")) {
      Response response = request.send();
      print("status %d", response.status());
      print("body %d", response.body().length);
      print("root %s", orNone(response.root()));
    }
    return Status.OK;
  }

  private static Status errorAnswer() {
    try (Session session = signIn(ALICE);
        Request request = session.request("GET", "workbooks/none")) {
      request.send();
      return Status.OK;
    } catch (TscException e) {
      showError(e);
      print("status %d", e.response().status());
      print("root %s", e.response().root().name());
      return e.status();
    }
  }

  private static Status rateLimited() {
    Session session = signIn(ALICE);
    try {
      count(session);
      return Status.OK;
    } catch (TscException e) {
      return showError(e);
    }
  }

  private static void showTransient(TscException error) {
    print("transient %s", error.isTransient() ? "yes" : "no");
  }

  private static Session repeatingAlice(int attempts, Duration longestWait) {
    try (Server server = trustedServer().setRetry(attempts, longestWait)) {
      return server.signIn(ALICE);
    }
  }

  private static Status showFailure(TscException error) {
    showError(error);
    showTransient(error);
    return error.status();
  }

  private static Status countWithRetries(int attempts, Duration longestWait) {
    try (Session session = repeatingAlice(attempts, longestWait)) {
      count(session);
      return Status.OK;
    } catch (TscException e) {
      return showFailure(e);
    }
  }

  private static Status post(boolean repeatable) {
    try (Session session = repeatingAlice(3, Duration.ofMillis(50));
        Request request = session.request("POST", "/api/metadata/graphql")) {
      request
          .setBody("application/json", "{\"query\": \"{ workbooks { name } }\"}")
          .setRepeatable(repeatable);
      print("status %d", request.send().status());
      return Status.OK;
    } catch (TscException e) {
      return showFailure(e);
    }
  }

  private static Status notTransient() {
    try (Session session = signIn(ALICE);
        Request request = session.request("GET", "workbooks/none")) {
      request.send();
      return Status.OK;
    } catch (TscException e) {
      showTransient(e);
      return e.status();
    }
  }

  private static Session renewedAlice() {
    try (Server server = trustedServer().setRenewal(true)) {
      return server.signIn(ALICE);
    }
  }

  private static Status renewal() throws IOException {
    try (Session session = renewedAlice();
        NodeList list = session.list("workbooks").setPageSize(500)) {
      int items = 0;
      while (items < 501) {
        list.next();
        items++;
      }
      pauseForTheRunner();
      print("items %d", items + list.stream().count());
    }
    return Status.OK;
  }

  private static Status renewalRefused() throws IOException {
    Session session = renewedAlice();
    pauseForTheRunner();
    try {
      count(session);
      return Status.OK;
    } catch (TscException e) {
      return showMessage(e);
    }
  }

  private static Status requestTimeouts() {
    Session session = signIn(ALICE);
    try (Request request = session.request("GET", "workbooks")) {
      request.setTimeouts(Duration.ofMillis(200), Duration.ofMinutes(1)).send();
      return Status.OK;
    } catch (TscException e) {
      return showMessage(e);
    }
  }

  private static Status listHeader() {
    try (Session session = signIn(ALICE);
        NodeList list = session.list("workbooks").setHeader("X-Scenario", "blue")) {
      print("total %d", list.totalAvailable());
    }
    return Status.OK;
  }

  private static Status tooLarge() {
    try (Session session = signIn(ALICE);
        Request request = session.request("GET", "workbooks")) {
      request.setMaxResponseSize(100).send();
    }
    return Status.OK;
  }

  private static Status cancel() throws Exception {
    Session session = signIn(ALICE);
    try (Cancellation cancellation = new Cancellation()) {
      CompletableFuture<Void> call = CompletableFuture.runAsync(() -> count(session, cancellation));
      pauseForTheRunner();
      cancellation.cancel();
      call.get();
      return Status.OK;
    } catch (ExecutionException e) {
      return ((TscException) e.getCause()).status();
    }
  }

  private static Status cancelledBefore() {
    try (Session session = signIn(ALICE);
        Cancellation cancellation = new Cancellation()) {
      cancellation.cancel();
      count(session, cancellation);
    }
    return Status.OK;
  }

  private static Status connectTimeout() {
    try (Server server = new Server(System.getenv("TSC_SILENT"))) {
      server.setTimeouts(Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofMinutes(1));
      server.info();
      return Status.OK;
    } catch (TscException e) {
      return showMessage(e);
    }
  }

  private static Status timeout() {
    try (Server server = trustedServer()) {
      server.setTimeouts(Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofMinutes(1));
      Session session = server.signIn(ALICE);
      count(session);
      return Status.OK;
    } catch (TscException e) {
      return showMessage(e);
    }
  }

  private static Status closed() {
    Session session = signIn(ALICE);
    session.signOut();
    session.close();
    try {
      count(session);
      return Status.OK;
    } catch (IllegalStateException e) {
      print("closed");
      return Status.INVALID_ARGUMENT;
    }
  }

  private static int readAll(Session session) {
    try (NodeList list = session.list("workbooks").setPageSize(100)) {
      list.totalAvailable();
      int items = 0;
      while (list.next() != null) {
        items++;
      }
      return items;
    }
  }

  private static Status twoThreads() throws Exception {
    try (Session session = signIn(ALICE)) {
      CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> readAll(session));
      int items = readAll(session);
      print("items %d", one.get());
      print("items %d", items);
    }
    return Status.OK;
  }

  private static Status quotes() {
    Password zoe =
        new Password(
            "zo\u00eb & <s\u00f8n> \"O'Neil\"",
            "pa<ss> & \"w\u00f6rd\" '\u043a\u043b\u044e\u0447' \ud83d\udd11 %20+");
    try (Session session = signIn(zoe);
        NodeList list = session.list("workbooks").addFilter("name", "eq", "He said \"yes\"")) {
      for (Node workbook : list) {
        print("%s", workbook.attribute("name"));
      }
    }
    return Status.OK;
  }

  private static Status nul() {
    return showAndSignOut(signIn(new Password("ali\0ce", "alice-password")));
  }

  private static Map<String, Scenario> scenarios() {
    Map<String, Scenario> all = new HashMap<>();
    all.put("server-info", Scenarios::serverInfo);
    all.put("token", Scenarios::token);
    all.put("password", Scenarios::password);
    all.put(
        "json-web-token",
        () -> showAndSignOut(signIn(new JsonWebToken(JSON_WEB_TOKEN, "marketing"))));
    all.put(
        "unified-access-token",
        () -> showAndSignOut(signIn(new UnifiedAccessToken(UNIFIED_ACCESS_TOKEN, "marketing"))));
    all.put("impersonation", Scenarios::impersonation);
    all.put("impersonation-at-a-site", Scenarios::impersonationAtASite);
    all.put("password-impersonation", Scenarios::passwordImpersonation);
    all.put("json-web-token-impersonation", Scenarios::jsonWebTokenImpersonation);
    all.put("connected-app", () -> signInWithApp(app()));
    all.put(
        "connected-app-impersonation",
        () -> signInWithApp(app().impersonating(ALICE_AT_MARKETING_ID)));
    all.put(
        "connected-app-refused",
        () -> signInWithApp(new ConnectedApp(CLIENT_ID, SECRET_ID, "wrong", "alice", SCOPES)));
    all.put("default-site", Scenarios::defaultSite);
    all.put("wrong-secret", Scenarios::wrongSecret);
    all.put("private-ca", Scenarios::privateCa);
    all.put("refused-certificate", Scenarios::refusedCertificate);
    all.put("missing-ca", Scenarios::missingCa);
    all.put("no-verification", Scenarios::noVerification);
    all.put("client-certificate", Scenarios::clientCertificate);
    all.put("client-certificate-pem", Scenarios::clientCertificatePem);
    all.put("plain-http", Scenarios::plainHttp);
    all.put("settings", Scenarios::settings);
    all.put("expired", Scenarios::expired);
    all.put("resume", Scenarios::resume);
    all.put("resume-refused", Scenarios::resumeRefused);
    all.put("switch", Scenarios::switchSite);
    all.put("switch-to-the-same", Scenarios::switchToTheSame);
    all.put("switch-refused", Scenarios::switchRefused);
    all.put("list-of-the-site-before", Scenarios::listOfTheSiteBefore);
    all.put("sign-out-twice", Scenarios::signOutTwice);
    all.put("revoke", Scenarios::revoke);
    all.put("guard", Scenarios::guard);
    all.put("guard-error", Scenarios::guardError);
    all.put("guard-signed-out", Scenarios::guardSignedOut);
    all.put("guard-resumed", Scenarios::guardResumed);
    all.put("list", Scenarios::listSome);
    all.put("list-whole", Scenarios::listWhole);
    all.put("list-of-nothing", Scenarios::listOfNothing);
    all.put("list-ahead", Scenarios::listAhead);
    all.put("list-error", Scenarios::listError);
    all.put("list-setter-too-late", Scenarios::listSetterTooLate);
    all.put("node", Scenarios::node);
    all.put("request", Scenarios::request);
    all.put("request-empty", Scenarios::requestEmpty);
    all.put("error-answer", Scenarios::errorAnswer);
    all.put("rate-limited", Scenarios::rateLimited);
    all.put("retry", () -> countWithRetries(3, Duration.ofMillis(50)));
    all.put("retry-after", () -> countWithRetries(2, Duration.ofSeconds(2)));
    all.put("retry-after-an-hour", () -> countWithRetries(4, Duration.ofSeconds(1)));
    all.put("retry-in-vain", () -> countWithRetries(2, Duration.ofMillis(50)));
    all.put("post-once", () -> post(false));
    all.put("repeatable-post", () -> post(true));
    all.put("not-transient", Scenarios::notTransient);
    all.put("renewal", Scenarios::renewal);
    all.put("renewal-refused", Scenarios::renewalRefused);
    all.put("request-timeouts", Scenarios::requestTimeouts);
    all.put("list-header", Scenarios::listHeader);
    all.put("too-large", Scenarios::tooLarge);
    all.put("cancel", Scenarios::cancel);
    all.put("cancelled-before", Scenarios::cancelledBefore);
    all.put("connect-timeout", Scenarios::connectTimeout);
    all.put("timeout", Scenarios::timeout);
    all.put("closed", Scenarios::closed);
    all.put("two-threads", Scenarios::twoThreads);
    all.put("quotes", Scenarios::quotes);
    all.put("nul", Scenarios::nul);
    return all;
  }

  private static void measureReading(int rounds) {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (Session session = signIn(ALICE)) {
      for (int round = 0; round < rounds; round++) {
        long begun = System.nanoTime();
        long used = process.getProcessCpuTime();
        int items = 0;
        int lengths = 0;
        try (NodeList list = session.list("workbooks").setPageSize(1000)) {
          for (Node workbook : list) {
            String id = workbook.attribute("id");
            String name = workbook.attribute("name");
            lengths += id.length() + (name.isEmpty() ? 0 : 1);
            items++;
          }
        }
        print(
            "read %d %d %d %d",
            items,
            lengths,
            (System.nanoTime() - begun) / 1000,
            (process.getProcessCpuTime() - used) / 1000);
      }
    }
  }

  private static void cycle(int times) {
    for (int i = 0; i < times; i++) {
      signIn(ALICE).close();
    }
  }

  private static void measureCycles(int before, int cycles) {
    cycle(before);
    System.gc();
    long bytes = Leaks.nativeBytes();
    cycle(cycles);
    System.gc();
    print("bytes %d", Leaks.nativeBytes() - bytes);
    print("handles %d", Leaks.liveHandles());
  }

  private static Scenario chosen(String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals("read")) {
      return () -> {
        measureReading(Integer.parseInt(arguments[1]));
        return Status.OK;
      };
    }
    if (arguments.length == 3 && arguments[0].equals("cycles")) {
      return () -> {
        measureCycles(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        return Status.OK;
      };
    }
    return arguments.length == 1 ? scenarios().get(arguments[0]) : null;
  }

  /**
   * Runs one scenario or a measurement.
   *
   * @param arguments the scenario's id; "read" and the number of rounds; or "cycles" and the
   *     numbers of cycles before and during the measurement
   */
  public static void main(String[] arguments) throws Exception {
    Scenario scenario = chosen(arguments);
    if (scenario == null) {
      System.err.println("there is no such scenario");
      System.exit(1);
    }
    Status status;
    try {
      status = scenario.run();
    } catch (TscException e) {
      System.err.println(e.getMessage());
      status = e.status();
    }
    long left = Leaks.liveHandlesAfterCollection();
    if (left > 0) {
      System.err.println("handles left: " + left);
      System.exit(1);
    }
    print("ends %s", status.name());
    // Other threads may still wait.
    System.exit(0);
  }
}
