package io.github.libtsc;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.util.Map;

/** Finds the native library and binds {@link Libtsc} to it. */
final class Loader {
  /** The series of the library that the binding supports; others may have another interface. */
  private static final int SERIES = 0 << 8 | 1;

  private Loader() {}

  /** Called once, when the class with the functions is initialized. */
  static void register(Class<?> functions) {
    if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
      throw new UnsatisfiedLinkError("libtsc needs a JVM of 64 bits");
    }
    NativeLibrary library = load();
    Native.register(functions, library);
    if (Libtsc.tsc_version_number() >>> 8 != SERIES) {
      throw new UnsatisfiedLinkError(
          "libtsc 0.1 is needed, and " + library.getFile() + " is " + Libtsc.tsc_version());
    }
  }

  private static NativeLibrary load() {
    Map<String, Object> options =
        Map.of(
            Library.OPTION_STRING_ENCODING,
            "UTF-8",
            Library.OPTION_CLASSLOADER,
            Libtsc.class.getClassLoader());
    String path = System.getProperty("tsc.library");
    if (path != null && !path.isEmpty()) {
      return NativeLibrary.getInstance(new File(path).getAbsolutePath(), options);
    }
    if (Platform.isLinux()) {
      try {
        // A package without its development files has the full name only.
        return find("libtsc.so.0.1", options);
      } catch (UnsatisfiedLinkError e) {
        // The library may have its short name, or be in the jar.
      }
    }
    return find("tsc", options);
  }

  /* JNA itself searches jna.library.path, and the jar last. */
  private static NativeLibrary find(String name, Map<String, Object> options) {
    String path = System.getProperty("java.library.path", "");
    for (String folder : path.split(File.pathSeparator)) {
      if (!folder.isEmpty()) {
        NativeLibrary.addSearchPath(name, folder);
      }
    }
    return NativeLibrary.getInstance(name, options);
  }
}
