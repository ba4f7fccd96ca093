using System;

namespace Tsc
{
    /// <summary>
    /// A call that failed: a status for programs, a message for people, and what the server answered,
    /// if it did. Nothing in it holds a secret of the call.
    /// </summary>
    /// <remarks>
    /// A call that its <see cref="System.Threading.CancellationToken"/> cancelled throws an
    /// <see cref="OperationCanceledException"/> in place of this, which has this as its
    /// <see cref="Exception.InnerException"/>.
    /// </remarks>
    public sealed class TscException : Exception
    {
        /// <summary>An error of the binding's own, before the call.</summary>
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
            var answer = Native.tsc_error_response(error);
            if (answer != IntPtr.Zero)
            {
                Response = new Response(answer);
            }
        }

        /// <summary>What kind of failure it is. Numbers that this version has no name for are kept.</summary>
        public Status Status { get; }

        /// <summary>The HTTP status of the answer behind the error; 0 if no answer came.</summary>
        public int HttpStatus { get; }

        /// <summary>Tableau's error code, as text: "401001". Null if the server gave none.</summary>
        public string TableauCode { get; }

        /// <summary>The server's own summary of the failure: "Signin Error". Null if it gave none.</summary>
        public string Summary { get; }

        /// <summary>The server's own detail of the failure. Null if it gave none.</summary>
        public string Detail { get; }

        /// <summary>How long the server asks to wait before the next try; null if it did not say.</summary>
        public TimeSpan? RetryAfter { get; }

        /// <summary>
        /// The answer behind the error, without the secrets of the call and cookies; of a body over 1 MiB
        /// only the beginning. Null if no answer came. It need not be disposed of.
        /// </summary>
        public Response Response { get; }

        /// <summary>Throws what a call says, and frees its error.</summary>
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
