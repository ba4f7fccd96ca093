package io.github.libtsc;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The status of a call: the number of a {@code TSC_ERROR_...} of tsc.h.
 *
 * <p>Numbers are never reused and never change. Later versions of the library may add some, so
 * treat an unknown number as a failure. {@link #of} returns a status for any number, which is why
 * this class is not an enum. There is one object for each number, so {@code ==} compares them too.
 */
public final class Status implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, Status> KNOWN = new ConcurrentHashMap<>();

  /** The call succeeded. */
  public static final Status OK = known(0);

  /**
   * An argument contains a NUL, is not valid Unicode, is out of range, or is an invalid URL, path,
   * method or header.
   */
  public static final Status INVALID_ARGUMENT = known(1);

  /** A bug in the library. Please report its message. */
  public static final Status INTERNAL = known(2);

  /** The call's {@link Cancellation} was cancelled. */
  public static final Status CANCELLED = known(3);

  /** A time limit ran out before the response was complete. */
  public static final Status TIMEOUT = known(4);

  /** The host name cannot be resolved. */
  public static final Status RESOLVE = known(5);

  /**
   * The connection was refused, the host is unreachable, or the connection was closed before the
   * response was complete.
   */
  public static final Status CONNECT = known(6);

  /** The proxy refused the request (407 too), or cannot be reached. */
  public static final Status PROXY = known(7);

  /** The TLS handshake failed, for another reason than the server's certificate. */
  public static final Status TLS = known(8);

  /** The server's certificate is not valid: unknown issuer, other host, expired, ... */
  public static final Status CERTIFICATE = known(9);

  /** A certificate or key file is missing, unreadable, or has no usable content. */
  public static final Status CA_PATH = known(10);

  /** The server redirects to a location that is not safe to follow. */
  public static final Status REDIRECT = known(11);

  /** The response is not Tableau's: HTML, malformed, or without its token. */
  public static final Status PROTOCOL = known(12);

  /** The server's API version lacks the call (also Tableau's 404001 and 404003). */
  public static final Status UNSUPPORTED_VERSION = known(13);

  /**
   * The call is not possible now: a setter of a list whose reading has begun; a list or request
   * whose session has switched site since; a handle that a forked child inherited; a list or
   * request in use by another thread.
   */
  public static final Status INVALID_STATE = known(14);

  /** The response exceeds a limit of size or nesting, or has the HTTP status 413. */
  public static final Status TOO_LARGE = known(15);

  /** A secret would be sent over plain http, and {@link Server#setAllowHttp} is off. */
  public static final Status INSECURE = known(16);

  /** A callback of the program ended the call. */
  public static final Status ABORTED = known(18);

  /** There is no memory for a response, a body, or what a file or an argument contains. */
  public static final Status NO_MEMORY = known(19);

  /** HTTP 400: the server did not understand the request. */
  public static final Status BAD_REQUEST = known(20);

  /** HTTP 401 at sign-in: user, password, token, site or impersonation refused. */
  public static final Status SIGN_IN_FAILED = known(21);

  /** The session was signed out. Nothing was sent. */
  public static final Status NOT_SIGNED_IN = known(22);

  /**
   * HTTP 401 on a session: it expired or was ended on the server (a later sign-in with the same
   * token does so), or the scopes of its token do not cover the call.
   */
  public static final Status SESSION_EXPIRED = known(23);

  /**
   * HTTP 403: the user has no permission; at {@link Session#switchSite(String)}, none for that
   * site, or there is no such site.
   */
  public static final Status FORBIDDEN = known(24);

  /** HTTP 404: the resource does not exist. */
  public static final Status NOT_FOUND = known(25);

  /** HTTP 405. At sign-in, usually an http:// address of a server that requires https://. */
  public static final Status METHOD_NOT_ALLOWED = known(26);

  /** HTTP 409: the resource exists already, or conflicts with an existing one. */
  public static final Status CONFLICT = known(27);

  /** HTTP 429: too many requests; see {@link TscException#retryAfter}. */
  public static final Status RATE_LIMITED = known(28);

  /** HTTP 5xx: the server, or a proxy in front of it, failed. */
  public static final Status SERVER = known(29);

  /** Any other HTTP status. Statuses added later take cases from this one. */
  public static final Status HTTP = known(30);

  /** The number, as in tsc.h. */
  private final int number;

  private Status(int number) {
    this.number = number;
  }

  private static Status known(int number) {
    return KNOWN.computeIfAbsent(number, Status::new);
  }

  /**
   * Returns the status with a number.
   *
   * @param number any number
   * @return the status, which is none of the constants if this version does not define the number
   */
  public static Status of(int number) {
    return known(number);
  }

  /**
   * Returns the number.
   *
   * @return the number, as in tsc.h: 0 is success
   */
  public int number() {
    return number;
  }

  /**
   * Returns the name of the status in the library that was loaded.
   *
   * @return "TSC_ERROR_TIMEOUT"; "TSC_ERROR_UNKNOWN" if the library does not define the number
   */
  public String name() {
    return Libtsc.tsc_status_name(number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Status && ((Status) other).number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  /**
   * Returns its name and number.
   *
   * @return "TSC_ERROR_TIMEOUT (4)"
   */
  @Override
  public String toString() {
    return name() + " (" + number + ")";
  }

  /**
   * Replaces a deserialised object with the one object of its number.
   *
   * @return that object
   */
  private Object readResolve() {
    return of(number);
  }
}
