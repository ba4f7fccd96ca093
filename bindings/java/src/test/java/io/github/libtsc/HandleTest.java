package io.github.libtsc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.Pointer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that a pointer is freed once, and never during a call. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandleTest {
  private static final Pointer POINTER = Pointer.createConstant(8);

  private final AtomicInteger frees = new AtomicInteger();
  private final Object owner = new Object();
  private final Handle handle =
      Handle.of(owner, "thing", POINTER, pointer -> frees.incrementAndGet());

  @Test
  void closingTwiceFreesOnce() {
    handle.close();
    handle.close();
    assertEquals(1, frees.get());
    assertEquals(
        "the thing is closed",
        assertThrows(IllegalStateException.class, handle::enter).getMessage());
  }

  @Test
  void lastCallFrees() {
    handle.enter();
    handle.enter();
    handle.close();
    handle.leave();
    assertEquals(0, frees.get());
    assertThrows(IllegalStateException.class, handle::enter);
    handle.leave();
    assertEquals(1, frees.get());
  }

  @Test
  void handleIsFreedWithItsOwner() throws InterruptedException {
    CountDownLatch freed = new CountDownLatch(1);
    forget(freed);
    do {
      System.gc();
    } while (!freed.await(10, TimeUnit.MILLISECONDS));
  }

  @Test
  void handleIsFreedAfterACallThatOutlivesItsOwner() throws InterruptedException {
    CountDownLatch freed = new CountDownLatch(1);
    Handle other = forget(freed);
    other.enter();
    while (other.enterUnlessClosed() != null) {
      other.leave();
      System.gc();
    }
    assertEquals(1, freed.getCount());
    other.leave();
    assertEquals(0, freed.getCount());
  }

  private static Handle forget(CountDownLatch freed) {
    return Handle.of(new Object(), "thing", POINTER, pointer -> freed.countDown());
  }
}
