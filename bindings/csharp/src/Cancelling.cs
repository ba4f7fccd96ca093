using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>The native cancellation of a token, for one call or several in sequence.</summary>
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

        /// <summary>Throws the error of a call that used this cancellation.</summary>
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

        /// <summary>Cancels a call, which may have ended already.</summary>
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

    /// <summary>Runs blocking calls on other threads.</summary>
    internal static class Background
    {
        /// <summary>Runs a call on a new thread: it may take minutes, and the pool has few threads.</summary>
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

        /// <summary>Runs a call that usually ends at once, on a thread of the pool.</summary>
        internal static Task<T> RunShort<T>(Func<T> call)
        {
            return Run(call, TaskCreationOptions.None);
        }

        // Because the method is async, OperationCanceledException cancels the task, and await rethrows that
        // exception with its inner exception.
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
