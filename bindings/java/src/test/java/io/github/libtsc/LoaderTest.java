package io.github.libtsc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which file is loaded on each operating system, and from where. */
class LoaderTest {
  private static final LibraryFile HERE = LibraryFile.of(System.getProperty("os.name"));

  @TempDir private Path folder;

  @Test
  void linuxHasTheSeriesAtTheEnd() {
    assertSame(LibraryFile.LINUX, LibraryFile.of("Linux"));
    assertEquals(List.of("libtsc.so.0.1", "libtsc.so"), LibraryFile.LINUX.names());
  }

  @Test
  void eachWindowsHasOneName() {
    for (String system :
        List.of("Windows 10", "Windows 11", "Windows Server 2022", "Windows Server 2025")) {
      assertSame(LibraryFile.WINDOWS, LibraryFile.of(system), system);
    }
    assertEquals(List.of("tsc.dll"), LibraryFile.WINDOWS.names());
  }

  @Test
  void macHasTheSeriesBeforeTheExtension() {
    assertSame(LibraryFile.MACOS, LibraryFile.of("Mac OS X"));
    assertSame(LibraryFile.MACOS, LibraryFile.of("Darwin"));
    assertEquals(List.of("libtsc.0.1.dylib", "libtsc.dylib"), LibraryFile.MACOS.names());
  }

  @Test
  void otherSystemsAreNamedInTheError() {
    for (String system : List.of("FreeBSD", "AIX", "SunOS")) {
      assertEquals(
          "libtsc is available for Linux, Windows and macOS, and this system is " + system,
          assertThrows(UnsatisfiedLinkError.class, () -> LibraryFile.of(system)).getMessage());
    }
  }

  @Test
  void seriesIsTheMinorVersionBeforeOneAndTheMajorVersionAfter() {
    assertEquals("0.1", LibraryFile.seriesOf(0x000100));
    assertEquals("0.12", LibraryFile.seriesOf(0x000c07));
    assertEquals("1", LibraryFile.seriesOf(0x010000));
    assertEquals("2", LibraryFile.seriesOf(0x020304));
  }

  @Test
  void seriesIsThatOfTheVersionInEachFile() throws IOException {
    Path cargo = Path.of(System.getProperty("tsc.repository")).resolve("Cargo.toml");
    Matcher version =
        Pattern.compile("(?m)^version = \"(\\d+)\\.(\\d+)\\.(\\d+)\"$")
            .matcher(Files.readString(cargo));
    assertTrue(version.find());
    int number =
        Integer.parseInt(version.group(1)) << 16
            | Integer.parseInt(version.group(2)) << 8
            | Integer.parseInt(version.group(3));
    assertEquals(LibraryFile.seriesOf(number), LibraryFile.SERIES);
    String project = Files.readString(cargo.resolveSibling("bindings/java/pom.xml"));
    assertTrue(project.contains("<tsc.series>" + LibraryFile.SERIES + "</tsc.series>"));
  }

  @Test
  void eachNameIsFoundInJavaLibraryPath() throws IOException {
    for (String name : HERE.names()) {
      Path place = Files.createDirectory(folder.resolve(name + " folder"));
      Path file = Files.copy(Path.of(System.getProperty("tsc.library")), place.resolve(name));
      String folders = "no/such/folder" + File.pathSeparator + place;
      assertEquals(file.toString(), fileThatIsLoadedFrom(folders));
    }
  }

  /** Loads the library in a JVM of its own, where no other copy is loaded. */
  private static String fileThatIsLoadedFrom(String folders) throws IOException {
    ProcessBuilder jvm =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.library.path=" + folders,
            "-cp",
            System.getProperty("java.class.path"),
            LoadedFile.class.getName());
    jvm.environment().remove("LD_LIBRARY_PATH");
    Process process = jvm.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The program of that JVM. */
  static final class LoadedFile {
    private LoadedFile() {}

    public static void main(String[] arguments) {
      File file = Loader.search(HERE, System.getProperty("java.library.path")).getFile();
      byte[] path = file.getPath().getBytes(StandardCharsets.UTF_8);
      System.out.write(path, 0, path.length);
      System.out.flush();
    }
  }

  @Test
  void errorNamesTheFilesAndPlaces() {
    for (LibraryFile file : LibraryFile.values()) {
      if (file != HERE) {
        String message =
            assertThrows(UnsatisfiedLinkError.class, () -> Loader.search(file, "no/such/folder"))
                .getMessage();
        assertTrue(
            message.startsWith(
                "cannot load "
                    + String.join(" or ", file.names())
                    + " from java.library.path (no/such/folder), "),
            message);
        assertTrue(message.contains(file.placesOfTheSystem()), message);
        for (String name : file.names()) {
          assertTrue(message.contains("\n" + name + ": "), message);
        }
      }
    }
  }

  @Test
  void errorNamesTheFileOfTheProperty() {
    File file = new File("no/such/file").getAbsoluteFile();
    String message =
        assertThrows(UnsatisfiedLinkError.class, () -> Loader.load("no/such/file")).getMessage();
    assertTrue(
        message.startsWith(
            "cannot load " + file + ", which the system property tsc.library names: "),
        message);
  }
}
