package io.github.libtsc;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Any call of the REST API with the token of a session. {@link Session#request} makes it. It may be
 * changed and sent any number of times.
 *
 * <p>It belongs to the session, site and token with which it was made, and outlives the session's
 * close. One thread at a time may use it: a second one receives a {@link TscException} of {@link
 * Status#INVALID_STATE}, and no harm is done.
 */
public final class Request implements AutoCloseable {
  private final Handle handle;

  Request(Pointer request) {
    handle = Handle.of(this, "request", request, Libtsc::tsc_request_free);
  }

  /**
   * Sets a parameter of the query, such as "pageSize" to "1000" or "filter" to "name:eq:Sales &amp;
   * more".
   *
   * @param name the name, not ""; a parameter that was set before is replaced
   * @param value the value; the library percent-encodes both
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid
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
   * Sets a header, such as "Accept" to "application/json". Headers that the library sets
   * (X-Tableau-Auth, Host, Content-Length, ...) are refused.
   *
   * @param name the name; upper and lower case are the same; a header that was set before is
   * replaced
   * @param value the value, sent byte for byte; null removes the header
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid
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
   * @param contentType "application/json", "multipart/mixed; boundary=...", ..., in place of one
   *     that {@link #setHeader} set; null: that one; without one, "text/xml" if the body begins
   *     with "&lt;", and otherwise none
   * @param data any bytes, which are copied; null is an empty body
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid
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
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid
   */
  public Request setBody(String contentType, String text) {
    return setBody(contentType, text == null ? null : Arguments.utf8("text", text));
  }

  /**
   * Sets the limit for the body of a successful response, decompressed. If the response is an
   * error, at most 1 MiB of its body is read.
   *
   * @param bytes the limit in bytes, 64 MiB by default; 0: no body; {@link Long#MAX_VALUE}: no
   *     limit. A body that is longer than an array can be (2 GiB) fails with {@link
   *     Status#TOO_LARGE}
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
   * Sets whether the request may be sent again although the server may have received it, such as a
   * POST that only asks, as those of the Metadata API do. See {@link Server#setRetry}.
   *
   * @param repeatable true if it may; the default is false; GET and HEAD may always be sent again
   * @return this
   */
  public Request setRepeatable(boolean repeatable) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_request_set_repeatable(self, repeatable ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Sets time limits of this request, instead of those of {@link Server#setTimeouts}.
   *
   * <p>Limits are rounded up to milliseconds.
   *
   * @param read limits the time in which the server sends nothing, or takes in nothing of the
   *     request; null or zero means no limit
   * @param total limits one {@link #send()}; null or zero means no limit
   * @return this
   * @throws IllegalArgumentException if a limit is negative or longer than 2^32 - 1 milliseconds
   */
  public Request setTimeouts(Duration read, Duration total) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_request_set_timeouts(
                self,
                Arguments.limit("read", read),
                Arguments.limit("total", total),
                arguments.error()));
    return this;
  }

  /**
   * Sends the request and reads the whole response. A status other than 2xx is an error that has
   * the response.
   *
   * <p>Blocks. Makes one HTTP request, which is sent as often as {@link Server#setRetry} allows; a
   * GET is sent once more if a pooled connection turns out to be closed. If no complete response
   * arrived, the server may have carried out the request even so.
   *
   * <p>The status is {@link Status#TOO_LARGE} if the response exceeds the limit; {@link
   * Status#INVALID_STATE} if the session has switched to another site since the request was made;
   * {@link Status#NOT_SIGNED_IN} or {@link Status#SESSION_EXPIRED} if it has ended.
   *
   * @return any 2xx response, also one of the Metadata API with GraphQL errors in it
   * @throws TscException if it fails
   */
  public Response send() {
    return send(null);
  }

  /**
   * The same as {@link #send()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return any 2xx response, also one of the Metadata API with GraphQL errors in it
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
   * Frees the request. It sends nothing. Its responses can still be used, and a running call
   * continues. A second call does nothing; any other call throws an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    handle.close();
  }
}
