using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>A token as C wants it, for the time of a call or of several one after another.</summary>
    internal sealed class Cancelling : IDisposable
    {
        private readonly CancellationToken token;
        private readonly CancellationTokenRegistration registration;

        internal Cancelling(CancellationToken token)
        {
            this.token = token;
            Handle = CancellationHandle.None;
            if (token.CanBeCanceled)
            {
                Handle = Native.tsc_cancellation_new();
                registration = token.Register(handle => Cancel((CancellationHandle)handle), Handle);
            }
        }

        internal CancellationHandle Handle { get; }

        public void Dispose()
        {
            if (Handle != CancellationHandle.None)
            {
                registration.Dispose();
                Handle.Dispose();
            }
        }

        /// <summary>Throws what a call says that this was given to.</summary>
        internal void Check(int status, IntPtr error)
        {
            if (status == (int)Status.Ok)
            {
                return;
            }
            var failure = TscException.Take(status, error);
            if (failure.Status == Status.Cancelled && IsCancelled)
            {
                throw new OperationCanceledException(failure.Message, failure, token);
            }
            throw failure;
        }

        private bool IsCancelled
        {
            get { return Handle != CancellationHandle.None && Native.tsc_cancellation_is_cancelled(Handle) != 0; }
        }

        /// <summary>Cancels a call that may have ended by now.</summary>
        internal static void Cancel(CancellationHandle handle)
        {
            try
            {
                Native.tsc_cancellation_cancel(handle);
            }
            catch (ObjectDisposedException)
            {
                // The call has ended.
            }
        }
    }

    /// <summary>Calls that hold their thread, on a thread that nobody waits for.</summary>
    internal static class Background
    {
        /// <summary>On a thread of its own: a call may take minutes, and the pool has few threads.</summary>
        internal static Task<T> Run<T>(Func<T> call)
        {
            return Run(call, TaskCreationOptions.LongRunning);
        }

        internal static Task Run(Action call)
        {
            return Run(() =>
            {
                call();
                return true;
            });
        }

        /// <summary>On a thread of the pool, for calls that mostly end at once.</summary>
        internal static Task<T> RunShort<T>(Func<T> call)
        {
            return Run(call, TaskCreationOptions.None);
        }

        // As it is async, a task whose call throws OperationCanceledException is cancelled, not failed,
        // and that exception, with what it has in it, comes out of its await.
        private static async Task<T> Run<T>(Func<T> call, TaskCreationOptions options)
        {
            return await Task.Factory.StartNew(
                call,
                CancellationToken.None,
                options | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default).ConfigureAwait(false);
        }
    }
}
