package io.github.libtsc;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;

/** Counts the memory and handles that the native library has not freed. */
public final class Leaks {
  private static final int COLLECTIONS = 500;

  /** The result of glibc's mallinfo2. */
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
   * Counts the bytes that malloc has allocated in the process.
   *
   * @return the bytes in use
   */
  public static long nativeBytes() {
    Function mallinfo2 = NativeLibrary.getProcess().getFunction("mallinfo2");
    Mallinfo2 info = (Mallinfo2) mallinfo2.invoke(Mallinfo2.class, new Object[0]);
    return info.uordblks + info.hblkhd;
  }

  /**
   * Counts the handles that have not been freed.
   *
   * @return the number; -1 if the library does not count them
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
   * Collects the garbage until no handle is left, for some seconds at most. The cleaner's thread
   * frees handles some time after the collection.
   *
   * @return the number of handles; -1 if the library does not count them
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
