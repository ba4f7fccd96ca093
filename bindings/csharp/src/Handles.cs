using System;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>How handles are used that somebody may close meanwhile.</summary>
    internal static class Handles
    {
        /// <summary>A handle for a call, which itself keeps it from being freed.</summary>
        internal static T Open<T>(T handle, object owner) where T : SafeHandle
        {
            if (handle.IsClosed)
            {
                throw new ObjectDisposedException(owner.GetType().FullName);
            }
            return handle;
        }

        /// <summary>Keeps a handle from being freed while what it lends is copied.</summary>
        internal static T Read<T>(SafeHandle handle, object owner, Func<IntPtr, T> read)
        {
            var isHeld = false;
            try
            {
                Open(handle, owner).DangerousAddRef(ref isHeld);
                return read(handle.DangerousGetHandle());
            }
            finally
            {
                if (isHeld)
                {
                    handle.DangerousRelease();
                }
            }
        }
    }
}
