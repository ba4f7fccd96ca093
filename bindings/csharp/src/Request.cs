using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A request for any call of the REST API, with a session's token. It may be sent more than once.
    /// </summary>
    /// <remarks>
    /// It belongs to the session, site and token with which it was made. One thread at a time may use it: a second
    /// one receives a <see cref="TscException"/> with <see cref="Status.InvalidState"/> and does no harm. The
    /// setters return the request.
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

        /// <summary>Sets a parameter of the query: "pageSize" to "1000".</summary>
        /// <param name="name">The name, not empty. A parameter with the same name is replaced.</param>
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

        /// <summary>Sets a header: "Accept" to "application/json", for instance.</summary>
        /// <param name="name">The name, in any case. A header with the same name is replaced.</param>
        /// <param name="value">The value, which is sent unchanged; null removes the header.</param>
        /// <returns>This request.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the header is invalid, or the library sets it itself.
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

        /// <summary>Sets the body, which replaces the previous one.</summary>
        /// <param name="contentType">
        /// "application/json", "multipart/mixed; boundary=...", ... With null the type of <see cref="SetHeader"/>
        /// applies, or else "text/xml" if the body begins with a tag.
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
        /// <param name="text">The body.</param>
        /// <returns>This request.</returns>
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

        /// <summary>Limits the size of a successful response's body, decompressed.</summary>
        /// <param name="bytes">
        /// The limit. 0 accepts only an empty body, and <see cref="long.MaxValue"/> sets no limit. The default is
        /// 64 MiB.
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
        /// Sends the request and reads the whole response. The request may be changed and sent again.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call. The server may have executed the request.</param>
        /// <returns>The response, if its status is 2xx. Dispose of it.</returns>
        /// <exception cref="TscException">
        /// The response has another status and is in <see cref="TscException.Response"/>, or no response came.
        /// <see cref="Status.TooLarge"/>: the response exceeds the limit. <see cref="Status.InvalidState"/>: the
        /// session has switched site since the request was made, or another thread uses it.
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

        /// <summary><see cref="Send"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The response. Dispose of it.</returns>
        public Task<Response> SendAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => Send(cancellationToken));
        }

        /// <summary>Frees the request. A running call continues, and responses stay.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }
    }
}
