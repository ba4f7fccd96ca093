package io.github.libtsc;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What one call is given: its strings, bytes and the places for what comes out of it. */
final class Arguments implements AutoCloseable {
  private final List<Memory> strings = new ArrayList<>(4);
  private final Memory outputs = new Memory(2L * Native.POINTER_SIZE);

  Arguments() {
    outputs.clear();
  }

  /** A string as the library takes it: UTF-8 and a NUL. */
  Pointer text(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.indexOf('\0') >= 0) {
      throw TscException.invalidArgument(name + " has a NUL in it, where the library's would end");
    }
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw TscException.invalidArgument(name + " has half of a surrogate pair in it");
    }
    int length = bytes.remaining();
    Memory memory = new Memory(length + 1L);
    strings.add(memory);
    memory.write(0, bytes.array(), 0, length);
    memory.setByte(length, (byte) 0);
    Arrays.fill(bytes.array(), (byte) 0);
    return memory;
  }

  Pointer textOrNull(String name, String value) {
    return value == null ? null : text(name, value);
  }

  /** Bytes of any kind; NULL if there are none. */
  Pointer bytes(byte[] value) {
    if (value == null || value.length == 0) {
      return null;
    }
    Memory memory = new Memory(value.length);
    strings.add(memory);
    memory.write(0, value, 0, value.length);
    return memory;
  }

  /** Where the call puts what it gives. */
  Pointer output() {
    return outputs;
  }

  /** Where the call puts its error. */
  Pointer error() {
    return outputs.share(Native.POINTER_SIZE);
  }

  /** What the call gave. */
  Pointer result() {
    return outputs.getPointer(0);
  }

  /** Throws the error of a call that failed. */
  void check(int status) {
    if (status != 0) {
      throw TscException.take(status, outputs.getPointer(Native.POINTER_SIZE));
    }
  }

  /** Wipes what went in, which may be secret. */
  @Override
  public void close() {
    for (Memory memory : strings) {
      memory.clear();
      memory.close();
    }
    outputs.close();
  }
}
