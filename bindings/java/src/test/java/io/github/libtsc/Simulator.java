package io.github.libtsc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A simulated Tableau Server for one test. */
final class Simulator implements AutoCloseable {
  static final Password ALICE = new Password("alice", "alice-password");

  private final Process process;
  private final Map<String, String> facts = new HashMap<>();
  private final HttpClient control = HttpClient.newHttpClient();

  Simulator() {
    String program = System.getenv("TSC_SIMULATOR");
    if (program == null) {
      throw new IllegalStateException("TSC_SIMULATOR has to name the simulated Tableau Server");
    }
    try {
      process =
          new ProcessBuilder(program, "--exit-with-stdin")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
        String[] fact = line.split(" ", 2);
        facts.put(fact[0], fact[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a server that sends each request once. */
  Server server() {
    return new Server(facts.get("https"))
        .setCaPath(Path.of(facts.get("ca")))
        .setProxy("")
        .setRetry(1, Duration.ZERO);
  }

  Server server(Map<String, String> environment) {
    return new Server(facts.get("https"), environment).setCaPath(Path.of(facts.get("ca")));
  }

  /** Signs alice in. The session outlives its server. */
  Session alice() {
    try (Server server = server()) {
      return server.signIn(ALICE);
    }
  }

  /** Holds the next response of a path until {@link #release}. */
  void hold(String path) {
    fault(path, "\"hold\"");
  }

  void fault(String path, String action) {
    ask("POST", "/faults", "{\"path\": \"" + path + "\", \"action\": " + action + "}");
  }

  void release() {
    ask("POST", "/release", "");
  }

  /** Waits for a request of a path. */
  void await(String path) {
    while (count(path) == 0) {
      Thread.onSpinWait();
    }
  }

  /** Returns the number of requests of a path. */
  int count(String path) {
    String all = ask("GET", "/requests", "");
    int count = 0;
    for (int at = all.indexOf(path + "\""); at >= 0; at = all.indexOf(path + "\"", at + 1)) {
      count++;
    }
    return count;
  }

  /** Returns the number of the last request's connection. */
  int lastConnection() {
    String all = ask("GET", "/requests", "");
    Matcher number = Pattern.compile("\"connection\":\\s*(\\d+)").matcher(all);
    int last = 0;
    while (number.find()) {
      last = Integer.parseInt(number.group(1));
    }
    return last;
  }

  private String ask(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(facts.get("control") + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = control.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(2, answer.statusCode() / 100, answer.body());
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
