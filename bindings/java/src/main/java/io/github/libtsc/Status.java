package io.github.libtsc;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a call came to: the number of a {@code TSC_ERROR_...} of tsc.h.
 *
 * <p>Numbers are never reused and never change. Later versions of the library may add some, which
 * {@link #of} keeps as they are: treat one that you do not know as a failure. It is not an enum for
 * that reason. There is one object of each number, so {@code ==} compares them too.
 */
public final class Status implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, Status> KNOWN = new ConcurrentHashMap<>();

  /** The call succeeded. */
  public static final Status OK = known(0);

  /** An argument is NULL, not UTF-8, or a URL, path, method or header that cannot be. */
  public static final Status INVALID_ARGUMENT = known(1);

  /** A bug in the library. The message says what it saw; please report it. */
  public static final Status INTERNAL = known(2);

  /** The call's {@link Cancellation} was cancelled. */
  public static final Status CANCELLED = known(3);

  /** A time limit ran out before the answer was complete. */
  public static final Status TIMEOUT = known(4);

  /** The host name is not known. */
  public static final Status RESOLVE = known(5);

  /**
   * The connection was refused, the host is unreachable, or the connection was closed before a
   * whole answer came.
   */
  public static final Status CONNECT = known(6);

  /** The proxy refused (407 too) or cannot be reached. */
  public static final Status PROXY = known(7);

  /** The TLS handshake failed, for another reason than the server's certificate. */
  public static final Status TLS = known(8);

  /** The server's certificate is not good: unknown issuer, other host, expired, ... */
  public static final Status CERTIFICATE = known(9);

  /** Certificate or key files: missing, unreadable, or nothing usable in them. */
  public static final Status CA_PATH = known(10);

  /** The server redirects to where it is not safe to follow. */
  public static final Status REDIRECT = known(11);

  /** An answer that is not Tableau's: HTML, malformed, or without its token. */
  public static final Status PROTOCOL = known(12);

  /** The server's API version lacks the call (Tableau's 404001 and 404003 too). */
  public static final Status UNSUPPORTED_VERSION = known(13);

  /**
   * The handle cannot do this now: a setter of a list that has begun; a list or request whose
   * session has switched site since; a handle that a forked child inherited; a list or request in
   * use by another thread.
   */
  public static final Status INVALID_STATE = known(14);

  /** The answer is over a limit of size or nesting, or the server said 413. */
  public static final Status TOO_LARGE = known(15);

  /** A secret would go over plain http, and {@link Server#setAllowHttp} is off. */
  public static final Status INSECURE = known(16);

  /** HTTP 400: the server did not understand the request. */
  public static final Status BAD_REQUEST = known(20);

  /** HTTP 401 at sign-in: user, password, token, site or impersonation refused. */
  public static final Status SIGN_IN_FAILED = known(21);

  /** The session was signed out. Nothing was sent. */
  public static final Status NOT_SIGNED_IN = known(22);

  /** HTTP 401 on a session: it expired, was displaced or ended on the server. */
  public static final Status SESSION_EXPIRED = known(23);

  /** HTTP 403: the user may not do this; at switch-site, may not enter that site. */
  public static final Status FORBIDDEN = known(24);

  /** HTTP 404: there is no such resource. */
  public static final Status NOT_FOUND = known(25);

  /** HTTP 405. At sign-in, mostly an http:// address whose server wants https://. */
  public static final Status METHOD_NOT_ALLOWED = known(26);

  /** HTTP 409: it exists already, or is in conflict with what does. */
  public static final Status CONFLICT = known(27);

  /** HTTP 429: too many requests; see {@link TscException#retryAfter}. */
  public static final Status RATE_LIMITED = known(28);

  /** HTTP 5xx: the server or a proxy before it failed. */
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
   * Gives the status of a number.
   *
   * @param number any number
   * @return the status; one that has only a number if this version does not know it
   */
  public static Status of(int number) {
    return known(number);
  }

  /**
   * Gives the number.
   *
   * @return the number, as in tsc.h: 0 is success
   */
  public int number() {
    return number;
  }

  /**
   * Gives the name that the library that was loaded has for it.
   *
   * @return "TSC_ERROR_TIMEOUT"; "TSC_ERROR_UNKNOWN" where the library does not know the number
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
   * Gives its name and number.
   *
   * @return "TSC_ERROR_TIMEOUT (4)"
   */
  @Override
  public String toString() {
    return name() + " (" + number + ")";
  }

  /**
   * Keeps one object of each number.
   *
   * @return that object
   */
  private Object readResolve() {
    return of(number);
  }
}
