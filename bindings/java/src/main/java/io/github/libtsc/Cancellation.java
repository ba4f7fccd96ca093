package io.github.libtsc;

import com.sun.jna.Pointer;
import java.time.Duration;

/**
 * Ends calls from another thread: pass one to the calls that a Cancel button should end.
 *
 * <p>Every method that may use the network takes one. When it is {@linkplain #cancel cancelled},
 * running calls throw a {@link TscException} of {@link Status#CANCELLED} within milliseconds; later
 * calls throw at once and send nothing. The server may have carried out a request that was already
 * sent.
 *
 * <p>Any number of threads and calls may use it at the same time. Close it to free it early;
 * otherwise it is freed after it becomes garbage.
 */
public final class Cancellation implements AutoCloseable {
  private final Handle handle;
  private volatile boolean cancelledBeforeClose;

  /** Makes a cancellation that is not cancelled yet. */
  public Cancellation() {
    this(Libtsc.tsc_cancellation_new());
  }

  /**
   * Makes a cancellation that is also a time limit for all the calls together that it is passed to,
   * counted from now. When the limit has expired, they throw a {@link TscException} of {@link
   * Status#TIMEOUT}; if it is cancelled first, they throw one of {@link Status#CANCELLED}. The
   * limits of {@link Server#setTimeouts} apply as well.
   *
   * @param timeout the limit, rounded up to milliseconds; a limit of zero has expired at once
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it is negative or longer than 2^32 - 1 milliseconds
   */
  public Cancellation(Duration timeout) {
    this(Libtsc.tsc_cancellation_new_with_timeout(Arguments.milliseconds("timeout", timeout)));
  }

  private Cancellation(Pointer cancellation) {
    handle = Handle.of(this, "cancellation", cancellation, Libtsc::tsc_cancellation_free);
  }

  /**
   * Cancels all calls that use it, for good. It does not wait for them. A second call, or one after
   * close, does nothing.
   */
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
   * Returns true once it was cancelled or its time limit has expired.
   *
   * @return true or false; after close the value at the time of the close
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
   * Frees it. Running calls continue and can no longer be cancelled with it; its time limit still
   * applies to them. Passing it to another call throws an {@link IllegalStateException}. A second
   * call does nothing.
   */
  @Override
  public void close() {
    cancelledBeforeClose = isCancelled();
    handle.close();
  }

  /** Begins a call with a cancellation; returns null for null. */
  static Pointer enter(Cancellation cancellation) {
    return cancellation == null ? null : cancellation.handle.enter();
  }

  static void leave(Cancellation cancellation) {
    if (cancellation != null) {
      cancellation.handle.leave();
    }
  }
}
