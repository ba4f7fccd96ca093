package io.github.libtsc;

import java.util.List;

/** The names of the native library's file, which differ between operating systems. */
enum LibraryFile {
  LINUX(
      "the system's loader (LD_LIBRARY_PATH, ldconfig)",
      "libtsc.so." + LibraryFile.SERIES,
      "libtsc.so"),
  WINDOWS("the folder of java.exe, the system's folders and PATH", "tsc.dll"),
  MACOS(
      "the system's loader (DYLD_LIBRARY_PATH, /usr/local/lib)",
      "libtsc." + LibraryFile.SERIES + ".dylib",
      "libtsc.dylib");

  /** The series of the library that the binding supports; others may have another interface. */
  static final String SERIES = "0.1";

  private final String placesOfTheSystem;
  private final List<String> names;

  LibraryFile(String placesOfTheSystem, String... names) {
    this.placesOfTheSystem = placesOfTheSystem;
    this.names = List.of(names);
  }

  /**
   * Returns the file of an operating system.
   *
   * @param system its name in the system property {@code os.name}
   * @throws UnsatisfiedLinkError if there is no library for it
   */
  static LibraryFile of(String system) {
    if (system.equals("Linux")) {
      return LINUX;
    }
    if (system.startsWith("Windows")) {
      return WINDOWS;
    }
    if (system.startsWith("Mac OS") || system.equals("Darwin")) {
      return MACOS;
    }
    throw new UnsatisfiedLinkError(
        "libtsc is available for Linux, Windows and macOS, and this system is " + system);
  }

  /** Returns the names of the file, in the order in which they are tried. */
  List<String> names() {
    return names;
  }

  /** Describes the places that the operating system searches. */
  String placesOfTheSystem() {
    return placesOfTheSystem;
  }

  /** Returns the series of a version of the library: of its minor version before 1.0. */
  static String seriesOf(int versionNumber) {
    int major = versionNumber >>> 16;
    return major > 0 ? Integer.toString(major) : "0." + (versionNumber >>> 8 & 0xff);
  }
}
