using System;
using System.Runtime.InteropServices;
using System.Threading;

/// <summary>The program's function, and how often it was called and freed.</summary>
internal abstract class Counted
{
    private int calls;
    private int frees;

    internal int Calls
    {
        get { return Volatile.Read(ref calls); }
    }

    internal int Frees
    {
        get { return Volatile.Read(ref frees); }
    }

    /// <summary>user_data: the library holds this object until it frees the handle.</summary>
    internal IntPtr UserData()
    {
        return GCHandle.ToIntPtr(GCHandle.Alloc(this));
    }

    internal void CountCall()
    {
        Interlocked.Increment(ref calls);
        Check.Equal(0, Frees);
    }

    internal void CountFree()
    {
        Interlocked.Increment(ref frees);
    }

    internal void CheckFreedOnce()
    {
        Check.Equal(1, Frees);
    }
}

/// <summary>Takes the kinds of events.</summary>
internal sealed class Events : Counted
{
    internal readonly Action<int> Take;

    internal Events(Action<int> take)
    {
        Take = take;
    }
}

/// <summary>Gives a name and a password.</summary>
internal sealed class Credentials : Counted
{
    internal readonly Func<Tuple<string, string>> Give;

    internal Credentials(Func<Tuple<string, string>> give)
    {
        Give = give;
    }
}

/// <summary>
/// What the library calls. The delegates are static: the function pointer of a delegate that was collected as garbage
/// crashes.
/// </summary>
internal static class Callbacks
{
    internal static readonly EventCallback OnEvent = TakeEvent;
    internal static readonly CredentialsCallback OnCredentials = GiveCredentials;
    internal static readonly FreeCallback OnFree = Free;

    private static void TakeEvent(IntPtr lent, IntPtr userData)
    {
        try
        {
            var events = (Events)GCHandle.FromIntPtr(userData).Target;
            events.CountCall();
            events.Take(Native.tsc_event_kind(lent));
        }
        catch (Exception exception)
        {
            Call.Keep(exception);
        }
    }

    private static int GiveCredentials(IntPtr asked, IntPtr userData)
    {
        try
        {
            var credentials = (Credentials)GCHandle.FromIntPtr(userData).Target;
            credentials.CountCall();
            var given = credentials.Give();
            var status = Native.tsc_credentials_set_password(asked, given.Item1, given.Item2, IntPtr.Zero);
            return status == Native.Ok ? 1 : 0;
        }
        catch (Exception exception)
        {
            // 0 ends the call with TSC_ERROR_ABORTED.
            Call.Keep(exception);
            return 0;
        }
    }

    /// <summary>Runs on the finalizer's thread if that frees the last handle.</summary>
    private static void Free(IntPtr userData)
    {
        var handle = GCHandle.FromIntPtr(userData);
        ((Counted)handle.Target).CountFree();
        handle.Free();
    }
}
