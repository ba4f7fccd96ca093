package io.github.libtsc;

import com.sun.jna.Pointer;
import java.time.Duration;

/**
 * Ends calls from another thread: pass one to the calls that a Cancel button should end.
 *
 * <p>Every method that may use the network takes one. When it is {@linkplain #cancel cancelled},
 * running calls throw a {@link TscException} of {@link Status#CANCELLED} within milliseconds; later
 * calls throw at once and send nothing. The server may have executed a request that was already
 * sent.
 *
 * <p>Any thread may use it. Close it to free it early; otherwise it is freed after it becomes
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
   * Makes a cancellation with a time limit for all calls that it is passed to, counted from here.
   * When the limit is over, calls throw a {@link TscException} of {@link Status#TIMEOUT}. Whichever
   * comes first, {@link #cancel} or the limit, decides.
   *
   * @param timeout the limit, rounded up to milliseconds; zero is over at once
   * @throws IllegalArgumentException if it is negative or longer than 2^32 - 1 milliseconds
   */
  public Cancellation(Duration timeout) {
    this(Libtsc.tsc_cancellation_new_with_timeout(Arguments.milliseconds("timeout", timeout)));
  }

  private Cancellation(Pointer cancellation) {
    handle = Handle.of(this, "cancellation", cancellation, Libtsc::tsc_cancellation_free);
  }

  /** Cancels permanently. A second call, or one after close, does nothing. It does not wait. */
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
   * Returns true once it was cancelled or its limit is over.
   *
   * @return the same value after it was closed
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
   * Frees it. Running calls continue and cannot be cancelled any more; passing it to another call
   * throws an {@link IllegalStateException}. A second call does nothing.
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
