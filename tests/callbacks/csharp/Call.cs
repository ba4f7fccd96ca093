using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

/// <summary>
/// A call of the library that is running on a thread, and the first exception of the callbacks that it runs. They
/// run on the same thread.
/// </summary>
internal sealed class Call
{
    [ThreadStatic]
    private static Call running;

    private readonly Call outer = running;
    private ExceptionDispatchInfo thrown;

    internal delegate int Function(out IntPtr error);

    internal static Call Running
    {
        get { return running; }
    }

    /// <summary>Remembers what a callback threw.</summary>
    internal static void Keep(Exception exception)
    {
        if (running.thrown == null)
        {
            running.thrown = ExceptionDispatchInfo.Capture(exception);
        }
    }

    /// <summary>
    /// Makes a call. Throws what a callback threw, the same object with its stack trace, or else the call's error.
    /// </summary>
    internal static void Make(Function function)
    {
        IntPtr error;
        int status;
        var call = new Call();
        running = call;
        try
        {
            status = function(out error);
        }
        finally
        {
            running = call.outer;
        }
        var message = Marshal.PtrToStringAnsi(Native.tsc_error_message(error));
        Native.tsc_error_free(error);
        if (call.thrown != null)
        {
            Check.That(status == Native.Ok || status == Native.Aborted, message);
            call.thrown.Throw();
        }
        if (status != Native.Ok)
        {
            throw new InvalidOperationException(message);
        }
    }
}
