package io.github.libtsc;

import com.sun.jna.Pointer;

/**
 * A switch to end calls with: give one to the calls that a Cancel button is to end.
 *
 * <p>Every method that may use the network takes one. Calls under way with a cancellation that is
 * {@linkplain #cancel cancelled} throw a {@link TscException} of {@link Status#CANCELLED} within a
 * tenth of a second, whatever they wait for; later ones at once and without sending anything. What
 * such a call had sent may have been done by the server.
 *
 * <p>Any thread may use it. Closing it is good manners; one that is forgotten is freed when it is
 * garbage.
 */
public final class Cancellation implements AutoCloseable {
  private final Handle handle =
      Handle.of(this, "cancellation", Libtsc.tsc_cancellation_new(), Libtsc::tsc_cancellation_free);
  private volatile boolean cancelledBeforeClose;

  /** Makes a cancellation that is not cancelled. */
  public Cancellation() {}

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
   * Tells whether it was cancelled.
   *
   * @return whether {@link #cancel} was called, before it was closed
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
