package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A request for any call of the REST API, with a session's token. {@link Session#request} makes it.
 * It may be changed and sent again.
 *
 * <p>It belongs to the session, site and token with which it was made, and outlives the session's
 * close. One thread at a time may use it: a second one receives a {@link TscException} of {@link
 * Status#INVALID_STATE} and does no harm.
 */
public final class Request implements AutoCloseable {
  private final Handle handle;

  Request(Pointer request) {
    handle = Handle.of(this, "request", request, Libtsc::tsc_request_free);
  }

  /**
   * Sets a parameter of the query: "pageSize" to "1000", "filter" to "name:eq:Sales &amp; more".
   *
   * @param name the name; a parameter with the same name is replaced
   * @param value the value; the library percent-encodes both
   * @return this
   * @throws TscException if the library refuses it
   */
  public Request setParameter(String name, String value) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_request_set_parameter(
                self,
                arguments.text("name", name),
                arguments.text("value", value),
                arguments.error()));
    return this;
  }

  /**
   * Sets a header: "Accept" to "application/json", for instance. Headers that the library sets
   * itself (X-Tableau-Auth, Host, Content-Length, ...) are refused.
   *
   * @param name the name, in any case; a header with the same name is replaced
   * @param value the value, which is sent unchanged; null removes the header
   * @return this
   * @throws TscException if the library refuses it
   */
  public Request setHeader(String name, String value) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_request_set_header(
                self,
                arguments.text("name", name),
                arguments.textOrNull("value", value),
                arguments.error()));
    return this;
  }

  /**
   * Sets the body, which replaces the previous one.
   *
   * @param contentType "application/json", "multipart/mixed; boundary=...", ...; with null the type
   *     of {@link #setHeader} applies, or else "text/xml" if the body begins with "&lt;", or else
   *     none
   * @param data any bytes, which are copied; null is an empty body
   * @return this
   * @throws TscException if the library refuses it
   */
  public Request setBody(String contentType, byte[] data) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_request_set_body(
                self,
                arguments.textOrNull("contentType", contentType),
                arguments.bytes(data),
                data == null ? 0 : data.length,
                arguments.error()));
    return this;
  }

  /**
   * Sets the body from text, which is sent as UTF-8.
   *
   * @param contentType as for {@link #setBody(String, byte[])}
   * @param text the text; null is an empty body
   * @return this
   * @throws TscException if the library refuses it
   */
  public Request setBody(String contentType, String text) {
    return setBody(contentType, text == null ? null : Arguments.utf8("text", text));
  }

  /**
   * Limits the size of a successful response's body, decompressed. The default is 64 MiB.
   *
   * @param bytes the limit; 0 accepts only an empty body, and {@link Long#MAX_VALUE} sets no limit
   * @return this
   * @throws IllegalArgumentException if the number is negative
   */
  public Request setMaxResponseSize(long bytes) {
    long limit = Arguments.notNegative("bytes", bytes);
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_request_set_max_response_size(self, limit, arguments.error()));
    return this;
  }

  /**
   * Sends the request and reads the whole response. A status other than 2xx is an error.
   *
   * <p>If no response came, the server may still have executed the request. A GET is sent again if
   * a pooled connection turns out to be closed.
   *
   * @return the response, whatever its body is (also a GraphQL response of the Metadata API with
   *     errors)
   * @throws TscException if it fails
   */
  public Response send() {
    return send(null);
  }

  /**
   * The same as {@link #send()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return the response, whatever its body is (also a GraphQL response of the Metadata API with
   *     errors)
   * @throws TscException if it fails
   */
  public Response send(Cancellation cancellation) {
    return handle.call(
        cancellation,
        (self, cancelledBy, arguments) ->
            Libtsc.tsc_request_send(self, cancelledBy, arguments.output(), arguments.error()),
        arguments -> Response.take(arguments.result()));
  }

  /**
   * The same as {@link #send()}, on a platform thread of the library.
   *
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Response> sendAsync() {
    return sendAsync(Async.THREADS);
  }

  /**
   * The same as {@link #send()}, on a thread of the caller's executor.
   *
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Response> sendAsync(Executor executor) {
    return Async.call(executor, cancellation -> send(cancellation));
  }

  /**
   * Frees the request. Its responses stay, and a running call continues. A second call does
   * nothing; any other call throws an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    handle.close();
  }
}
