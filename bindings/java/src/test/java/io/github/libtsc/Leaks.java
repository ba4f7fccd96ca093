package io.github.libtsc;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;

/** What the native library has not given back. */
public final class Leaks {
  private static final int COLLECTIONS = 500;

  /** glibc's account of its heap. */
  @Structure.FieldOrder({
    "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks",
    "keepcost"
  })
  public static final class Mallinfo2 extends Structure implements Structure.ByValue {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;
  }

  private Leaks() {}

  /**
   * Counts the bytes that malloc has given out, to whomever in the process.
   *
   * @return the bytes in use
   */
  public static long nativeBytes() {
    Function mallinfo2 = NativeLibrary.getProcess().getFunction("mallinfo2");
    Mallinfo2 info = (Mallinfo2) mallinfo2.invoke(Mallinfo2.class, new Object[0]);
    return info.uordblks + info.hblkhd;
  }

  /**
   * Counts the handles that have been made and not freed.
   *
   * @return how many; -1 where the library does not count them
   */
  public static long liveHandles() {
    Libtsc.tsc_version();
    try {
      return NativeLibrary.getProcess()
          .getFunction("tsc_live_handles")
          .invokeLong(new Object[0]);
    } catch (UnsatisfiedLinkError e) {
      return -1;
    }
  }

  /**
   * Collects the garbage until no handle is left, or it has tried for some seconds. What is garbage
   * is freed on other threads, some time after the collection has found it.
   *
   * @return how many handles live; -1 where the library does not count them
   */
  public static long liveHandlesAfterCollection() {
    long live = liveHandles();
    for (int i = 0; live > 0 && i < COLLECTIONS; i++) {
      System.gc();
      live = liveHandles();
    }
    return live;
  }
}
