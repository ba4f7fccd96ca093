using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// Any call of the REST API with the token of a session. It may be changed and sent any number of times.
    /// </summary>
    /// <remarks>
    /// It belongs to the session, site and token with which it was made, and can be disposed of after the session. One
    /// thread at a time may use it: a second one receives a <see cref="TscException"/> with
    /// <see cref="Status.InvalidState"/>, and no harm is done. The setters return the request.
    /// </remarks>
    public sealed class Request : IDisposable
    {
        private readonly RequestHandle handle;

        internal Request(RequestHandle handle)
        {
            this.handle = handle;
        }

        private RequestHandle Open
        {
            get { return Handles.Open(handle, this); }
        }

        /// <summary>Sets a parameter of the query, such as "pageSize" to "1000".</summary>
        /// <param name="name">The name, not "". A parameter that was set before is replaced.</param>
        /// <param name="value">The value. The library percent-encodes both.</param>
        /// <returns>This request.</returns>
        public Request SetParameter(string name, string value)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_request_set_parameter(
                    Open, Utf8.Required(name, nameof(name)), Utf8.Required(value, nameof(value)), out error),
                error);
            return this;
        }

        /// <summary>Sets a header, such as "Accept" to "application/json".</summary>
        /// <param name="name">
        /// The name; upper and lower case are the same. A header that was set before is replaced.
        /// </param>
        /// <param name="value">The value, sent byte for byte; null removes the header.</param>
        /// <returns>This request.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the header is invalid, or the library sets it (X-Tableau-Auth, Host,
        /// ...).
        /// </exception>
        public Request SetHeader(string name, string value)
        {
            IntPtr error;
            var secret = Utf8.Bytes(value, nameof(value));
            try
            {
                TscException.Check(
                    Native.tsc_request_set_header(Open, Utf8.Required(name, nameof(name)), secret, out error),
                    error);
                return this;
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }

        /// <summary>Sets the body, in place of one that was set before.</summary>
        /// <param name="contentType">
        /// "application/json", "multipart/mixed; boundary=...", ..., in place of one that <see cref="SetHeader"/> set.
        /// Null: that one; without one, "text/xml" if the body begins with "&lt;", and otherwise none.
        /// </param>
        /// <param name="data">Any bytes, which are copied. Null is an empty body.</param>
        /// <returns>This request.</returns>
        public Request SetBody(string contentType, byte[] data)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_request_set_body(
                    Open,
                    Utf8.Bytes(contentType, nameof(contentType)),
                    data,
                    (UIntPtr)(uint)(data == null ? 0 : data.Length),
                    out error),
                error);
            return this;
        }

        /// <summary>Sets the body as text, which is sent in UTF-8.</summary>
        /// <param name="contentType">As for <see cref="SetBody(string, byte[])"/>.</param>
        /// <param name="text">The body. It may contain NULs.</param>
        /// <returns>This request.</returns>
        /// <exception cref="ArgumentNullException">The text is null.</exception>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the text contains an unpaired surrogate.
        /// </exception>
        public Request SetBody(string contentType, string text)
        {
            var data = Utf8.Text(text, nameof(text));
            try
            {
                return SetBody(contentType, data);
            }
            finally
            {
                Utf8.Wipe(data);
            }
        }

        /// <summary>
        /// Sets the limit for the body of a successful response, decompressed. If the response is an error, at most 1
        /// MiB of its body is read.
        /// </summary>
        /// <param name="bytes">
        /// The limit in bytes, 64 MiB by default. 0: no body. <see cref="long.MaxValue"/>: no limit.
        /// </param>
        /// <returns>This request.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public Request SetMaxResponseSize(long bytes)
        {
            if (bytes < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(bytes));
            }
            IntPtr error;
            TscException.Check(
                Native.tsc_request_set_max_response_size(Open, (ulong)bytes, out error), error);
            return this;
        }

        /// <summary>
        /// Sets whether the request may be sent again although the server may have received it, such as a POST that
        /// only asks, as those of the Metadata API do. See <see cref="Server.SetRetry"/>.
        /// </summary>
        /// <param name="repeatable">True if it may. The default is false; GET and HEAD may always be sent again.</param>
        /// <returns>This request.</returns>
        public Request SetRepeatable(bool repeatable)
        {
            IntPtr error;
            TscException.Check(Native.tsc_request_set_repeatable(Open, repeatable ? 1 : 0, out error), error);
            return this;
        }

        /// <summary>
        /// Sets time limits of this request, instead of those of <see cref="Server.SetTimeouts"/>. They are rounded up
        /// to milliseconds. <see cref="TimeSpan.Zero"/> and <see cref="Timeout.InfiniteTimeSpan"/> mean no limit.
        /// </summary>
        /// <param name="read">
        /// Limits the time in which the server sends nothing, or takes in nothing of the request.
        /// </param>
        /// <param name="total">Limits one <see cref="Send"/>.</param>
        /// <returns>This request.</returns>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A limit is negative (other than <see cref="Timeout.InfiniteTimeSpan"/>) or longer than 2^32 - 1
        /// milliseconds.
        /// </exception>
        public Request SetTimeouts(TimeSpan read, TimeSpan total)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_request_set_timeouts(
                    Open, Server.Limit(read, nameof(read)), Server.Limit(total, nameof(total)), out error),
                error);
            return this;
        }

        /// <summary>
        /// Sends the request and reads the whole response. Blocks. Makes one HTTP request, which is sent as often as
        /// <see cref="Server.SetRetry"/> allows; a GET is sent once more if a pooled connection turns out to be closed.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call. The server may have carried out the request.</param>
        /// <returns>
        /// Any 2xx response, also one of the Metadata API with GraphQL errors in it. Dispose of it.
        /// </returns>
        /// <exception cref="TscException">
        /// The response has another status and is in <see cref="TscException.Response"/>, or no complete response
        /// arrived. <see cref="Status.TooLarge"/>: the response exceeds the limit. <see cref="Status.InvalidState"/>:
        /// the session has switched to another site since the request was made, or another thread is using the request.
        /// <see cref="Status.NotSignedIn"/>, <see cref="Status.SessionExpired"/>: the session has ended.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public Response Send(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                ResponseHandle response;
                IntPtr error;
                cancelling.Check(
                    Native.tsc_request_send(Open, cancelling.Handle, out response, out error), error);
                return new Response(response);
            }
        }

        /// <summary>Calls <see cref="Send"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The response. Dispose of it.</returns>
        public Task<Response> SendAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => Send(cancellationToken));
        }

        /// <summary>
        /// Frees the request. It sends nothing. A running call continues, and the responses can still be used.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }
    }
}
