using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void EventCallback(IntPtr lent, IntPtr userData);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int CredentialsCallback(IntPtr credentials, IntPtr userData);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void FreeCallback(IntPtr userData);

internal sealed class ServerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private ServerHandle() : base(true)
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
    private SessionHandle() : base(true)
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
    private ListHandle() : base(true)
    {
    }

    protected override bool ReleaseHandle()
    {
        Native.tsc_list_free(handle);
        return true;
    }
}

/// <summary>The functions of tsc.h that the program uses.</summary>
internal static class Native
{
    internal const int Ok = 0;
    internal const int Aborted = 18;
    internal const int EventRenewal = 6;

    private const string Library = "tsc";
    private const CallingConvention Cdecl = CallingConvention.Cdecl;

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_server_new(string url, out ServerHandle server, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_server_set_ca_path(ServerHandle server, string path, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_server_set_event_callback(
        ServerHandle server, EventCallback callback, IntPtr userData, FreeCallback freeUserData, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_server_sign_in_with_callback(
        ServerHandle server, CredentialsCallback callback, IntPtr userData, FreeCallback freeUserData, string site,
        IntPtr cancellation, out SessionHandle session, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_event_kind(IntPtr lent);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_credentials_set_password(
        IntPtr credentials, string username, string password, IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_session_list(
        SessionHandle session, string path, out ListHandle list, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_list_next(
        ListHandle list, IntPtr cancellation, out IntPtr node, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern int tsc_session_sign_out(SessionHandle session, IntPtr cancellation, out IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern void tsc_server_free(IntPtr server);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern void tsc_session_free(IntPtr session);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern void tsc_list_free(IntPtr list);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern void tsc_error_free(IntPtr error);

    [DllImport(Library, CallingConvention = Cdecl)]
    internal static extern IntPtr tsc_error_message(IntPtr error);
}
