package io.github.libtsc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tests closing, cancellation and threads with the simulated server. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionTest {
  private static final String SIGN_OUT = "/auth/signout";

  private final Simulator simulator = new Simulator();

  @AfterEach
  void end() {
    simulator.close();
  }

  @AfterAll
  static void noHandleIsLeft() {
    assertTrue(Leaks.liveHandlesAfterCollection() <= 0, "a handle is left");
  }

  private static Status statusOf(CompletableFuture<?> call) {
    CompletionException e = assertThrows(CompletionException.class, call::join);
    return ((TscException) e.getCause()).status();
  }

  private static Status statusOf(Runnable call) {
    return assertThrows(TscException.class, call::run).status();
  }

  @Test
  void secondCloseDoesNothing() {
    Server server = simulator.server();
    Session session = server.signIn(Simulator.ALICE);
    NodeList list = session.list("workbooks");
    Request request = session.request("GET", "workbooks");
    Cancellation cancellation = new Cancellation();
    for (int i = 0; i < 2; i++) {
      server.close();
      session.close();
      list.close();
      request.close();
      cancellation.close();
    }
    assertEquals(1, simulator.count(SIGN_OUT));
    assertThrows(IllegalStateException.class, server::url);
    assertThrows(IllegalStateException.class, session::token);
    assertThrows(IllegalStateException.class, list::next);
    assertThrows(IllegalStateException.class, request::send);
    cancellation.cancel();
    assertFalse(cancellation.isCancelled());
    assertEquals("Session[closed]", session.toString());
  }

  @Test
  void handlesOutliveTheirParents() {
    try (Session session = simulator.alice()) {
      NodeList list = session.list("workbooks");
      try (Session resumed = resume(session.token())) {
        list.close();
        list = resumed.list("workbooks");
      }
      assertEquals("Superstore", list.next().attribute("name"));
      list.close();
    }
  }

  private Session resume(String token) {
    try (Server server = simulator.server()) {
      return server.resumeSession(token);
    }
  }

  @Test
  void runningCallOutlivesTheClose() {
    Session session = resume(simulator.alice().token());
    simulator.hold("/workbooks");
    NodeList list = session.list("workbooks");
    CompletableFuture<Node> call = list.nextAsync();
    simulator.await("/workbooks");
    session.close();
    list.close();
    assertThrows(IllegalStateException.class, list::next);
    simulator.release();
    assertEquals("Superstore", call.join().attribute("name"));
  }

  @Test
  void runningCallOutlivesManyCloses() throws InterruptedException {
    Session session = simulator.alice();
    simulator.hold("/sessions/current");
    Request request = session.request("GET", "/api/{version}/sessions/current");
    CompletableFuture<Response> call = request.sendAsync();
    simulator.await("/sessions/current");
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                session.close();
                request.close();
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    simulator.release();
    assertEquals(200, call.join().status());
    assertEquals(1, simulator.count(SIGN_OUT));
  }

  @Test
  void closeSignsOutWithinTenSeconds() {
    Session session = simulator.alice();
    simulator.hold(SIGN_OUT);
    long start = System.nanoTime();
    session.close();
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(Duration.ofSeconds(9)) > 0, taken.toString());
    assertTrue(taken.compareTo(Duration.ofSeconds(20)) < 0, taken.toString());
    assertEquals(1, simulator.count(SIGN_OUT));
  }

  @Test
  void garbageSessionIsFreedAndNotSignedOut() {
    Assumptions.assumeTrue(Leaks.liveHandles() >= 0, "the library does not count its handles");
    try (Server server = simulator.server()) {
      assertTrue(Leaks.liveHandles() > 0, server.url());
    }
    forget();
    assertEquals(0, Leaks.liveHandlesAfterCollection());
    assertEquals(0, simulator.count(SIGN_OUT));
  }

  private void forget() {
    Session session = simulator.alice();
    NodeList list = session.list("workbooks");
    assertTrue(list.iterator().hasNext());
    session.request("GET", "workbooks").send();
    assertSame(Status.NOT_FOUND, statusOf(() -> session.request("GET", "workbooks/none").send()));
    assertFalse(new Cancellation().isCancelled());
  }

  @Test
  void cancellationHasALimit() {
    try (Session session = simulator.alice();
        Request request = session.request("GET", "workbooks");
        Cancellation limit = new Cancellation(Duration.ofMillis(50));
        Cancellation over = new Cancellation(Duration.ZERO)) {
      simulator.hold("/workbooks");
      assertSame(Status.TIMEOUT, statusOf(() -> request.send(limit)));
      assertTrue(limit.isCancelled());
      assertTrue(over.isCancelled());
      int before = simulator.count("/workbooks");
      assertSame(Status.TIMEOUT, statusOf(() -> request.send(over)));
      assertEquals(before, simulator.count("/workbooks"));
    }
  }

  @Test
  void serverReadsTheGivenEnvironmentOnly() {
    try (Server server = simulator.server(Map.of("https_proxy", "http://127.0.0.1:1"))) {
      assertSame(Status.PROXY, statusOf(server::info));
    }
    try (Server server = simulator.server(Map.of())) {
      assertEquals("2024.3.0", server.info().productVersion());
    }
    assertSame(Status.INVALID_ARGUMENT, statusOf(() -> simulator.server(Map.of("A", "\0"))));
  }

  @Test
  void idleConnectionsAreClosed() {
    try (Server server = simulator.server()) {
      server.info();
      int first = simulator.lastConnection();
      server.info();
      assertEquals(first, simulator.lastConnection());
      server.closeIdleConnections();
      server.info();
      assertTrue(first != simulator.lastConnection(), "a new connection");
    }
  }

  @Test
  void cancellingAFutureCancelsItsCall() {
    try (Session session = simulator.alice();
        NodeList list = session.list("workbooks")) {
      simulator.hold("/workbooks");
      CompletableFuture<Long> call = list.totalAvailableAsync();
      simulator.await("/workbooks");
      assertTrue(call.cancel(true));
      assertThrows(CancellationException.class, call::join);
      // The call releases the list soon after the cancellation, before a response comes.
      Status status = Status.INVALID_STATE;
      while (status == Status.INVALID_STATE) {
        try {
          assertEquals(2345, list.totalAvailable());
          status = Status.OK;
        } catch (TscException e) {
          status = e.status();
        }
      }
      assertSame(Status.OK, status);
    }
  }

  @Test
  void futureCanHaveALimit() {
    try (Session session = simulator.alice();
        Request request = session.request("GET", "workbooks")) {
      simulator.hold("/workbooks");
      CompletableFuture<Response> call = request.sendAsync().orTimeout(1, TimeUnit.MILLISECONDS);
      ExecutionException e = assertThrows(ExecutionException.class, call::get);
      assertTrue(e.getCause() instanceof TimeoutException);
    }
  }

  @Test
  void waitingThreadCanBeInterrupted() throws InterruptedException {
    try (Session session = simulator.alice();
        Request request = session.request("GET", "workbooks")) {
      simulator.hold("/workbooks");
      CountDownLatch interrupted = new CountDownLatch(1);
      CompletableFuture<Response> call = request.sendAsync();
      Thread waiting =
          new Thread(
              () -> {
                try {
                  call.get();
                } catch (InterruptedException e) {
                  call.cancel(true);
                  interrupted.countDown();
                } catch (ExecutionException e) {
                  throw new IllegalStateException(e);
                }
              });
      waiting.start();
      simulator.await("/workbooks");
      waiting.interrupt();
      interrupted.await();
      waiting.join();
      assertTrue(call.isCancelled());
    }
  }

  @Test
  void sessionThatComesTooLateIsSignedOut() {
    try (Server server = simulator.server()) {
      CountDownLatch signedIn = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      CountDownLatch cancelled = new CountDownLatch(1);
      CompletableFuture<Session> late =
          Async.call(
              Async.THREADS,
              cancellation -> {
                Session session = server.signIn(Simulator.ALICE);
                signedIn.countDown();
                awaitLatch(cancelled);
                return session;
              },
              session -> {
                session.close();
                closed.countDown();
              });
      awaitLatch(signedIn);
      late.cancel(true);
      cancelled.countDown();
      awaitLatch(closed);
      assertEquals(1, simulator.count(SIGN_OUT));
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void callersExecutorIsUsed() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
    try (Server server = simulator.server()) {
      server.setApiVersion("3.19");
      assertEquals("3.24", server.infoAsync(executor).get().apiVersion());
      try (Session session = server.signInAsync(Simulator.ALICE, executor).get()) {
        session.switchSiteAsync("marketing", executor).get();
        assertEquals("marketing", session.siteContentUrl());
        assertEquals("3.19", session.apiVersion());
        session.signOutAsync(executor).get();
        assertNull(session.siteContentUrl());
        assertSame(Status.NOT_SIGNED_IN, statusOf(session.switchSiteAsync("", executor)));
      }
      executor.shutdown();
      assertTrue(executor.awaitTermination(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void secondThreadOfAListIsRefused() {
    try (Session session = simulator.alice();
        NodeList list = session.list("workbooks")) {
      simulator.hold("/workbooks");
      CompletableFuture<Node> call = list.nextAsync();
      simulator.await("/workbooks");
      assertSame(Status.INVALID_STATE, statusOf(list::next));
      assertSame(Status.INVALID_STATE, statusOf(() -> list.setPageSize(10)));
      simulator.release();
      assertEquals("Superstore", call.join().attribute("name"));
      assertEquals("World Indicators", list.next().attribute("name"));
    }
  }

  @Test
  void listIsReadOnceInAnyWay() {
    try (Session session = simulator.alice();
        NodeList list = session.list("workbooks").setPageSize(2)) {
      Iterator<Node> first = list.iterator();
      assertTrue(first.hasNext());
      assertTrue(first.hasNext());
      assertTrue(list.iterator().hasNext());
      Node superstore = list.next();
      assertEquals("Superstore", superstore.attribute("name"));
      assertEquals("World Indicators", first.next().attribute("name"));
      try (Stream<Node> stream = list.stream()) {
        assertEquals(
            List.of("Regional Sales", "Customer Churn", "Executive Dashboard"),
            stream.limit(3).map(node -> node.attribute("name")).collect(Collectors.toList()));
      }
      assertThrows(IllegalStateException.class, list::next);
      // The copy outlives the list.
      assertEquals("Superstore", superstore.attributes().get("name"));
      assertEquals("default", superstore.child("project").attribute("name"));
      assertNull(superstore.child("none"));
      assertNull(superstore.attribute("none"));
      assertThrows(UnsupportedOperationException.class, () -> superstore.children().remove(0));
    }
  }

  @Test
  void itemThatComesTooLateComesNext() {
    try (Session session = simulator.alice();
        NodeList list = session.list("workbooks")) {
      CountDownLatch given = new CountDownLatch(1);
      CountDownLatch cancelled = new CountDownLatch(1);
      CountDownLatch kept = new CountDownLatch(1);
      CompletableFuture<Node> late =
          Async.call(
              Async.THREADS,
              cancellation -> {
                Node item = list.next();
                given.countDown();
                awaitLatch(cancelled);
                return item;
              },
              item -> {
                list.putBack(item);
                kept.countDown();
              });
      awaitLatch(given);
      late.cancel(true);
      cancelled.countDown();
      awaitLatch(kept);
      assertEquals("Superstore", list.next().attribute("name"));
      assertEquals("World Indicators", list.next().attribute("name"));
    }
  }

  @Test
  void listStaysAtItsEnd() {
    try (Session session = simulator.alice();
        NodeList list = session.list("workbooks").addFilter("name", "eq", "Superstore")) {
      Iterator<Node> items = list.iterator();
      items.next();
      for (int i = 0; i < 3; i++) {
        assertFalse(items.hasNext());
        assertNull(list.next());
        assertThrows(NoSuchElementException.class, items::next);
      }
      assertEquals(1, list.totalAvailable());
      assertEquals(1, simulator.count("/workbooks"));
    }
  }

  @Test
  void invalidArgumentsAreRefusedBeforeAnythingIsSent() {
    try (Server server = simulator.server()) {
      for (String text : List.of("a\0b", "a\ud83d", "\udd11b")) {
        assertSame(
            Status.INVALID_ARGUMENT, statusOf(() -> server.signIn(new Password("alice", text))));
        assertSame(Status.INVALID_ARGUMENT, statusOf(() -> server.setProxy(text)));
      }
      assertSame(Status.INVALID_ARGUMENT, statusOf(() -> server.setCaPem("a\ud83d")));
      assertEquals(0, simulator.count("/auth/signin"));
      assertThrows(NullPointerException.class, () -> new Server(null));
      assertThrows(NullPointerException.class, () -> new Password(null, ""));
      assertThrows(NullPointerException.class, () -> server.setHeader(null, ""));
      assertSame(Status.CA_PATH, statusOf(() -> server.setCaPem("")));
      assertSame(Status.CA_PATH, statusOf(() -> server.setClientCertificatePem("")));
      simulator.hold("/auth/signin");
      server.setTimeouts(null, Duration.ofNanos(1), Duration.ofDays(49));
      assertSame(Status.TIMEOUT, statusOf(() -> server.signIn(Simulator.ALICE)));
    }
  }

  @Test
  void numbersOutOfRangeAreRefusedBeforeAnythingIsSent() {
    try (Server server = simulator.server();
        Session session = simulator.alice();
        NodeList list = session.list("workbooks");
        Request request = session.request("GET", "workbooks")) {
      Duration longest = Duration.ofMillis(0xffff_ffffL);
      server.setTimeouts(longest, longest, longest);
      for (Duration limit :
          List.of(Duration.ofNanos(-1), longest.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE))) {
        refused(() -> server.setTimeouts(limit, null, null));
        refused(() -> server.setTimeouts(null, limit, null));
        refused(() -> server.setTimeouts(null, null, limit));
        refused(() -> new Cancellation(limit));
        refused(() -> server.setRetry(1, limit));
        refused(() -> request.setTimeouts(limit, null));
        refused(() -> request.setTimeouts(null, limit));
      }
      refused(() -> server.setRetry(-1, longest));
      assertSame(Status.INVALID_ARGUMENT, statusOf(() -> server.setRetry(0, longest)));
      server.setRetry(1, longest);
      request.setTimeouts(longest, null).setTimeouts(null, null);
      refused(() -> list.setPageSize(-1));
      assertSame(Status.INVALID_ARGUMENT, statusOf(() -> list.setPageSize(0)));
      assertSame(Status.INVALID_ARGUMENT, statusOf(() -> list.setPageSize(1001)));
      refused(() -> list.setLookahead(-1));
      assertSame(Status.INVALID_ARGUMENT, statusOf(() -> list.setLookahead(9)));
      list.setLookahead(8).setLookahead(0);
      refused(() -> request.setMaxResponseSize(-1));
      assertEquals(0, simulator.count("/workbooks"));
      request.setMaxResponseSize(Long.MAX_VALUE).send();
    }
  }

  private static void refused(Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }

  @Test
  void pathInAnArchiveIsRefused(@TempDir Path folder) throws IOException {
    URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"));
        Server server = simulator.server()) {
      Path ca = files.getPath("/etc/ssl/certs/ca-certificates.crt");
      assertThrows(UnsupportedOperationException.class, () -> server.setCaPath(ca));
    }
  }

  @Test
  void bodyIsSentUnchangedOrNotAtAll() {
    try (Session session = simulator.alice();
        Request request = session.request("POST", "/api/metadata/graphql")) {
      assertSame(
          Status.INVALID_ARGUMENT, statusOf(() -> request.setBody("text/plain", "a\ud83d")));
      request.setBody("text/plain", "a\0\ud83d\udd11");
      assertThrows(TscException.class, request::send);
      assertEquals(1, simulator.count("/api/metadata/graphql"));
    }
  }

  @Test
  void textsDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
    try (Session session = simulator.alice();
        NodeList list = session.list("workbooks")) {
      assertEquals("Node[workbook, 11 attributes, 3 children]", list.next().toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textsDoNotContainSecrets() {
    String shown =
        ""
            + new Password("alice", "secret", "marketing").impersonating("id")
            + new PersonalAccessToken("name", "secret")
            + new JsonWebToken("secret", "")
            + new UnifiedAccessToken("secret")
            + new ConnectedApp("app", "id", "secret", "alice", "scope", "marketing");
    assertEquals(
        "Password[alice, site marketing, as id]PersonalAccessToken[name, the default site]"
            + "JsonWebToken[the default site]UnifiedAccessToken[the default site]"
            + "ConnectedApp[app, alice, site marketing]",
        shown);
    try (Session session = simulator.alice()) {
      assertFalse(session.toString().contains(session.token()));
    }
  }

  @Test
  void everySettingReachesTheLibrary() {
    try (Server server = simulator.server()) {
      server
          .setVerify(true)
          .setAllowHttp(false)
          .setClientCertificate(null, null)
          .setClientCertificatePem(null)
          .setUserAgent(null)
          .setHeader("X-Test", "1")
          .setHeader("X-Test", null)
          .setApiVersion(null);
      assertTrue(server.url().startsWith("https://localhost:"));
      assertSame(
          Status.CA_PATH,
          statusOf(() -> server.setClientCertificate(Path.of("no/such"), Path.of("file"))));
      try (Session session = server.signIn(Simulator.ALICE);
          Request request = session.request("GET", "workbooks")) {
        assertEquals(server.url(), session.serverUrl());
        assertEquals(36, session.siteId().length());
        Response response = request.setParameter("pageSize", "1").setBody(null, "").send();
        assertEquals(
            response.header("CONTENT-TYPE"), response.headers().get("content-type").get(0));
        assertEquals(response.body().length, response.text().length());
        assertEquals("tsResponse", response.root().name());
        assertEquals(
            List.of("pagination", "workbooks"),
            response.root().children().stream().map(Node::name).collect(Collectors.toList()));
        assertTrue(session.estimatedTimeToExpiration() != null);
      }
    }
  }
}
