using System;

namespace Tsc
{
    /// <summary>
    /// Describes why a call failed: a status for programs, a message for people, and the server's response if one
    /// came. It contains no secret of the call.
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
            var native = Native.tsc_error_response(error);
            if (native != IntPtr.Zero)
            {
                Response = new Response(native);
            }
        }

        /// <summary>The kind of failure. A status without a name in this version keeps its number.</summary>
        public Status Status { get; }

        /// <summary>The HTTP status of the response behind the error; 0 if no response came.</summary>
        public int HttpStatus { get; }

        /// <summary>Tableau's error code, as text: "401001". Null if there is none.</summary>
        public string TableauCode { get; }

        /// <summary>The server's summary of the failure: "Signin Error". Null if there is none.</summary>
        public string Summary { get; }

        /// <summary>The server's detail of the failure. Null if there is none.</summary>
        public string Detail { get; }

        /// <summary>
        /// The time that the server asks to wait before the next attempt; null if it did not ask.
        /// </summary>
        public TimeSpan? RetryAfter { get; }

        /// <summary>
        /// The response behind the error, with the secrets of the call and all cookies redacted. A body over 1 MiB
        /// is truncated. Null if no response came. It need not be disposed of.
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
