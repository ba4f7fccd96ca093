using System;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>Functions that use handles which other threads may close at the same time.</summary>
    internal static class Handles
    {
        /// <summary>Returns a handle for a call. The marshaller keeps it from being freed.</summary>
        internal static T Open<T>(T handle, object owner) where T : SafeHandle
        {
            if (handle.IsClosed)
            {
                throw new ObjectDisposedException(owner.GetType().FullName);
            }
            return handle;
        }

        /// <summary>Keeps a handle from being freed while a value that it lends is copied.</summary>
        internal static T Read<T>(SafeHandle handle, object owner, Func<IntPtr, T> read)
        {
            var isReferenced = false;
            try
            {
                Open(handle, owner).DangerousAddRef(ref isReferenced);
                return read(handle.DangerousGetHandle());
            }
            finally
            {
                if (isReferenced)
                {
                    handle.DangerousRelease();
                }
            }
        }
    }
}
