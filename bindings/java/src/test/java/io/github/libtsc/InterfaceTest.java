package io.github.libtsc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the binding with tsc.h. */
class InterfaceTest {
  private static String read(String path) throws IOException {
    return Files.readString(Path.of(System.getProperty("tsc.repository")).resolve(path));
  }

  @Test
  void statusesEqualThoseOfTheHeader() throws Exception {
    Map<Integer, String> declared = new TreeMap<>();
    Matcher define =
        Pattern.compile("#define (TSC_OK|TSC_ERROR_\\w+) (\\d+)").matcher(read("include/tsc.h"));
    while (define.find()) {
      declared.put(Integer.valueOf(define.group(2)), define.group(1));
    }
    Map<Integer, String> known = new TreeMap<>();
    for (Field field : Status.class.getFields()) {
      Status status = (Status) field.get(null);
      known.put(
          status.number(),
          field.getName().equals("OK") ? "TSC_OK" : "TSC_ERROR_" + field.getName());
      assertEquals(known.get(status.number()), status.name());
    }
    assertEquals(declared, known);
  }

  @Test
  void unknownStatusKeepsItsNumber() throws Exception {
    Status later = Status.of(4711);
    assertEquals(4711, later.number());
    assertEquals("TSC_ERROR_UNKNOWN", later.name());
    assertEquals("TSC_ERROR_UNKNOWN (4711)", later.toString());
    assertSame(later, Status.of(4711));
    assertSame(Status.TIMEOUT, Status.of(4));
    assertSame(later, serialised(later));
  }

  @Test
  void exceptionCanBeSerialised() throws Exception {
    TscException copy = (TscException) serialised(TscException.invalidArgument("what it says"));
    assertEquals("what it says", copy.getMessage());
    assertSame(Status.INVALID_ARGUMENT, copy.status());
  }

  private static Object serialised(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void versionIsThatOfTheLibrary() {
    assertEquals("0.1.0", Tsc.version());
    assertEquals(0x000100, Tsc.versionNumber());
  }
}
