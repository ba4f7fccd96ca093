using System;
using System.Linq;
using System.Net;
using System.Threading;

/// <summary>Checks that end the program if they fail.</summary>
internal static class Check
{
    internal static void That(bool holds, string what)
    {
        if (!holds)
        {
            throw new Exception("does not hold: " + what);
        }
    }

    internal static void Equal(int expected, int actual)
    {
        That(expected == actual, "it is " + expected + ", not " + actual);
    }
}

/// <summary>
/// Callbacks of tsc.h from C#: what one throws is thrown again once the library has returned. See ../README.md.
/// </summary>
internal static class Program
{
    private sealed class MyException : Exception
    {
        internal MyException(string message) : base(message)
        {
        }
    }

    private static ServerHandle NewServer(Events events)
    {
        ServerHandle server = null;
        Call.Make((out IntPtr error) => Native.tsc_server_new(
            Environment.GetEnvironmentVariable("TABLEAU_SERVER"), out server, out error));
        Call.Make((out IntPtr error) => Native.tsc_server_set_ca_path(
            server, Environment.GetEnvironmentVariable("TABLEAU_CA_PATH"), out error));
        Call.Make((out IntPtr error) => Native.tsc_server_set_event_callback(
            server, Callbacks.OnEvent, events.UserData(), Callbacks.OnFree, out error));
        return server;
    }

    private static SessionHandle SignIn(ServerHandle server, Credentials credentials)
    {
        SessionHandle session = null;
        try
        {
            Call.Make((out IntPtr error) => Native.tsc_server_sign_in_with_callback(
                server, Callbacks.OnCredentials, credentials.UserData(), Callbacks.OnFree, null, IntPtr.Zero,
                out session, out error));
        }
        catch
        {
            session.Dispose();
            throw;
        }
        return session;
    }

    private static ListHandle Workbooks(SessionHandle session)
    {
        ListHandle list = null;
        Call.Make((out IntPtr error) => Native.tsc_session_list(session, "workbooks", out list, out error));
        return list;
    }

    private static bool Next(ListHandle list)
    {
        var node = IntPtr.Zero;
        Call.Make((out IntPtr error) => Native.tsc_list_next(list, IntPtr.Zero, out node, out error));
        return node != IntPtr.Zero;
    }

    private static void SignOut(SessionHandle session)
    {
        Call.Make((out IntPtr error) => Native.tsc_session_sign_out(session, IntPtr.Zero, out error));
    }

    private static void EndSessions()
    {
        var control = Environment.GetEnvironmentVariable("TSC_SIMULATOR_LINES").Split('\n')
            .Single(line => line.StartsWith("control ")).Substring(8);
        using (var client = new WebClient())
        {
            client.Headers[HttpRequestHeader.ContentType] = "application/json";
            client.UploadString(control + "/sessions/end", "{}");
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static Tuple<string, string> Alice()
    {
        Collect();
        return Tuple.Create("alice", "alice-password");
    }

    private static void JobIsRenewedAndFreesOnce()
    {
        var renewals = 0;
        var events = new Events(kind => renewals += kind == Native.EventRenewal ? 1 : 0);
        var credentials = new Credentials(Alice);
        var server = NewServer(events);
        Collect();
        using (var session = SignIn(server, credentials))
        {
            server.Dispose();
            using (var list = Workbooks(session))
            {
                var count = 0;
                while (count < 50 && Next(list))
                {
                    count++;
                }
                EndSessions();
                Collect();
                while (Next(list))
                {
                    count++;
                }
                Check.Equal(2345, count);
            }
            Check.Equal(1, renewals);
            Check.Equal(2, credentials.Calls);
            SignOut(session);
            Collect();
        }
        events.CheckFreedOnce();
        credentials.CheckFreedOnce();
    }

    private static void FinalizerFreesOnce()
    {
        var events = new Events(kind => { });
        var credentials = new Credentials(Alice);
        // On a thread of its own, whose stack holds nothing later.
        var thread = new Thread(() => Workbooks(SignIn(NewServer(events), credentials)));
        thread.Start();
        thread.Join();
        Collect();
        events.CheckFreedOnce();
        credentials.CheckFreedOnce();
    }

    private static void ThrowsAgain(Exception expected, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Check.That(exception == expected, "the same exception: " + exception);
            Check.That(exception.StackTrace.Contains("GiveCredentials") || exception.StackTrace.Contains("TakeEvent"),
                "the stack trace has the callback: " + exception.StackTrace);
            return;
        }
        Check.That(false, "an exception");
    }

    private static void ExceptionsComeBack()
    {
        var mine = new MyException("mine");
        var eventsThrow = false;
        var vaultIsOpen = true;
        var events = new Events(kind =>
        {
            if (eventsThrow)
            {
                throw mine;
            }
        });
        var refused = new Credentials(() => { throw mine; });
        var dropped = new Credentials(Alice);
        var credentials = new Credentials(() =>
        {
            if (!vaultIsOpen)
            {
                throw mine;
            }
            return Alice();
        });
        using (var server = NewServer(events))
        {
            ThrowsAgain(mine, () => SignIn(server, refused));
            refused.CheckFreedOnce();
            using (var session = SignIn(server, credentials))
            {
                vaultIsOpen = false;
                EndSessions();
                using (var list = Workbooks(session))
                {
                    ThrowsAgain(mine, () => Next(list));
                    vaultIsOpen = true;
                    // The list goes on; the call whose event throws has read a page all the same.
                    eventsThrow = true;
                    ThrowsAgain(mine, () => Next(list));
                    Check.That(Next(list), "the list goes on");
                }
                ThrowsAgain(mine, () => SignIn(server, dropped));
                dropped.CheckFreedOnce();
            }
        }
        events.CheckFreedOnce();
        credentials.CheckFreedOnce();
    }

    private static void ThreadsAreTheCallersOwn()
    {
        var inside = 0;
        var events = new Events(kind => Interlocked.Add(ref inside, Call.Running == null ? 0 : 1));
        var failures = 0;
        using (var server = NewServer(events))
        {
            var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
            {
                try
                {
                    WorkOn(server);
                }
                catch (Exception exception)
                {
                    Console.Error.WriteLine(exception);
                    Interlocked.Increment(ref failures);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }
        Check.Equal(0, failures);
        Check.Equal(inside, events.Calls);
        Check.That(inside >= 8 * 5, "there are enough events");
        events.CheckFreedOnce();
    }

    private static void WorkOn(ServerHandle server)
    {
        var own = Thread.CurrentThread;
        var credentials = new Credentials(() =>
        {
            Check.That(Thread.CurrentThread == own, "it is the caller's own thread");
            return Alice();
        });
        using (var session = SignIn(server, credentials))
        {
            using (var list = Workbooks(session))
            {
                Check.That(Next(list), "there are workbooks");
            }
            SignOut(session);
        }
        credentials.CheckFreedOnce();
    }

    private static readonly EventCallback EventThatThrows = (lent, userData) => { throw new MyException("it escaped"); };

    private static readonly CredentialsCallback CredentialsThatThrow =
        (asked, userData) => { throw new MyException("it escaped"); };

    /// <summary>Shows what becomes of an exception that leaves a callback, although the caller catches it.</summary>
    private static void LetItEscape(bool isEvent)
    {
        var credentials = new Credentials(Alice);
        var server = NewServer(new Events(kind => { }));
        SessionHandle session;
        try
        {
            IntPtr error;
            if (isEvent)
            {
                Native.tsc_server_set_event_callback(server, EventThatThrows, IntPtr.Zero, null, out error);
            }
            Native.tsc_server_sign_in_with_callback(
                server, CredentialsThatThrow, credentials.UserData(), Callbacks.OnFree, null, IntPtr.Zero, out session,
                out error);
        }
        catch (MyException exception)
        {
            Console.WriteLine("caught: " + exception.Message);
        }
        Console.WriteLine("freed: " + credentials.Frees);
        try
        {
            SignIn(server, new Credentials(Alice));
            Console.WriteLine("the next call: signed in");
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine("the next call: " + exception.Message);
        }
    }

    private static void Main(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            LetItEscape(arguments[0] == "event");
            return;
        }
        JobIsRenewedAndFreesOnce();
        FinalizerFreesOnce();
        ExceptionsComeBack();
        ThreadsAreTheCallersOwn();
    }
}
