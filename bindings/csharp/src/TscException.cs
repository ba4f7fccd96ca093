using System;

namespace Tsc
{
    /// <summary>
    /// Describes why a call failed: a status for programs, a message for people, and the server's response if there was
    /// one. It contains no secret of the call, and does not change.
    /// </summary>
    /// <remarks>
    /// A call that its <see cref="System.Threading.CancellationToken"/> cancelled throws an
    /// <see cref="OperationCanceledException"/> whose <see cref="Exception.InnerException"/> is this exception.
    /// </remarks>
    public sealed class TscException : Exception
    {
        /// <summary>Makes an error that does not come from the library.</summary>
        internal TscException(Status status, string message) : base(message)
        {
            Status = status;
        }

        private TscException(Status status, IntPtr error) : base(Utf8.Copy(Native.tsc_error_message(error)))
        {
            Status = status;
            HttpStatus = Native.tsc_error_http_status(error);
            TableauCode = Utf8.Copy(Native.tsc_error_tableau_code(error));
            Summary = Utf8.Copy(Native.tsc_error_summary(error));
            Detail = Utf8.Copy(Native.tsc_error_detail(error));
            var seconds = Native.tsc_error_retry_after(error);
            if (seconds >= 0)
            {
                RetryAfter = TimeSpan.FromTicks(
                    Math.Min(seconds, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond);
            }
            IsTransient = Native.tsc_error_is_transient(error) != 0;
            var native = Native.tsc_error_response(error);
            if (native != IntPtr.Zero)
            {
                Response = new Response(native);
            }
        }

        /// <summary>
        /// The reason of the failure. A status that this version does not define keeps its number.
        /// </summary>
        public Status Status { get; }

        /// <summary>
        /// The HTTP status of the response that caused the error; 0 if no complete response arrived.
        /// </summary>
        public int HttpStatus { get; }

        /// <summary>Tableau's error code, such as "401001". Null if the response has none.</summary>
        public string TableauCode { get; }

        /// <summary>
        /// The server's summary of the failure, such as "Signin Error". Null if the response has
        /// none.
        /// </summary>
        public string Summary { get; }

        /// <summary>
        /// The server's detail of the failure, such as "Error signing in to Tableau Server". Null if the response has
        /// none.
        /// </summary>
        public string Detail { get; }

        /// <summary>
        /// The time that the server asks to wait before the next attempt (the Retry-After header), counted from the end
        /// of the call; null if it does not say.
        /// </summary>
        public TimeSpan? RetryAfter { get; }

        /// <summary>
        /// True if the same call may succeed later: after a time limit that ran out, a host name that cannot be
        /// resolved, a connection that could not be made or was lost, and the HTTP statuses 408, 429, 502, 503 and 504.
        /// The library may have tried several times already, see <see cref="Server.SetRetry"/>. Unless the call can be
        /// repeated without harm, find out first whether the server has carried it out.
        /// </summary>
        public bool IsTransient { get; }

        /// <summary>
        /// The response that caused the error, with at most the first 1 MiB of its body, and with all cookies and the
        /// secrets of the call redacted. Null if no complete response arrived. It need not be disposed of.
        /// </summary>
        public Response Response { get; }

        /// <summary>Throws and frees the error of a call that failed.</summary>
        internal static void Check(int status, IntPtr error)
        {
            if (status != (int)Tsc.Status.Ok)
            {
                throw Take(status, error);
            }
        }

        internal static TscException Take(int status, IntPtr error)
        {
            try
            {
                return new TscException((Status)status, error);
            }
            finally
            {
                Native.tsc_error_free(error);
            }
        }
    }
}
