using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>Any call of the REST API, with a session's token. It may be sent more than once.</summary>
    /// <remarks>
    /// It belongs to the session, site and token that it was made under. One thread at a time: a second one
    /// gets a <see cref="TscException"/> with <see cref="Status.InvalidState"/> and does no harm. Settings
    /// return the request itself.
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
        /// <param name="name">Not empty. One that was set before is replaced.</param>
        /// <param name="value">As it is; both are percent-encoded by the library.</param>
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
        /// <param name="name">In any case. One that was set before is replaced.</param>
        /// <param name="value">As it is; null takes the header away.</param>
        /// <returns>This request.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: what cannot be a header, or one that the library takes care of.
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
        /// "application/json", "multipart/mixed; boundary=...", ... Null: what <see cref="SetHeader"/> set, or else
        /// "text/xml" where the body begins with a tag.
        /// </param>
        /// <param name="data">The bytes, of any kind; copied. Null is an empty body.</param>
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
        /// <param name="contentType">As for the other.</param>
        /// <param name="text">The body.</param>
        /// <returns>This request.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: half a surrogate pair, which no UTF-8 can be.
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

        /// <summary>Sets how large the body of a successful answer may be, decompressed.</summary>
        /// <param name="bytes">
        /// 0: no body at all; <see cref="long.MaxValue"/>: no limit but memory. At first it is 64 MiB.
        /// </param>
        /// <returns>This request.</returns>
        /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
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
        /// Sends the request and reads the whole answer. The request stays as it is, and may be changed and sent
        /// again.
        /// </summary>
        /// <param name="cancellationToken">Ends the call soon. What was sent may have been done.</param>
        /// <returns>The answer, to be disposed of, if the server answered 2xx.</returns>
        /// <exception cref="TscException">
        /// Another answer, which is in <see cref="TscException.Response"/>, or none.
        /// <see cref="Status.TooLarge"/>: the answer is over the limit. <see cref="Status.InvalidState"/>: the
        /// session has switched site since the request was made, or another thread uses it.
        /// <see cref="Status.NotSignedIn"/>, <see cref="Status.SessionExpired"/>: the session is over.
        /// </exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The answer, to be disposed of.</returns>
        public Task<Response> SendAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => Send(cancellationToken));
        }

        /// <summary>Frees the request. A call under way goes on; answers stay.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }
    }
}
