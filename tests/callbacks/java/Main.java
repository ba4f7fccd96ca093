import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callbacks of tsc.h from Java: what one throws is thrown again once the library has returned. See
 * ../README.md.
 */
final class Main {
  private Main() {}

  private static Pointer server(Callbacks.Events events) {
    Pointer server =
        Call.make(
            (result, error) -> Libtsc.tsc_server_new(System.getenv("TABLEAU_SERVER"), result, error),
            Libtsc::tsc_server_free);
    String ca = System.getenv("TABLEAU_CA_PATH");
    Call.make((none, error) -> Libtsc.tsc_server_set_ca_path(server, ca, error), none -> {});
    Call.make(
        (none, error) ->
            Libtsc.tsc_server_set_event_callback(
                server, Callbacks.ON_EVENT, Callbacks.userData(events), Callbacks.FREE, error),
        none -> {});
    return server;
  }

  private static Pointer signIn(Pointer server, Callbacks.Credentials credentials) {
    return signIn(server, Callbacks.ON_CREDENTIALS, credentials);
  }

  private static Pointer signIn(
      Pointer server, Libtsc.CredentialsCallback callback, Callbacks.Credentials credentials) {
    Pointer userData = Callbacks.userData(credentials);
    return Call.make(
        (session, error) ->
            Libtsc.tsc_server_sign_in_with_callback(
                server, callback, userData, Callbacks.FREE, null, null, session, error),
        Libtsc::tsc_session_free);
  }

  private static Pointer workbooks(Pointer session) {
    return Call.make(
        (list, error) -> Libtsc.tsc_session_list(session, "workbooks", list, error),
        Libtsc::tsc_list_free);
  }

  private static boolean next(Pointer list) {
    return Call.make((node, error) -> Libtsc.tsc_list_next(list, null, node, error), node -> {})
        != null;
  }

  private static void signOut(Pointer session) {
    Call.make((none, error) -> Libtsc.tsc_session_sign_out(session, null, error), none -> {});
  }

  private static void endSessions() throws IOException, InterruptedException {
    for (String line : System.getenv("TSC_SIMULATOR_LINES").split("\n")) {
      if (line.startsWith("control ")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(line.substring(8) + "/sessions/end"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        Check.equal(200, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
      }
    }
  }

  private static String[] alice() {
    System.gc();
    return new String[] {"alice", "alice-password"};
  }

  private static void jobIsRenewedAndFreesOnce() throws Exception {
    AtomicInteger renewals = new AtomicInteger();
    Callbacks.Events events =
        new Callbacks.Events(
            kind -> renewals.addAndGet(kind == Libtsc.EVENT_RENEWAL ? 1 : 0));
    Pointer server = server(events);
    Callbacks.Credentials credentials = new Callbacks.Credentials(Main::alice);
    System.gc();
    Pointer session = signIn(server, credentials);
    Libtsc.tsc_server_free(server);
    Pointer list = workbooks(session);
    int count = 0;
    while (count < 50 && next(list)) {
      count++;
    }
    endSessions();
    System.gc();
    while (next(list)) {
      count++;
    }
    Check.equal(2345, count);
    Check.equal(1, renewals.get());
    Check.equal(2, credentials.calls.get());
    signOut(session);
    Libtsc.tsc_list_free(list);
    System.gc();
    Libtsc.tsc_session_free(session);
    events.checkFreedOnce();
    credentials.checkFreedOnce();
    Check.equal(0, Callbacks.held());
  }

  /** Fails unless it throws this very object. */
  private static void throwsAgain(Throwable expected, Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      Check.that(thrown == expected, "another exception: " + thrown);
      return;
    }
    throw new AssertionError("nothing was thrown");
  }

  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    @SuppressWarnings("unchecked")
    T unchecked = (T) thrown;
    throw unchecked;
  }

  private static void exceptionsComeBack(Throwable thrown) throws Exception {
    boolean[] eventsThrow = {false};
    boolean[] vaultIsOpen = {false};
    Callbacks.Events events =
        new Callbacks.Events(
            kind -> {
              if (eventsThrow[0]) {
                Main.<RuntimeException>raise(thrown);
              }
            });
    Callbacks.Credentials credentials =
        new Callbacks.Credentials(
            () -> {
              if (!vaultIsOpen[0]) {
                Main.<RuntimeException>raise(thrown);
              }
              return alice();
            });
    Callbacks.Credentials refused = new Callbacks.Credentials(credentialsThatThrow(thrown));
    Callbacks.Credentials dropped = new Callbacks.Credentials(Main::alice);
    Pointer server = server(events);
    throwsAgain(thrown, () -> signIn(server, refused));
    refused.checkFreedOnce();

    vaultIsOpen[0] = true;
    Pointer session = signIn(server, credentials);
    vaultIsOpen[0] = false;
    endSessions();
    Pointer list = workbooks(session);
    throwsAgain(thrown, () -> next(list));
    vaultIsOpen[0] = true;
    // The list goes on; the call whose event throws has read a page all the same.
    eventsThrow[0] = true;
    throwsAgain(thrown, () -> next(list));
    Check.that(next(list), "the list has ended");
    throwsAgain(thrown, () -> signIn(server, dropped));
    dropped.checkFreedOnce();
    Libtsc.tsc_list_free(list);
    Libtsc.tsc_session_free(session);
    Libtsc.tsc_server_free(server);
    events.checkFreedOnce();
    credentials.checkFreedOnce();
  }

  private static Callbacks.Credentials.Giver credentialsThatThrow(Throwable thrown) {
    return () -> {
      Main.<RuntimeException>raise(thrown);
      return null;
    };
  }

  private static void threadsAreTheCallersOwn() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    Callbacks.Events events =
        new Callbacks.Events(kind -> inside.addAndGet(Call.running() == null ? 0 : 1));
    Pointer server = server(events);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> jobs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      jobs.add(
          threads.submit(
              () -> {
                Thread own = Thread.currentThread();
                Callbacks.Credentials credentials =
                    new Callbacks.Credentials(
                        () -> {
                          Check.that(Thread.currentThread() == own, "another thread");
                          return alice();
                        });
                Pointer session = signIn(server, credentials);
                Pointer list = workbooks(session);
                Check.that(next(list), "the list is empty");
                signOut(session);
                Libtsc.tsc_list_free(list);
                Libtsc.tsc_session_free(session);
                credentials.checkFreedOnce();
              }));
    }
    for (Future<?> job : jobs) {
      job.get();
    }
    threads.shutdown();
    Libtsc.tsc_server_free(server);
    Check.equal(inside.get(), events.calls.get());
    Check.that(inside.get() >= 8 * 5, "the number of events");
    events.checkFreedOnce();
  }

  /** Shows what becomes of an exception that leaves a callback. */
  private static void letItEscape(String from) {
    Pointer server = server(new Callbacks.Events(kind -> {}));
    if (from.equals("event")) {
      Libtsc.EventCallback callback =
          (event, userData) -> {
            throw new IllegalStateException("it escaped");
          };
      Call.make(
          (none, error) -> Libtsc.tsc_server_set_event_callback(server, callback, null, null, error),
          none -> {});
      signIn(server, new Callbacks.Credentials(Main::alice));
      System.out.println("signed in");
    } else {
      Libtsc.CredentialsCallback callback =
          (asked, userData) -> {
            if (from.equals("error")) {
              throw new StackOverflowError("it escaped");
            }
            throw new IllegalStateException("it escaped");
          };
      Callbacks.Credentials credentials = new Callbacks.Credentials(Main::alice);
      try {
        signIn(server, callback, credentials);
      } catch (Call.Failure failure) {
        System.out.println("failed: " + failure.getMessage());
      }
      credentials.checkFreedOnce();
    }
  }

  /** With an argument, it lets an exception escape. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      letItEscape(arguments[0]);
      return;
    }
    jobIsRenewedAndFreesOnce();
    exceptionsComeBack(new IllegalStateException("mine"));
    exceptionsComeBack(new IOException("mine"));
    exceptionsComeBack(new StackOverflowError("mine"));
    threadsAreTheCallersOwn();
  }
}
