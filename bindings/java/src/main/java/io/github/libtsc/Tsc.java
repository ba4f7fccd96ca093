package io.github.libtsc;

/** The version of the native library that was loaded. */
public final class Tsc {
  private Tsc() {}

  /**
   * Returns the version of the library that was loaded.
   *
   * @return "0.1.0"
   */
  public static String version() {
    return Libtsc.tsc_version();
  }

  /**
   * Returns the version of the library that was loaded as a number.
   *
   * @return major &lt;&lt; 16 | minor &lt;&lt; 8 | patch
   */
  public static int versionNumber() {
    return Libtsc.tsc_version_number();
  }
}
