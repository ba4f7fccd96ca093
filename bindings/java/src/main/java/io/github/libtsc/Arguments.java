package io.github.libtsc;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The arguments of one call: its strings and bytes, and the places for its results. */
final class Arguments implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMillis(0xffff_ffffL);

  private final List<Memory> strings = new ArrayList<>(4);
  private final Memory outputs = new Memory(2L * Native.POINTER_SIZE);

  Arguments() {
    outputs.clear();
  }

  /** Copies a string for the library: UTF-8 with a NUL at the end. */
  Pointer text(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.indexOf('\0') >= 0) {
      throw TscException.invalidArgument(name + " contains a NUL");
    }
    byte[] bytes = utf8(name, value);
    Memory memory = new Memory(bytes.length + 1L);
    strings.add(memory);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    Arrays.fill(bytes, (byte) 0);
    return memory;
  }

  Pointer textOrNull(String name, String value) {
    return value == null ? null : text(name, value);
  }

  /** Encodes a text strictly: {@link String#getBytes} would replace invalid characters. */
  static byte[] utf8(String name, String value) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = Arrays.copyOf(encoded.array(), encoded.remaining());
      Arrays.fill(encoded.array(), (byte) 0);
      return bytes;
    } catch (CharacterCodingException e) {
      throw TscException.invalidArgument(name + " contains an unpaired surrogate");
    }
  }

  /** Copies a path, which must be of the default file system. */
  Pointer pathOrNull(String name, Path value) {
    return value == null ? null : text(name, value.toFile().getPath());
  }

  /** Copies bytes; returns NULL if there are none. */
  Pointer bytes(byte[] value) {
    if (value == null || value.length == 0) {
      return null;
    }
    Memory memory = new Memory(value.length);
    strings.add(memory);
    memory.write(0, value, 0, value.length);
    return memory;
  }

  /** Copies variables in the form of execve: pointers to "NAME=value", and NULL. */
  Pointer environment(String name, Map<String, String> variables) {
    Memory array = new Memory((variables.size() + 1L) * Native.POINTER_SIZE);
    strings.add(array);
    array.clear();
    long offset = 0;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      array.setPointer(offset, text(name, variable.getKey() + "=" + variable.getValue()));
      offset += Native.POINTER_SIZE;
    }
    return array;
  }

  /** Converts a duration to an unsigned 32-bit number, rounded up because 0 can mean no limit. */
  static int milliseconds(String name, Duration duration) {
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " is out of range: " + duration);
    }
    return (int) duration.plusNanos(999_999).toMillis();
  }

  /** Converts a time limit; null and 0 mean no limit. */
  static int limit(String name, Duration duration) {
    return duration == null ? 0 : milliseconds(name, duration);
  }

  /** Refuses a negative number, which the library would read as a large unsigned one. */
  static long notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
    return value;
  }

  /** The place for the result of the call. */
  Pointer output() {
    return outputs;
  }

  /** The place for the error of the call. */
  Pointer error() {
    return outputs.share(Native.POINTER_SIZE);
  }

  /** The result of the call. */
  Pointer result() {
    return outputs.getPointer(0);
  }

  /** Throws the error of a call that failed. */
  void check(int status) {
    if (status != 0) {
      throw TscException.take(status, outputs.getPointer(Native.POINTER_SIZE));
    }
  }

  /** Wipes and frees the arguments, which may be secret. */
  @Override
  public void close() {
    for (Memory memory : strings) {
      memory.clear();
      memory.close();
    }
    outputs.close();
  }
}
