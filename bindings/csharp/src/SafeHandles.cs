using Microsoft.Win32.SafeHandles;

namespace Tsc
{
    internal sealed class ServerHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ServerHandle() : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.tsc_server_free(handle);
            return true;
        }
    }

    internal sealed class SessionHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public SessionHandle() : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.tsc_session_free(handle);
            return true;
        }
    }

    internal sealed class ListHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ListHandle() : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.tsc_list_free(handle);
            return true;
        }
    }

    internal sealed class RequestHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public RequestHandle() : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.tsc_request_free(handle);
            return true;
        }
    }

    internal sealed class ResponseHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ResponseHandle() : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.tsc_response_free(handle);
            return true;
        }
    }

    internal sealed class CancellationHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        /// <summary>NULL, for calls that cannot be cancelled.</summary>
        internal static readonly CancellationHandle None = new CancellationHandle();

        public CancellationHandle() : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.tsc_cancellation_free(handle);
            return true;
        }
    }
}
