import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The callbacks that the library gets. There is one object of each kind, which is never collected
 * as garbage; user_data is the number of the program's own object, which is held until the library
 * frees it.
 */
final class Callbacks {
  /** The program's object, and how often it was called and freed. */
  abstract static class Counted {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger frees = new AtomicInteger();

    final void checkFreedOnce() {
      Check.equal(1, frees.get());
    }
  }

  /** Takes events. */
  static final class Events extends Counted {
    private final Taker taker;

    interface Taker {
      void take(int kind);
    }

    Events(Taker taker) {
      this.taker = taker;
    }
  }

  /** Gives a name and a password. */
  static final class Credentials extends Counted {
    private final Giver giver;

    interface Giver {
      String[] give();
    }

    Credentials(Giver giver) {
      this.giver = giver;
    }
  }

  private static final Map<Long, Counted> OBJECTS = new ConcurrentHashMap<>();
  private static final AtomicLong LAST = new AtomicLong();

  static final Libtsc.EventCallback ON_EVENT =
      (event, userData) -> {
        try {
          Events events = (Events) find(userData);
          events.calls.incrementAndGet();
          events.taker.take(Libtsc.tsc_event_kind(event));
        } catch (Throwable thrown) {
          Call.keep(thrown);
        }
      };

  static final Libtsc.CredentialsCallback ON_CREDENTIALS =
      (asked, userData) -> {
        try {
          Credentials credentials = (Credentials) find(userData);
          credentials.calls.incrementAndGet();
          String[] given = credentials.giver.give();
          int status = Libtsc.tsc_credentials_set_password(asked, given[0], given[1], null);
          return status == Libtsc.OK ? 1 : 0;
        } catch (Throwable thrown) {
          // 0 ends the call with TSC_ERROR_ABORTED.
          Call.keep(thrown);
          return 0;
        }
      };

  static final Libtsc.FreeCallback FREE =
      userData -> {
        Counted freed = OBJECTS.remove(Pointer.nativeValue(userData));
        // Not freed before.
        freed.frees.incrementAndGet();
      };

  private Callbacks() {}

  /** Returns the user_data of an object, which the library frees. */
  static Pointer userData(Counted object) {
    long number = LAST.incrementAndGet();
    OBJECTS.put(number, object);
    return new Pointer(number);
  }

  static int held() {
    return OBJECTS.size();
  }

  private static Counted find(Pointer userData) {
    Counted found = OBJECTS.get(Pointer.nativeValue(userData));
    if (found == null) {
      throw new IllegalStateException("a callback after its user_data was freed");
    }
    return found;
  }
}
