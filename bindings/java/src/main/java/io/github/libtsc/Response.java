package io.github.libtsc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A server's response: its HTTP status, headers and body, and the elements of a body that is XML.
 * It is a copy that does not change and needs no closing. Any thread may use it.
 */
public final class Response {
  private final int status;
  private final Map<String, List<String>> headers;
  private final Map<String, String> joinedHeaders;
  private final byte[] body;
  private final Node root;

  /** Copies a response of the library. */
  Response(Pointer response) {
    status = Libtsc.tsc_response_status(response);
    Map<String, List<String>> values = new LinkedHashMap<>();
    Map<String, String> joined = new LinkedHashMap<>();
    for (int i = 0; ; i++) {
      String name = Libtsc.tsc_response_header_name_at(response, i);
      if (name == null) {
        break;
      }
      String value = Libtsc.tsc_response_header_value_at(response, i);
      values.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
    }
    try (Arguments arguments = new Arguments()) {
      for (String name : values.keySet()) {
        joined.put(name, Libtsc.tsc_response_header(response, arguments.text("name", name)));
      }
    }
    values.replaceAll((name, list) -> Collections.unmodifiableList(list));
    headers = Collections.unmodifiableMap(values);
    joinedHeaders = joined;
    body = copyBody(response);
    root = Node.copy(Libtsc.tsc_response_root(response), null);
  }

  /** Copies and frees a response of the library. */
  static Response take(Pointer response) {
    try {
      return new Response(response);
    } finally {
      Libtsc.tsc_response_free(response);
    }
  }

  private static byte[] copyBody(Pointer response) {
    try (Memory length = new Memory(Long.BYTES)) {
      length.clear();
      Pointer bytes = Libtsc.tsc_response_body(response, length);
      long count = length.getLong(0);
      if (count > Integer.MAX_VALUE - 8) {
        throw TscException.of(
            Status.TOO_LARGE, "the response has " + count + " bytes, which an array cannot hold");
      }
      return bytes == null ? new byte[0] : bytes.getByteArray(0, (int) count);
    }
  }

  /**
   * Returns the HTTP status.
   *
   * @return the status, such as 200
   */
  public int status() {
    return status;
  }

  /**
   * Returns the value of a header. The values of repeated headers are joined by ", ".
   *
   * @param name the name; upper and lower case are the same
   * @return the value; null if there is none
   */
  public String header(String name) {
    return joinedHeaders.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns all headers, in the order of the response. The Content-Encoding and Content-Length of a
   * body that was decompressed are left out.
   *
   * @return a map from names, in lower case, to lists of values, which cannot be changed
   */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /**
   * Returns the body, decompressed.
   *
   * @return a new array each time, empty if there is no body
   */
  public byte[] body() {
    return body.clone();
  }

  /**
   * Returns the body as text.
   *
   * @return the body, decoded as UTF-8; "" if there is no body
   */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * Returns the root element of the body, whatever its Content-Type.
   *
   * @return the root; null if the body is not XML in UTF-8, has a document type, or exceeds a
   *     limit: 64 levels, a million elements and texts, a million attributes, 256 attributes of one
   *     element
   */
  public Node root() {
    return root;
  }

  /**
   * Describes the response without its content, which may be secret.
   *
   * @return "Response[200, 1234 bytes]"
   */
  @Override
  public String toString() {
    return "Response[" + status + ", " + body.length + " bytes]";
  }
}
