package io.github.libtsc;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.util.Map;

/** Finds the native library and binds {@link Libtsc} to it. */
final class Loader {
  private static final Map<String, Object> OPTIONS =
      Map.of(
          Library.OPTION_STRING_ENCODING,
          "UTF-8",
          Library.OPTION_CLASSLOADER,
          Loader.class.getClassLoader());

  private Loader() {}

  /** Called once, when the class with the functions is initialized. */
  static void register(Class<?> functions) {
    LibraryFile file = LibraryFile.of(System.getProperty("os.name"));
    if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
      throw new UnsatisfiedLinkError("libtsc needs a JVM of 64 bits");
    }
    String path = System.getProperty("tsc.library", "");
    String folders = System.getProperty("java.library.path", "");
    NativeLibrary library = path.isEmpty() ? search(file, folders) : load(path);
    bind(functions, library);
    String series = LibraryFile.seriesOf(Libtsc.tsc_version_number());
    if (!series.equals(LibraryFile.SERIES)) {
      throw new UnsatisfiedLinkError(
          "libtsc "
              + LibraryFile.SERIES
              + " is needed, and "
              + library.getFile()
              + " is "
              + Libtsc.tsc_version());
    }
  }

  private static void bind(Class<?> functions, NativeLibrary library) {
    try {
      Native.register(functions, library);
    } catch (UnsatisfiedLinkError e) {
      throw because(library.getFile() + " is not libtsc " + LibraryFile.SERIES, e);
    }
  }

  /** Loads the file that the program names. */
  static NativeLibrary load(String path) {
    String file = new File(path).getAbsolutePath();
    try {
      return NativeLibrary.getInstance(file, OPTIONS);
    } catch (UnsatisfiedLinkError e) {
      throw because("cannot load " + file + ", which the system property tsc.library names", e);
    }
  }

  /** Loads the first name that is found. JNA itself searches jna.library.path, and the jar last. */
  static NativeLibrary search(LibraryFile file, String folders) {
    UnsatisfiedLinkError failure = new UnsatisfiedLinkError(notFound(file, folders));
    for (String name : file.names()) {
      for (String folder : folders.split(File.pathSeparator)) {
        if (!folder.isEmpty()) {
          NativeLibrary.addSearchPath(name, folder);
        }
      }
      try {
        return NativeLibrary.getInstance(name, OPTIONS);
      } catch (UnsatisfiedLinkError e) {
        failure = because(failure.getMessage() + "\n" + name, e);
      }
    }
    throw failure;
  }

  private static String notFound(LibraryFile file, String folders) {
    return String.format(
        "cannot load %s from java.library.path (%s), jna.library.path (%s), %s, or the jar (%s);"
            + " -Dtsc.library=FILE names the file",
        String.join(" or ", file.names()),
        folders,
        System.getProperty("jna.library.path", ""),
        file.placesOfTheSystem(),
        Platform.RESOURCE_PREFIX);
  }

  private static UnsatisfiedLinkError because(String message, UnsatisfiedLinkError cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(message + ": " + cause.getMessage());
    error.initCause(cause);
    return error;
  }
}
