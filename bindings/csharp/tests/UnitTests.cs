// Tests that the scenarios do not cover, in a plain program that prints a line for each failure.
// Its argument is the path of the repository.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using Tsc;

internal static class UnitTests
{
    private static readonly Action[] All =
    {
        StatusesEqualThoseOfTheHeader,
        UnknownStatusesKeepTheirNumber,
        LibraryHasTheVersionOfTheHeader,
        PackageIsComplete,
        PackageHasTheLibraryOfEachPlatform,
        AssemblyCanBeInTheFolderOfTheLibrary,
        LibraryFileTests.LinuxHasTheSeriesAtTheEnd,
        LibraryFileTests.WindowsHasOneName,
        LibraryFileTests.MacHasTheSeriesBeforeTheExtension,
        LibraryFileTests.OtherSystemsAreNamedInTheError,
        LibraryFileTests.SeriesIsTheMinorVersionBeforeOneAndTheMajorVersionAfter,
        SeriesIsThatOfCargoToml,
        EverythingPublicIsDocumented,
        NulAndUnpairedSurrogateAreRefusedBeforeAnythingIsSent,
        NullThrowsArgumentNullException,
        StringsAreConvertedToAndFromUtf8,
        CredentialsDoNotShowSecrets,
        EverySettingReachesTheLibrary,
        NumbersOutOfRangeAreRefusedBeforeAnythingIsSent,
        DisposingTwiceDoesNothing,
        CallsAfterDisposeThrow,
        SessionCanBeDisposedOfDuringACall,
        ListCanBeDisposedOfDuringACall,
        RequestCanBeDisposedOfDuringACall,
        SessionCanBeDisposedOfDuringGetters,
        DisposeSignsOutWithinItsLimit,
        DisposeCanLeaveTheSessionSignedIn,
        DisposeHidesNoError,
        InterruptDoesNotEndDispose,
        ServerReadsTheEnvironmentWhenItIsMade,
        IdleConnectionsAreClosed,
        ForeachCanDisposeOfItsList,
        ServerIsFreedIfItsCaIsMissing,
        FinalizersFreeAndSendNothing,
        CancelledCallThrowsOperationCanceledException,
        TokenThatIsNotCancelledHasNoEffect,
        AsynchronousCallsReturnTheSame,
        AsynchronousFailuresAreThrownByAwait,
        ListContinuesAfterACancellation,
        ListContinuesWhereItEnded,
        SecondThreadOfAListIsRefused,
        TwoThreadsDoNotHarmAList,
        NodeOutlivesItsList,
        ResponseCanBeReadByManyThreads,
        ErrorHasItsResponse,
        ManySessionsLeaveNoHandles,
    };

    private static string repository;

    private static int Main(string[] arguments)
    {
        repository = arguments[0];
        var failures = 0;
        foreach (var test in All)
        {
            var failure = Run(test);
            if (failure != null)
            {
                failures++;
                Console.WriteLine(test.Method.Name + ": " + failure);
            }
        }
        Console.WriteLine("{0} tests, {1} failed", All.Length, failures);
        return failures == 0 ? 0 : 1;
    }

    /// <summary>Runs a test and checks that it leaves no handles. Returns the failure or null.</summary>
    private static string Run(Action test)
    {
        string failure = null;
        OnAStackOfItsOwn(() =>
        {
            try
            {
                test();
            }
            catch (Exception error)
            {
                failure = error.ToString();
            }
        });
        Collect();
        var left = LiveHandles();
        return failure ?? (left == 0 ? null : left + " handles are left");
    }

    /// <summary>Runs on a new stack, because Mono treats old values on a stack as references.</summary>
    private static void OnAStackOfItsOwn(ThreadStart action)
    {
        var thread = new Thread(action);
        thread.Start();
        thread.Join();
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    internal static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new Exception("this does not hold: " + what);
        }
    }

    internal static void Same<T>(T expected, T actual)
    {
        if (!Equals(expected, actual))
        {
            throw new Exception("it is <" + actual + "> and should be <" + expected + ">");
        }
    }

    internal static T Throws<T>(Action action) where T : Exception
    {
        try
        {
            action();
        }
        catch (T error)
        {
            return error;
        }
        throw new Exception("nothing was thrown, and should have been " + typeof(T).Name);
    }

    private static void Fails(Status expected, Action action)
    {
        Same(expected, Throws<TscException>(action).Status);
    }

    private static string ReadFile(string path)
    {
        return File.ReadAllText(Path.Combine(repository, path));
    }

    // The parts of the binding.

    private static void StatusesEqualThoseOfTheHeader()
    {
        var header = Regex.Matches(ReadFile("include/tsc.h"), @"#define (TSC_OK|TSC_ERROR_\w+) (\d+)\r?\n")
            .Cast<Match>()
            .ToDictionary(match => int.Parse(match.Groups[2].Value), match => match.Groups[1].Value);
        var ours = Enum.GetValues(typeof(Status)).Cast<Status>().ToList();
        Check(header.Count > 25, "the header has statuses");
        Same(header.Count, ours.Count);
        foreach (var status in ours)
        {
            var words = Regex.Replace(status.ToString(), "(?<!^)([A-Z])", "_$1").ToUpperInvariant();
            var name = status == Status.Ok ? "TSC_OK" : "TSC_ERROR_" + words;
            Same(header[(int)status], name);
            Same(name, Library.StatusName(status));
        }
    }

    private static void UnknownStatusesKeepTheirNumber()
    {
        var check = typeof(TscException).GetMethod("Check", BindingFlags.Static | BindingFlags.NonPublic);
        var thrown = Throws<TargetInvocationException>(() => check.Invoke(null, new object[] { 99, IntPtr.Zero }));
        var error = (TscException)thrown.InnerException;
        Same(99, (int)error.Status);
        Same("TSC_ERROR_UNKNOWN", Library.StatusName(error.Status));
        Same("", error.Message);
        Same(null, error.RetryAfter);
        Same(null, error.Response);
    }

    private static void LibraryHasTheVersionOfTheHeader()
    {
        var header = ReadFile("include/tsc.h");
        var numbers = new[] { "MAJOR", "MINOR", "PATCH" }
            .Select(part => int.Parse(Regex.Match(header, "TSC_VERSION_" + part + @" (\d+)").Groups[1].Value))
            .ToArray();
        Same(string.Join(".", numbers), Library.Version);
        Same(numbers[0] << 16 | numbers[1] << 8 | numbers[2], Library.VersionNumber);
    }

    private static void PackageIsComplete()
    {
        var project = new XmlDocument();
        project.LoadXml(ReadFile("bindings/csharp/Tsc.csproj"));
        Same("Microsoft.NET.Sdk", project.DocumentElement.GetAttribute("Sdk"));
        var wanted = new Dictionary<string, string>
        {
            { "TargetFramework", "netstandard2.0" },
            { "AssemblyName", typeof(Server).Assembly.GetName().Name },
            { "PackageId", "Tsc" },
            { "Version", Library.Version },
            { "PackageLicenseExpression", "MIT OR Apache-2.0" },
            { "PackageReadmeFile", "README.md" },
            { "GenerateDocumentationFile", "true" },
            { "TreatWarningsAsErrors", "true" },
            { "AllowUnsafeBlocks", "true" },
        };
        foreach (var property in wanted)
        {
            Same(property.Value, project.SelectSingleNode("/Project/PropertyGroup/" + property.Key).InnerText);
        }
        Same("src/*.cs", project.SelectSingleNode("/Project/ItemGroup/Compile/@Include").Value);
        foreach (XmlAttribute file in project.SelectNodes("/Project/ItemGroup/None/@Include"))
        {
            Check(
                file.Value.StartsWith("$") || File.Exists(Path.Combine(repository, "bindings/csharp", file.Value)),
                file.Value + " exists");
        }
    }

    private static void PackageHasTheLibraryOfEachPlatform()
    {
        var project = new XmlDocument();
        project.LoadXml(ReadFile("bindings/csharp/Tsc.csproj"));
        var packed = project.SelectNodes("/Project/ItemGroup/None[@Pack='true'][contains(@Include, '$(Tsc')]")
            .Cast<XmlElement>()
            .ToDictionary(item => item.GetAttribute("Include"), item => item.GetAttribute("PackagePath"));
        Same("runtimes/linux-x64/native/", packed["$(TscNativeLibrary)"]);
        var platforms = new Dictionary<string, string>
        {
            { "linux-x64", "x86_64-unknown-linux-gnu/lib/libtsc.so.$(TscSeries)" },
            { "linux-arm64", "aarch64-unknown-linux-gnu/lib/libtsc.so.$(TscSeries)" },
            { "linux-musl-x64", "x86_64-unknown-linux-musl/lib/libtsc.so.$(TscSeries)" },
            { "linux-musl-arm64", "aarch64-unknown-linux-musl/lib/libtsc.so.$(TscSeries)" },
            { "win-x64", "x86_64-pc-windows-gnullvm/bin/tsc.dll" },
            { "osx", "universal-apple-darwin/lib/libtsc.$(TscSeries).dylib" },
        };
        foreach (var platform in platforms)
        {
            Same("runtimes/" + platform.Key + "/native/", packed["$(TscDist)/" + platform.Value]);
        }
        Same(platforms.Count + 1, packed.Count);
        Same(LibraryFile.Series, project.SelectSingleNode("/Project/PropertyGroup/TscSeries").InnerText);
        var library = project.SelectSingleNode("/Project/PropertyGroup/TscNativeLibrary").InnerText;
        Same("libtsc.so.$(TscSeries)", Path.GetFileName(library));
    }

    private static void AssemblyCanBeInTheFolderOfTheLibrary()
    {
        // Windows and macOS do not distinguish Tsc.dll from tsc.dll.
        var assembly = typeof(Server).Assembly.GetName().Name + ".dll";
        foreach (var platform in new[] { OSPlatform.Linux, OSPlatform.Windows, OSPlatform.OSX })
        {
            var names = LibraryFile.Of(here => here == platform, platform.ToString()).Names;
            Check(!names.Contains(assembly, StringComparer.OrdinalIgnoreCase), assembly + " is not a native library");
        }
    }

    private static void SeriesIsThatOfCargoToml()
    {
        var version = Regex.Match(ReadFile("Cargo.toml"), @"(?m)^version = ""(\d+)\.(\d+)\.(\d+)""");
        var numbers = version.Groups.Cast<Group>().Skip(1).Select(number => uint.Parse(number.Value)).ToArray();
        Same(LibraryFile.SeriesOf(numbers[0] << 16 | numbers[1] << 8 | numbers[2]), LibraryFile.Series);
    }

    private static void EverythingPublicIsDocumented()
    {
        // The compiler checks the comments; this checks the file in the package.
        var documentation = new XmlDocument();
        documentation.Load(Path.ChangeExtension(typeof(Server).Assembly.Location, "xml"));
        foreach (var type in typeof(Server).Assembly.GetExportedTypes())
        {
            var summary = "//member[@name='T:" + type.FullName + "']/summary";
            Check(documentation.SelectSingleNode(summary) != null, type.Name + " has a summary");
        }
    }

    // Arguments and results.

    private static void NulAndUnpairedSurrogateAreRefusedBeforeAnythingIsSent()
    {
        Fails(Status.InvalidArgument, () => new Server("https://a\0b"));
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            foreach (var bad in new[] { "a\0b", "a\ud83d", "\udd11" })
            {
                Fails(Status.InvalidArgument, () => server.SignIn(new PasswordCredentials(bad, "p")));
                Fails(Status.InvalidArgument, () => server.SignIn(new PasswordCredentials("u", bad)));
                Fails(Status.InvalidArgument, () => server.SignIn(new PasswordCredentials("u", "p", bad)));
                Fails(Status.InvalidArgument, () => server.SignIn(new PasswordCredentials("u", "p", null, bad)));
                Fails(Status.InvalidArgument, () => server.SignIn(new PersonalAccessTokenCredentials(bad, "v")));
                Fails(Status.InvalidArgument, () => server.SignIn(new PersonalAccessTokenCredentials("n", bad)));
                Fails(Status.InvalidArgument, () => server.SignIn(new JsonWebTokenCredentials(bad)));
                Fails(Status.InvalidArgument, () => server.SignIn(new UnifiedAccessTokenCredentials(bad)));
                Fails(
                    Status.InvalidArgument,
                    () => server.SignIn(new ConnectedAppCredentials(bad, "i", "v", "u", "s")));
                Fails(
                    Status.InvalidArgument,
                    () => server.SignIn(new ConnectedAppCredentials("c", "i", bad, "u", "s")));
                Fails(
                    Status.InvalidArgument,
                    () => server.SignIn(new ConnectedAppCredentials("c", "i", "v", "u", bad)));
                Fails(Status.InvalidArgument, () => server.ResumeSession(bad));
                Fails(Status.InvalidArgument, () => server.SetCaPath(bad));
                Fails(Status.InvalidArgument, () => server.SetClientCertificate(bad));
                Fails(Status.InvalidArgument, () => server.SetClientCertificate("a", bad));
                Fails(Status.InvalidArgument, () => server.SetProxy(bad));
                Fails(Status.InvalidArgument, () => server.SetUserAgent(bad));
                Fails(Status.InvalidArgument, () => server.SetHeader(bad, "v"));
                Fails(Status.InvalidArgument, () => server.SetHeader("n", bad));
                Fails(Status.InvalidArgument, () => server.SetApiVersion(bad));
            }
            Same(0, simulator.Requests("/"));
            using (var session = simulator.Alice())
            using (var list = session.List("workbooks"))
            using (var request = session.Request("GET", "workbooks"))
            {
                Fails(Status.InvalidArgument, () => session.List("a\0b"));
                Fails(Status.InvalidArgument, () => session.Request("G\0", "a"));
                Fails(Status.InvalidArgument, () => session.Request("GET", "a\0b"));
                Fails(Status.InvalidArgument, () => session.SwitchSite("a\0b"));
                Fails(Status.InvalidArgument, () => list.AddFilter("a\0b", "eq", "c"));
                Fails(Status.InvalidArgument, () => list.AddFilter("a", "e\0q", "c"));
                Fails(Status.InvalidArgument, () => list.AddFilter("a", "eq", "c\0d"));
                Fails(Status.InvalidArgument, () => list.AddSort("a\0b"));
                Fails(Status.InvalidArgument, () => list.SetParameter("a\0b", "c"));
                Fails(Status.InvalidArgument, () => list.SetParameter("a", "c\0d"));
                Fails(Status.InvalidArgument, () => list.SetHeader("a\0b", "c"));
                Fails(Status.InvalidArgument, () => list.SetHeader("a", "c\0d"));
                Fails(Status.InvalidArgument, () => request.SetParameter("a\0b", "c"));
                Fails(Status.InvalidArgument, () => request.SetParameter("a", "c\0d"));
                Fails(Status.InvalidArgument, () => request.SetHeader("a\0b", "c"));
                Fails(Status.InvalidArgument, () => request.SetHeader("a", "c\0d"));
                Fails(Status.InvalidArgument, () => request.SetBody("a\0b", "c"));
                Fails(Status.InvalidArgument, () => request.SetBody("text/plain", "a\ud83d"));
                request.SetBody("text/plain", "a\0b");
                Same(0, simulator.Requests("workbooks") + simulator.Requests("switchSite"));
            }
        }
    }

    private static void NullThrowsArgumentNullException()
    {
        Same("url", Throws<ArgumentNullException>(() => new Server(null)).ParamName);
        Same("password", Throws<ArgumentNullException>(() => new PasswordCredentials("u", null)).ParamName);
        using (var server = new Server("tableau.example.com"))
        {
            Same("credentials", Throws<ArgumentNullException>(() => server.SignIn(null)).ParamName);
            Same("token", Throws<ArgumentNullException>(() => server.ResumeSession(null)).ParamName);
            Same("name", Throws<ArgumentNullException>(() => server.SetHeader(null, "v")).ParamName);
        }
    }

    private static void StringsAreConvertedToAndFromUtf8()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        {
            // Strings around the size of the buffer, with a character of two bytes at each position.
            foreach (var length in new[] { 0, 1, 126, 127, 128, 129, 300 })
            {
                var name = new string('x', length) + "\u00e9\U0001f511";
                simulator.Fault(
                    "{\"path\": \"/projects\", \"action\": {\"answer\": {\"status\": 200, \"headers\": [], " +
                    "\"body\": \"<tsResponse \u00e9='1'><projects>" +
                    "<project name='" + name + "' \u00e9='2' g='3' gn='4'>" + new string('y', length) + "</project>" +
                    "</projects></tsResponse>\"}}}");
                using (var request = session.Request("GET", "projects"))
                using (var response = request.Send())
                {
                    var project = response.Root.Child("projects").Child("project");
                    Same(name, project["name"]);
                    Same("2", project["\u00e9"]);
                    Same("1", response.Root["\u00e9"]);
                    Same(length == 0 ? null : new string('y', length), project.Text);
                    Same(null, project["none"]);
                    Same(null, project.Child("none"));
                    // The last two have the same slot in the cache of names.
                    Same("name \u00e9 g gn", string.Join(" ", project.Attributes.Select(attribute => attribute.Key)));
                    Same(0, project.Children.Count);
                }
            }
        }
    }

    private static void CredentialsDoNotShowSecrets()
    {
        Credentials[] all =
        {
            new PersonalAccessTokenCredentials("name", "s3cret", "marketing"),
            new PasswordCredentials("name", "s3cret"),
            new JsonWebTokenCredentials("s3cret"),
            new UnifiedAccessTokenCredentials("s3cret"),
            new ConnectedAppCredentials("client", "id", "s3cret", "name", "scope"),
        };
        foreach (var credentials in all)
        {
            var shown = credentials + string.Concat(
                credentials.GetType().GetProperties().Select(property => property.GetValue(credentials, null)));
            Check(!shown.Contains("s3cret"), shown + " shows no secret");
        }
        Same("PersonalAccessTokenCredentials name at the site marketing", all[0].ToString());
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            foreach (var credentials in all)
            {
                var shown = Throws<TscException>(() => server.SignIn(credentials)).ToString();
                Check(!shown.Contains("s3cret"), shown + " shows no secret");
            }
        }
    }

    private static void EverySettingReachesTheLibrary()
    {
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            Fails(Status.CaPath, () => server.SetCaPem(Encoding.ASCII.GetBytes("none")));
            Fails(Status.CaPath, () => server.SetClientCertificate("no/such/file.pem"));
            Fails(Status.CaPath, () => server.SetClientCertificatePem(Encoding.ASCII.GetBytes("none")));
            Fails(Status.InvalidArgument, () => server.SetProxy("socks5://localhost"));
            Fails(Status.InvalidArgument, () => server.SetApiVersion("new"));
            server.SetClientCertificate(null);
            server.SetClientCertificatePem(null);
            server.SetProxy(null);
            server.SetUserAgent(null);
            server.SetApiVersion(null);
            server.SetHeader("X-None", null);
            server.SetAllowHttp(true);
            server.SetTimeouts(TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.FromMinutes(1));
            server.SetCaPath(null);
            server.SetCaPem(null);
            Fails(Status.Certificate, () => server.GetInfo());
            server.SetVerify(false);
            Check(server.GetInfo().ApiVersion != null, "the check is off");
            server.SetVerify(true);
            Fails(Status.Certificate, () => server.GetInfo());
        }
    }

    private static void NumbersOutOfRangeAreRefusedBeforeAnythingIsSent()
    {
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        using (var session = simulator.Alice())
        using (var list = session.List("workbooks"))
        using (var request = session.Request("GET", "workbooks"))
        {
            var longest = TimeSpan.FromMilliseconds(uint.MaxValue);
            server.SetTimeouts(longest, longest, longest);
            foreach (var limit in new[] { TimeSpan.FromTicks(-1), longest + TimeSpan.FromTicks(1), TimeSpan.MaxValue })
            {
                Throws<ArgumentOutOfRangeException>(() => server.SetTimeouts(limit, TimeSpan.Zero, TimeSpan.Zero));
                Throws<ArgumentOutOfRangeException>(() => server.SetTimeouts(TimeSpan.Zero, limit, TimeSpan.Zero));
                Throws<ArgumentOutOfRangeException>(() => server.SetTimeouts(TimeSpan.Zero, TimeSpan.Zero, limit));
                Throws<ArgumentOutOfRangeException>(() => server.SetRetry(1, limit));
            }
            Throws<ArgumentOutOfRangeException>(() => list.SetPageSize(-1));
            Fails(Status.InvalidArgument, () => list.SetPageSize(0));
            Fails(Status.InvalidArgument, () => list.SetPageSize(1001));
            Throws<ArgumentOutOfRangeException>(() => list.SetLookahead(-1));
            Fails(Status.InvalidArgument, () => list.SetLookahead(9));
            list.SetLookahead(8).SetLookahead(0);
            Throws<ArgumentOutOfRangeException>(() => request.SetMaxResponseSize(-1));
            Same(0, simulator.Requests("/workbooks"));
            request.SetMaxResponseSize(long.MaxValue).Send().Dispose();
        }
    }

    // Closing.

    private static void DisposingTwiceDoesNothing()
    {
        using (var simulator = new Simulator())
        {
            var server = simulator.NewServer();
            var session = simulator.Alice();
            var list = session.List("workbooks");
            var request = session.Request("GET", "projects");
            var response = request.Send();
            foreach (var one in new IDisposable[] { response, request, list, session, server })
            {
                one.Dispose();
                one.Dispose();
            }
            Same(1, simulator.Requests("/auth/signout"));
        }
    }

    private static void CallsAfterDisposeThrow()
    {
        using (var simulator = new Simulator())
        {
            var server = simulator.NewServer();
            var session = simulator.Alice();
            var list = session.List("workbooks");
            var request = session.Request("GET", "projects");
            var response = request.Send();
            foreach (var one in new IDisposable[] { response, request, list, session, server })
            {
                one.Dispose();
            }
            Action[] uses =
            {
                () => server.GetInfo(),
                () => server.SetVerify(true),
                () => server.SignIn(new JsonWebTokenCredentials("t")),
                () => server.Url.ToString(),
                () => session.List("workbooks"),
                () => session.Request("GET", "workbooks"),
                () => session.SignOut(),
                () => session.SwitchSite(""),
                () => session.RevokeServerAdminTokens(),
                () => session.GetToken(),
                () => session.SiteId.ToString(),
                () => session.IsSignedIn.ToString(),
                () => list.Next(),
                () => list.Count(),
                () => list.TotalAvailable(),
                () => list.SetPageSize(1),
                () => list.SetLookahead(1),
                () => request.Send(),
                () => request.SetHeader("a", "b"),
                () => response.GetBody(),
                () => response.Root.ToString(),
            };
            foreach (var use in uses)
            {
                var name = Throws<ObjectDisposedException>(use).ObjectName;
                Check(name.StartsWith("Tsc."), name);
            }
        }
    }

    private static void SessionCanBeDisposedOfDuringACall()
    {
        using (var simulator = new Simulator())
        {
            simulator.Fault("{\"path\": \"/switchSite\", \"action\": \"hold\"}");
            var session = simulator.Alice();
            session.SignOutOnDispose = false;
            var call = session.SwitchSiteAsync("marketing");
            simulator.Await("/switchSite");
            session.Dispose();
            Throws<ObjectDisposedException>(() => session.GetToken());
            simulator.Release(call);
            call.GetAwaiter().GetResult();
        }
    }

    private static void ListCanBeDisposedOfDuringACall()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        {
            simulator.Fault("{\"path\": \"/workbooks\", \"action\": \"hold\"}");
            var list = session.List("workbooks");
            var call = list.NextAsync();
            simulator.Await("/workbooks");
            list.Dispose();
            simulator.Release(call);
            Same("Superstore", call.GetAwaiter().GetResult()["name"]);
        }
    }

    private static void RequestCanBeDisposedOfDuringACall()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        {
            simulator.Fault("{\"path\": \"/workbooks\", \"action\": \"hold\"}");
            var request = session.Request("GET", "workbooks");
            var call = request.SendAsync();
            simulator.Await("/workbooks");
            request.Dispose();
            simulator.Release(call);
            using (var response = call.GetAwaiter().GetResult())
            {
                Same("tsResponse", response.Root.Name);
            }
        }
    }

    private static void SessionCanBeDisposedOfDuringGetters()
    {
        using (var simulator = new Simulator())
        {
            for (var round = 0; round < 20; round++)
            {
                var session = simulator.Alice();
                var token = session.GetToken();
                session.SignOutOnDispose = false;
                var begun = new CountdownEvent(2);
                var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
                {
                    try
                    {
                        for (var reads = 0; ; reads++)
                        {
                            Same(token, session.GetToken());
                            if (reads == 0)
                            {
                                begun.Signal();
                            }
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        // The expected exception.
                    }
                })).ToArray();
                begun.Wait();
                session.Dispose();
                Task.WaitAll(readers);
            }
        }
    }

    private static void DisposeSignsOutWithinItsLimit()
    {
        var limit = typeof(Session).GetField("signOutLimit", BindingFlags.Static | BindingFlags.NonPublic);
        Same(TimeSpan.FromSeconds(10), (TimeSpan)limit.GetValue(null));
        limit.SetValue(null, TimeSpan.FromMilliseconds(50));
        try
        {
            using (var simulator = new Simulator())
            {
                simulator.Fault("{\"path\": \"/auth/signout\", \"times\": null, \"action\": \"hold\"}");
                simulator.Alice().Dispose(); // ends, or the test is ended from outside
                Same(1, simulator.Requests("/auth/signout"));
            }
        }
        finally
        {
            limit.SetValue(null, TimeSpan.FromSeconds(10));
        }
    }

    private static void DisposeCanLeaveTheSessionSignedIn()
    {
        using (var simulator = new Simulator())
        {
            string token;
            using (var session = simulator.Alice())
            {
                token = session.GetToken();
                session.SignOutOnDispose = false;
            }
            using (var server = simulator.NewServer())
            {
                using (var session = server.ResumeSession(token))
                {
                    Check(!session.SignOutOnDispose, "a resumed session is only freed");
                }
                Same(1, simulator.Live());
                using (var session = server.ResumeSession(token))
                {
                    session.SignOutOnDispose = true;
                }
                Same(0, simulator.Live());
            }
        }
    }

    private static void DisposeHidesNoError()
    {
        using (var simulator = new Simulator())
        {
            simulator.Fault("{\"path\": \"/auth/signout\", \"action\": \"close\", \"times\": null}");
            var mine = Throws<InvalidOperationException>(() =>
            {
                using (simulator.Alice())
                {
                    throw new InvalidOperationException("mine");
                }
            });
            Same("mine", mine.Message);
        }
    }

    private static void InterruptDoesNotEndDispose()
    {
        using (var simulator = new Simulator())
        {
            for (var round = 0; round < 20; round++)
            {
                var session = simulator.Alice();
                Thread.CurrentThread.Interrupt();
                session.Dispose();
                Throws<ThreadInterruptedException>(() => Thread.Sleep(Timeout.Infinite));
            }
            Same(20, simulator.Requests("/auth/signout"));
            Same(0, simulator.Live());
        }
    }

    private static void ServerReadsTheEnvironmentWhenItIsMade()
    {
        using (var simulator = new Simulator())
        {
            string[] names = { "https_proxy", "no_proxy", "NO_PROXY" };
            var before = names.Select(Environment.GetEnvironmentVariable).ToArray();
            try
            {
                Environment.SetEnvironmentVariable("https_proxy", "http://127.0.0.1:1");
                Environment.SetEnvironmentVariable("no_proxy", null);
                Environment.SetEnvironmentVariable("NO_PROXY", null);
                using (var server = simulator.NewServer())
                {
                    Environment.SetEnvironmentVariable("https_proxy", null);
                    Fails(Status.Proxy, () => server.GetInfo());
                }
                using (var server = simulator.NewServer())
                {
                    Same("2024.3.0", server.GetInfo().ProductVersion);
                }
            }
            finally
            {
                for (var i = 0; i < names.Length; i++)
                {
                    Environment.SetEnvironmentVariable(names[i], before[i]);
                }
            }
        }
    }

    private static void IdleConnectionsAreClosed()
    {
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            server.GetInfo();
            var first = simulator.LastConnection();
            server.GetInfo();
            Same(first, simulator.LastConnection());
            server.CloseIdleConnections();
            server.GetInfo();
            Check(first != simulator.LastConnection(), "a new connection");
        }
    }

    private static void ForeachCanDisposeOfItsList()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        {
            var list = session.List("workbooks");
            var items = 0;
            Throws<ObjectDisposedException>(() =>
            {
                foreach (var workbook in list)
                {
                    items++;
                    list.Dispose();
                }
            });
            Same(1, items);
        }
    }

    private static void ServerIsFreedIfItsCaIsMissing()
    {
        var before = LiveHandles();
        Fails(Status.CaPath, () => new Server("tableau.example.com", "no/such/file.pem"));
        Same(before, LiveHandles());
    }

    private static void FinalizersFreeAndSendNothing()
    {
        using (var simulator = new Simulator())
        {
            OnAStackOfItsOwn(() => Forget(simulator));
            Collect();
            Same(0L, LiveHandles());
            Same(0, simulator.Requests("/auth/signout"));
            Same(20, simulator.Live());
        }
    }

    private static void Forget(Simulator simulator)
    {
        for (var round = 0; round < 20; round++)
        {
            var session = simulator.Alice();
            session.List("projects").Next();
            session.Request("GET", "projects").Send();
            Throws<TscException>(() => session.Request("GET", "none").Send());
        }
    }

    private static void ManySessionsLeaveNoHandles()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("TSC_ROUNDS") ?? "100");
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            var before = LiveHandles();
            for (var round = 0; round < rounds; round++)
            {
                using (var session = server.SignIn(new PasswordCredentials("alice", "alice-password")))
                using (var list = session.List("projects"))
                {
                    Check(list.Next() != null, "there is a project");
                }
            }
            Same(before, LiveHandles());
            Same(0, simulator.Live());
        }
    }

    [DllImport("tsc", EntryPoint = "tsc_live_handles", CallingConvention = CallingConvention.Cdecl)]
    private static extern long CountHandles();

    /// <summary>Returns the number of live handles; 0 if the library does not count them.</summary>
    private static long LiveHandles()
    {
        try
        {
            return CountHandles();
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    // Cancellation and asynchronous calls.

    private static void CancelledCallThrowsOperationCanceledException()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var list = session.List("workbooks"))
        using (var source = new CancellationTokenSource())
        {
            simulator.Fault("{\"path\": \"/workbooks\", \"action\": \"hold\"}");
            var call = list.NextAsync(source.Token);
            simulator.Await("/workbooks");
            source.Cancel();
            var error = Throws<OperationCanceledException>(() => call.GetAwaiter().GetResult());
            Check(call.IsCanceled, "the task is cancelled");
            Same(source.Token, error.CancellationToken);
            Same(Status.Cancelled, ((TscException)error.InnerException).Status);
            // The same with a token that was cancelled before the call.
            error = Throws<OperationCanceledException>(() => list.Next(source.Token));
            Same(Status.Cancelled, ((TscException)error.InnerException).Status);
            call = list.NextAsync(source.Token);
            error = Throws<OperationCanceledException>(() => call.GetAwaiter().GetResult());
            Check(call.IsCanceled, "the task is cancelled");
            Same(Status.Cancelled, ((TscException)error.InnerException).Status);
        }
    }

    private static void TokenThatIsNotCancelledHasNoEffect()
    {
        using (var simulator = new Simulator())
        using (var source = new CancellationTokenSource())
        using (var server = simulator.NewServer())
        {
            var before = LiveHandles();
            server.GetInfo(source.Token);
            using (var session = server.SignIn(new PasswordCredentials("alice", "alice-password"), source.Token))
            using (var list = session.List("workbooks"))
            {
                Same(2345, list.Read(source.Token).Count());
            }
            Same(before, LiveHandles());
            source.Cancel(); // after the calls
        }
    }

    private static void AsynchronousCallsReturnTheSame()
    {
        DoAsynchronously().GetAwaiter().GetResult();
    }

    private static async Task DoAsynchronously()
    {
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            Same(server.GetInfo().Build, (await server.GetInfoAsync()).Build);
            var alice = new PasswordCredentials("alice", "alice-password");
            using (var session = await server.SignInAsync(alice))
            {
                using (await server.ResumeSessionAsync(session.GetToken()))
                {
                }
                await session.SwitchSiteAsync("marketing");
                Same("marketing", session.SiteContentUrl);
                using (var list = session.List("workbooks"))
                {
                    Same(42L, await list.TotalAvailableAsync());
                    Same("Superstore", (await list.NextAsync())["name"]);
                    Same(41, (await list.ToListAsync()).Count);
                    Same(null, await list.NextAsync());
                }
                using (var request = session.Request("GET", "workbooks"))
                using (var response = await request.SendAsync())
                {
                    Same(200, response.StatusCode);
                }
                await session.SignOutAsync();
                Check(!session.IsSignedIn, "it is signed out");
            }
            var admin = new PersonalAccessTokenCredentials("admin-token", "admin-token-secret");
            using (var session = await server.SignInAsync(admin))
            {
                await session.RevokeServerAdminTokensAsync();
            }
        }
    }

    private static void AsynchronousFailuresAreThrownByAwait()
    {
        using (var simulator = new Simulator())
        using (var server = simulator.NewServer())
        {
            var wrong = server.SignInAsync(new PasswordCredentials("alice", "wrong"));
            Fails(Status.SignInFailed, () => wrong.GetAwaiter().GetResult());
            Check(wrong.IsFaulted, "the task failed");
            var nul = server.SignInAsync(new PasswordCredentials("a\0b", "wrong"));
            Fails(Status.InvalidArgument, () => nul.GetAwaiter().GetResult());
        }
    }

    // Lists, nodes and responses.

    private static void ListContinuesAfterACancellation()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var list = session.List("workbooks").SetPageSize(1000))
        using (var source = new CancellationTokenSource())
        {
            simulator.Fault("{\"path\": \"/workbooks\", \"query\": \"pageNumber=2\", \"action\": \"hold\"}");
            var names = new List<string>();
            var reader = Task.Run(() =>
            {
                foreach (var workbook in list.Read(source.Token))
                {
                    names.Add(workbook["id"]);
                }
            });
            while (simulator.Requests("/workbooks") < 2)
            {
            }
            source.Cancel();
            Throws<OperationCanceledException>(() => reader.GetAwaiter().GetResult());
            Same(1000, names.Count);
            simulator.Disarm();
            names.AddRange(list.Select(workbook => workbook["id"]));
            Same(2345, names.Distinct().Count());
            Same(2345, names.Count);
        }
    }

    private static void ListContinuesWhereItEnded()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var list = session.List("workbooks"))
        {
            Same(2345L, list.TotalAvailable());
            var first = list.Take(2).ToList();
            var third = list.Next();
            Same(3, first.Concat(new[] { third }).Select(workbook => workbook["id"]).Distinct().Count());
            Same(2342, list.Count());
            Same(null, list.Next());
            Same(0, list.Count());
            Fails(Status.InvalidState, () => list.AddSort("name"));
            Fails(Status.InvalidState, () => list.SetPageSize(10));
        }
    }

    private static void SecondThreadOfAListIsRefused()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var list = session.List("workbooks"))
        using (var request = session.Request("GET", "projects"))
        {
            simulator.Fault("{\"path\": \"/workbooks\", \"action\": \"hold\"}");
            simulator.Fault("{\"path\": \"/projects\", \"action\": \"hold\"}");
            var first = list.NextAsync();
            var sent = request.SendAsync();
            simulator.Await("/workbooks");
            simulator.Await("/projects");
            Fails(Status.InvalidState, () => list.Next());
            Fails(Status.InvalidState, () => list.TotalAvailable());
            Fails(Status.InvalidState, () => list.SetPageSize(1));
            Fails(Status.InvalidState, () => request.Send());
            Fails(Status.InvalidState, () => request.SetParameter("a", "b"));
            simulator.Release(first, sent);
            Check(first.Result != null, "the first is not harmed");
            sent.Result.Dispose();
            Same(2344, list.Count());
        }
    }

    private static void TwoThreadsDoNotHarmAList()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var list = session.List("workbooks").SetPageSize(100))
        {
            Func<List<string>> read = () =>
            {
                var ids = new List<string>();
                for (;;)
                {
                    try
                    {
                        var workbook = list.Next();
                        if (workbook == null)
                        {
                            return ids;
                        }
                        Same("workbook", workbook.Name);
                        Check(workbook["name"] != null && workbook.Child("project")["name"] != null, "it is whole");
                        ids.Add(workbook["id"]);
                    }
                    catch (TscException error)
                    {
                        Same(Status.InvalidState, error.Status);
                    }
                }
            };
            var both = new[] { Task.Run(read), Task.Run(read) };
            var all = both.SelectMany(one => one.Result).ToList();
            Same(2345, all.Count);
            Same(2345, all.Distinct().Count());
        }
    }

    private static void NodeOutlivesItsList()
    {
        using (var simulator = new Simulator())
        {
            List<Node> workbooks;
            using (var session = simulator.Alice())
            using (var list = session.List("workbooks"))
            {
                workbooks = list.ToList();
            }
            Same("Superstore", workbooks[0]["name"]);
            Same(2345, workbooks.Select(workbook => workbook["id"]).Distinct().Count());
            Check(workbooks.All(workbook => workbook.Child("project")["name"] != null), "each has a project");
        }
    }

    private static void ResponseCanBeReadByManyThreads()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var request = session.Request("GET", "workbooks"))
        using (var response = request.Send())
        {
            var roots = Enumerable.Range(0, 4).Select(_ => Task.Run(() => response.Root)).ToArray();
            Check(roots.All(root => root.Result == response.Root), "there is one tree");
            Check(response.GetBody().Length > 1000, "there is a body");
            Check(response.Header("CONTENT-TYPE").Contains("xml"), "there is a type");
            Check(response.Headers.Any(header => header.Key == "content-type"), "it is among all");
            Same(null, response.Header("X-None"));
        }
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var request = session.Request("GET", "projects"))
        {
            simulator.Fault(
                "{\"path\": \"/projects\", \"action\": {\"answer\": " +
                "{\"status\": 200, \"headers\": [[\"X-A\", \"1\"], [\"x-a\", \"2\"]], \"body\": \"text\"}}}");
            using (var response = request.Send())
            {
                Same("1, 2", response.Header("X-A"));
                Same(2, response.Headers.Count(header => header.Key == "x-a"));
                Same("text", Encoding.UTF8.GetString(response.GetBody()));
                Same(null, response.Root);
            }
        }
    }

    private static void ErrorHasItsResponse()
    {
        using (var simulator = new Simulator())
        using (var session = simulator.Alice())
        using (var request = session.Request("GET", "workbooks/none"))
        {
            var error = Throws<TscException>(() => request.Send());
            Same(Status.NotFound, error.Status);
            Same(404, error.HttpStatus);
            Check(error.TableauCode.StartsWith("404"), error.TableauCode);
            Check(error.Message.Contains(error.Summary), error.Message);
            error.Response.Dispose(); // does nothing
            Same(404, error.Response.StatusCode);
            Same("tsResponse", error.Response.Root.Name);
            Check(Encoding.UTF8.GetString(error.Response.GetBody()).Contains(error.TableauCode), "there is a body");
            Check(error.Response.Headers.Count > 0, "there are headers");
        }
    }
}
