package io.github.libtsc;

import com.sun.jna.Pointer;
import java.time.Duration;

/**
 * A switch to end calls with: give one to the calls that a Cancel button is to end.
 *
 * <p>Every method that may use the network takes one. Calls under way with a cancellation that is
 * {@linkplain #cancel cancelled} throw a {@link TscException} of {@link Status#CANCELLED} within
 * milliseconds, whatever they wait for; later ones at once and without sending anything. What such a
 * call had sent may have been done by the server.
 *
 * <p>Any thread may use it. Closing it is good manners; one that is forgotten is freed when it is
 * garbage.
 */
public final class Cancellation implements AutoCloseable {
  private final Handle handle;
  private volatile boolean cancelledBeforeClose;

  /** Makes a cancellation that is not cancelled. */
  public Cancellation() {
    this(Libtsc.tsc_cancellation_new());
  }

  /**
   * Makes a cancellation with a limit for all that is done with it, counted from here. When it is
   * over, calls throw a {@link TscException} of {@link Status#TIMEOUT}; what comes first, {@link
   * #cancel} or the limit, decides.
   *
   * @param timeout in milliseconds, of which a part is one more; zero: over at once
   * @throws IllegalArgumentException if it is negative or longer than 2^32 - 1 milliseconds
   */
  public Cancellation(Duration timeout) {
    this(Libtsc.tsc_cancellation_new_with_timeout(Arguments.milliseconds("timeout", timeout)));
  }

  private Cancellation(Pointer cancellation) {
    handle = Handle.of(this, "cancellation", cancellation, Libtsc::tsc_cancellation_free);
  }

  /** Cancels for good. A second time, or when it is closed, it does nothing. Does not wait. */
  public void cancel() {
    Pointer self = handle.enterUnlessClosed();
    if (self != null) {
      try {
        Libtsc.tsc_cancellation_cancel(self);
      } finally {
        handle.leave();
      }
    }
  }

  /**
   * Tells whether it was cancelled, or its limit is over.
   *
   * @return whether that was so before it was closed
   */
  public boolean isCancelled() {
    Pointer self = handle.enterUnlessClosed();
    if (self == null) {
      return cancelledBeforeClose;
    }
    try {
      return Libtsc.tsc_cancellation_is_cancelled(self) != 0;
    } finally {
      handle.leave();
    }
  }

  /**
   * Frees it. Calls under way with it go on, and cannot be cancelled any more; giving it to another
   * call is an {@link IllegalStateException}. A second time does nothing.
   */
  @Override
  public void close() {
    cancelledBeforeClose = isCancelled();
    handle.close();
  }

  /** Begins a call with it; null gives null. */
  static Pointer enter(Cancellation cancellation) {
    return cancellation == null ? null : cancellation.handle.enter();
  }

  static void leave(Cancellation cancellation) {
    if (cancellation != null) {
      cancellation.handle.leave();
    }
  }
}
