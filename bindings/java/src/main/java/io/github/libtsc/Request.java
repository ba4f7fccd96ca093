package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Any call of the REST API, with a session's token: {@link Session#request}. It may be changed and
 * sent again.
 *
 * <p>It belongs to the session, site and token that it was made under, and outlives the session's
 * close. One thread at a time: a second one gets a {@link TscException} of {@link
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
   * @param name as it is; one that was set before is replaced
   * @param value as it is; both are percent-encoded by the library
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
   * Sets a header: "Accept" to "application/json", for instance. Those that the library takes care
   * of (X-Tableau-Auth, Host, Content-Length, ...) are refused.
   *
   * @param name in any case; one that was set before is replaced
   * @param value as it is; null takes the header away
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
   * Sets the body, in place of one that was set before.
   *
   * @param contentType "application/json", "multipart/mixed; boundary=...", ...; null: what {@link
   *     #setHeader} set, or else "text/xml" where the body begins with "&lt;", or else none
   * @param data the bytes, of any kind; copied; null or none: an empty body
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
   * @param text the text; null or none: an empty body
   * @return this
   * @throws TscException if the library refuses it
   */
  public Request setBody(String contentType, String text) {
    return setBody(contentType, text == null ? null : Arguments.utf8("text", text));
  }

  /**
   * Sets how large the body of a successful answer may be, decompressed. At first it is 64 MiB.
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
   * Sends the request and reads the whole answer. An HTTP error is an error.
   *
   * <p>Of what was sent, where no answer came, some may have been done all the same. A GET is sent
   * once more if a connection that was kept from before turns out to be closed.
   *
   * @return the answer, whatever its body is (also a GraphQL answer of the Metadata API that tells
   *     of errors)
   * @throws TscException if it fails
   */
  public Response send() {
    return send(null);
  }

  /**
   * The same as {@link #send()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
   * @return the answer, whatever its body is (also a GraphQL answer of the Metadata API that tells
   *     of errors)
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
   * The same as {@link #send()}, on a platform thread of its own.
   *
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Response> sendAsync() {
    return sendAsync(Async.THREADS);
  }

  /**
   * The same as {@link #send()}, on a thread of the caller's.
   *
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Response> sendAsync(Executor executor) {
    return Async.call(executor, cancellation -> send(cancellation));
  }

  /**
   * Frees it. Answers that it got stay, and a call under way ends as it would. A second time does
   * nothing; anything else is an {@link IllegalStateException} then.
   */
  @Override
  public void close() {
    handle.close();
  }
}
