import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.function.Consumer;

/**
 * A call of the library that is running on a thread, and the first exception of the callbacks that
 * it runs. They run on the same thread.
 */
final class Call {
  private static final ThreadLocal<Call> RUNNING = new ThreadLocal<>();

  private final Call outer = RUNNING.get();
  private Throwable thrown;

  private Call() {}

  /** The library's function; it stores its result and its error. */
  interface Native {
    int on(PointerByReference result, PointerByReference error);
  }

  /** An error of the library. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  /** Remembers what a callback threw. */
  static void keep(Throwable thrown) {
    Call running = RUNNING.get();
    if (running.thrown == null) {
      running.thrown = thrown;
    }
  }

  static Call running() {
    return RUNNING.get();
  }

  /**
   * Makes a call and returns its result. Throws what a callback threw, the same object, or else
   * the error of the call; a result is freed then.
   */
  static Pointer make(Native function, Consumer<Pointer> free) {
    Call call = new Call();
    PointerByReference result = new PointerByReference();
    PointerByReference error = new PointerByReference();
    int status;
    RUNNING.set(call);
    try {
      status = function.on(result, error);
    } finally {
      RUNNING.set(call.outer);
    }
    String message = Libtsc.tsc_error_message(error.getValue());
    Libtsc.tsc_error_free(error.getValue());
    if (call.thrown != null) {
      free.accept(result.getValue());
      Check.that(status == Libtsc.OK || status == Libtsc.ABORTED, message);
      throw Call.<RuntimeException>as(call.thrown);
    }
    if (status != Libtsc.OK) {
      throw new Failure(Libtsc.tsc_status_name(status) + ": " + message);
    }
    return result.getValue();
  }

  /** Throws an exception of any class: callbacks may declare none that must be caught. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T as(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
