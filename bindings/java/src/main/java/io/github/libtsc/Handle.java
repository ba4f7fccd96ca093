package io.github.libtsc;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A pointer of the library with the number of calls that use it: it is freed once, when it is
 * closed and the last call has ended.
 *
 * <p>It does not refer to its owner, so that it can be the cleaner's action for the owner. If the
 * owner becomes unreachable during a call, the call is counted, and the pointer is freed at its
 * end.
 */
final class Handle implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final String name;
  private final Pointer pointer;
  private final Consumer<Pointer> free;
  private Cleaner.Cleanable cleanable;
  private int calls;
  private boolean closed;

  private Handle(String name, Pointer pointer, Consumer<Pointer> free) {
    this.name = name;
    this.pointer = pointer;
    this.free = free;
  }

  /** Makes a handle that is closed when its owner becomes unreachable, or before. */
  static Handle of(Object owner, String name, Pointer pointer, Consumer<Pointer> free) {
    Handle handle = new Handle(name, pointer, free);
    handle.cleanable = CLEANER.register(owner, handle);
    return handle;
  }

  /** A call of the library that can fail. */
  interface Call {
    int on(Pointer self, Arguments arguments);
  }

  /** A call of the library that can fail and be cancelled. */
  interface CancellableCall {
    int on(Pointer self, Pointer cancellation, Arguments arguments);
  }

  /** Makes a call, and throws its error if it fails. */
  void call(Call call) {
    call(null, (self, none, arguments) -> call.on(self, arguments), arguments -> null);
  }

  /** Makes a call, and converts its result. */
  <T> T call(Cancellation cancellation, CancellableCall call, Function<Arguments, T> result) {
    Pointer self = enter();
    try (Arguments arguments = new Arguments()) {
      Pointer cancelledBy = Cancellation.enter(cancellation);
      try {
        arguments.check(call.on(self, cancelledBy, arguments));
      } finally {
        Cancellation.leave(cancellation);
      }
      return result.apply(arguments);
    } finally {
      leave();
    }
  }

  /** Reads a property, which sends nothing. */
  <T> T get(Function<Pointer, T> getter) {
    Pointer self = enter();
    try {
      return getter.apply(self);
    } finally {
      leave();
    }
  }

  /** Begins a call; {@link #leave} must follow, also after an exception. */
  Pointer enter() {
    Pointer entered = enterUnlessClosed();
    if (entered == null) {
      throw new IllegalStateException("the " + name + " is closed");
    }
    return entered;
  }

  /** Begins a call, or returns null if it is closed; then no {@link #leave} may follow. */
  synchronized Pointer enterUnlessClosed() {
    if (closed) {
      return null;
    }
    calls++;
    return pointer;
  }

  void leave() {
    boolean last;
    synchronized (this) {
      calls--;
      last = closed && calls == 0;
    }
    if (last) {
      free.accept(pointer);
    }
  }

  /** Closes it without waiting for calls. A second call does nothing. */
  void close() {
    cleanable.clean();
  }

  /** Closes it; {@link #close} and the cleaner call this. */
  @Override
  public void run() {
    boolean last;
    synchronized (this) {
      last = !closed && calls == 0;
      closed = true;
    }
    if (last) {
      free.accept(pointer);
    }
  }
}
