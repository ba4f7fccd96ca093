package io.github.libtsc;

import com.sun.jna.Pointer;
import java.time.Duration;

/**
 * Why a call failed: a status for programs, a message for people, and what the server answered, if
 * it did.
 *
 * <p>The message says what failed, on which URL, why, and what to do about it. The secrets of the
 * call are in none of it.
 */
public final class TscException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The status. */
  private final Status status;

  /** The HTTP status, or 0. */
  private final int httpStatus;

  /** Tableau's code, or null. */
  private final String tableauCode;

  /** The server's summary, or null. */
  private final String summary;

  /** The server's detail, or null. */
  private final String detail;

  /** The wait that the server asked for, or null. */
  private final Duration retryAfter;

  /** The answer behind it, or null; not kept where the exception is serialised. */
  private final transient Response response;

  private TscException(int status, String message) {
    super(message);
    this.status = Status.of(status);
    httpStatus = 0;
    tableauCode = null;
    summary = null;
    detail = null;
    retryAfter = null;
    response = null;
  }

  private TscException(Pointer error) {
    super(Libtsc.tsc_error_message(error));
    status = Status.of(Libtsc.tsc_error_status(error));
    httpStatus = Libtsc.tsc_error_http_status(error);
    tableauCode = Libtsc.tsc_error_tableau_code(error);
    summary = Libtsc.tsc_error_summary(error);
    detail = Libtsc.tsc_error_detail(error);
    long seconds = Libtsc.tsc_error_retry_after(error);
    retryAfter = seconds < 0 ? null : Duration.ofSeconds(seconds);
    Pointer answer = Libtsc.tsc_error_response(error);
    response = answer == null ? null : new Response(answer);
  }

  /** An argument that is refused before the library sees it. */
  static TscException invalidArgument(String message) {
    return of(Status.INVALID_ARGUMENT, message);
  }

  /** What the library cannot know of. */
  static TscException of(Status status, String message) {
    return new TscException(status.number(), message);
  }

  /** Makes the exception of an error, and frees that. */
  static TscException take(int status, Pointer error) {
    if (error == null) {
      return new TscException(status, Libtsc.tsc_status_name(status));
    }
    try {
      return new TscException(error);
    } finally {
      Libtsc.tsc_error_free(error);
    }
  }

  /**
   * Gives the status.
   *
   * @return the status, never {@link Status#OK}
   */
  public Status status() {
    return status;
  }

  /**
   * Gives the HTTP status of the answer behind the error.
   *
   * @return 401; 0 if no answer came
   */
  public int httpStatus() {
    return httpStatus;
  }

  /**
   * Gives Tableau's error code.
   *
   * @return "401001"; null if the server gave none
   */
  public String tableauCode() {
    return tableauCode;
  }

  /**
   * Gives the server's own summary of the failure.
   *
   * @return "Signin Error"; null if the server gave none
   */
  public String summary() {
    return summary;
  }

  /**
   * Gives the server's own detail of the failure.
   *
   * @return "Error signing in to Tableau Server"; null if the server gave none
   */
  public String detail() {
    return detail;
  }

  /**
   * Gives how long the server asks to wait before the next try (Retry-After).
   *
   * @return the wait, from when the answer came; null if the server did not say
   */
  public Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Gives the answer behind the error, with the secrets of the call and all cookies redacted;
   * of a body over 1 MiB only the beginning.
   *
   * @return the answer; null if none came, and in an exception that was serialised
   */
  public Response response() {
    return response;
  }
}
