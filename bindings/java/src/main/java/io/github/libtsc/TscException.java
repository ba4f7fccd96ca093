package io.github.libtsc;

import com.sun.jna.Pointer;
import java.time.Duration;

/**
 * Describes why a call failed: a status for programs, a message for people, and the server's
 * response if there was one.
 *
 * <p>The message says what failed, on which URL, why, and what to do about it, in one line of at
 * most 1,000 characters. The exception contains no secrets of the call, and does not change.
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

  /** The time that the server asks to wait, or null. */
  private final Duration retryAfter;

  /** True if the same call may succeed later. */
  private final boolean isTransient;

  /** The response that caused the error, or null; it is not serialised. */
  private final transient Response response;

  private TscException(int status, String message) {
    super(message);
    this.status = Status.of(status);
    httpStatus = 0;
    tableauCode = null;
    summary = null;
    detail = null;
    retryAfter = null;
    isTransient = false;
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
    isTransient = Libtsc.tsc_error_is_transient(error) != 0;
    Pointer lent = Libtsc.tsc_error_response(error);
    response = lent == null ? null : new Response(lent);
  }

  /** Makes the exception of an argument that is refused before the library is called. */
  static TscException invalidArgument(String message) {
    return of(Status.INVALID_ARGUMENT, message);
  }

  /** Makes an exception that does not come from the library. */
  static TscException of(Status status, String message) {
    return new TscException(status.number(), message);
  }

  /** Makes the exception of a library's error, and frees the error. */
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
   * Returns the status.
   *
   * @return the status, never {@link Status#OK}
   */
  public Status status() {
    return status;
  }

  /**
   * Returns the HTTP status of the response that caused the error.
   *
   * @return the status, such as 401; 0 if no complete response arrived
   */
  public int httpStatus() {
    return httpStatus;
  }

  /**
   * Returns Tableau's error code.
   *
   * @return the code, such as "401001"; null if the response has none
   */
  public String tableauCode() {
    return tableauCode;
  }

  /**
   * Returns the server's summary of the failure.
   *
   * @return the summary, such as "Signin Error"; null if the response has none
   */
  public String summary() {
    return summary;
  }

  /**
   * Returns the server's detail of the failure.
   *
   * @return the detail, such as "Error signing in to Tableau Server"; null if the response has none
   */
  public String detail() {
    return detail;
  }

  /**
   * Returns the time that the server asks to wait before the next attempt (Retry-After).
   *
   * @return the time, counted from the end of the call; null if the server does not say
   */
  public Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Returns whether the same call may succeed later. The library may have tried several times
   * already, see {@link Server#setRetry}. Unless the call can be repeated without harm, find out
   * first whether the server has carried it out.
   *
   * @return true after a time limit that ran out, a host name that cannot be resolved, a connection
   *     that could not be made or was lost, and the HTTP statuses 408, 429, 502, 503 and 504
   */
  public boolean isTransient() {
    return isTransient;
  }

  /**
   * Returns the response that caused the error, with at most the first 1 MiB of its body, and with
   * all cookies and the secrets of the call redacted.
   *
   * @return the response; null if no complete response arrived, and in an exception that was
   *     serialised
   */
  public Response response() {
    return response;
  }
}
