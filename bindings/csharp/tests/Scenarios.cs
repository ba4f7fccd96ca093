// The scenarios of tests/scenarios.md in C#.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tsc;

internal static class Scenarios
{
    private const string JsonWebToken =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ";

    private const string UnifiedAccessToken =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA";

    private const string SecretValue = "ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w==";

    private const string AliceAtMarketing = "7c65b2ac-4287-5cb4-8997-e11bb99005cd";

    private static readonly Dictionary<string, Action> All = new Dictionary<string, Action>
    {
        { "server-info", ServerInfo },
        { "token", Token },
        { "password", Password },
        { "json-web-token", WithJsonWebToken },
        { "unified-access-token", WithUnifiedAccessToken },
        { "impersonation", Impersonation },
        { "impersonation-at-a-site", ImpersonationAtASite },
        { "password-impersonation", PasswordImpersonation },
        { "json-web-token-impersonation", JsonWebTokenImpersonation },
        { "connected-app", WithConnectedApp },
        { "connected-app-impersonation", ConnectedAppImpersonation },
        { "connected-app-refused", ConnectedAppRefused },
        { "default-site", DefaultSite },
        { "wrong-secret", WrongSecret },
        { "private-ca", PrivateCa },
        { "refused-certificate", RefusedCertificate },
        { "missing-ca", MissingCa },
        { "no-verification", NoVerification },
        { "client-certificate", ClientCertificate },
        { "client-certificate-pem", ClientCertificatePem },
        { "plain-http", PlainHttp },
        { "settings", Settings },
        { "expired", Expired },
        { "resume", Resume },
        { "resume-refused", ResumeRefused },
        { "switch", Switch },
        { "switch-to-the-same", SwitchToTheSame },
        { "switch-refused", SwitchRefused },
        { "list-of-the-site-before", ListOfTheSiteBefore },
        { "sign-out-twice", SignOutTwice },
        { "revoke", Revoke },
        { "guard", Guard },
        { "guard-error", GuardError },
        { "guard-signed-out", GuardSignedOut },
        { "guard-resumed", GuardResumed },
        { "list", ListSome },
        { "list-whole", ListWhole },
        { "list-of-nothing", ListOfNothing },
        { "list-ahead", ListAhead },
        { "list-error", ListError },
        { "list-setter-too-late", ListSetterTooLate },
        { "node", ShowNodes },
        { "request", Request },
        { "request-empty", RequestEmpty },
        { "error-answer", ErrorAnswer },
        { "rate-limited", RateLimited },
        { "retry", () => CountWithRetries(3, 50) },
        { "retry-after", () => CountWithRetries(2, 2000) },
        { "retry-after-an-hour", () => CountWithRetries(4, 1000) },
        { "retry-in-vain", () => CountWithRetries(2, 50) },
        { "post-once", () => Post(false) },
        { "repeatable-post", () => Post(true) },
        { "not-transient", NotTransient },
        { "renewal", Renewal },
        { "renewal-refused", RenewalRefused },
        { "request-timeouts", RequestTimeouts },
        { "list-header", ListHeader },
        { "too-large", TooLarge },
        { "cancel", Cancel },
        { "cancelled-before", CancelledBefore },
        { "connect-timeout", ConnectTimeout },
        { "timeout", TimeOut },
        { "closed", Closed },
        { "two-threads", TwoThreads },
        { "quotes", Quotes },
        { "nul", Nul },
    };

    private static int Main(string[] arguments)
    {
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" });
        var run = Find(arguments);
        if (run == null)
        {
            Console.Error.WriteLine("there is no such scenario");
            return 1;
        }
        Console.WriteLine("ends " + Library.StatusName(StatusOf(run)));
        Console.Out.Flush();
        var left = LiveHandles();
        if (left > 0)
        {
            Console.Error.WriteLine(left + " handles are left");
            return 1;
        }
        return 0;
    }

    private static Action Find(string[] arguments)
    {
        if (arguments.Length == 2 && arguments[0] == "read")
        {
            return () => MeasureReading(int.Parse(arguments[1]));
        }
        if (arguments.Length == 3 && arguments[0] == "cycles")
        {
            return () => MeasureCycles(int.Parse(arguments[1]), int.Parse(arguments[2]));
        }
        Action scenario = null;
        if (arguments.Length == 1)
        {
            All.TryGetValue(arguments[0], out scenario);
        }
        return scenario;
    }

    private static Status StatusOf(Action run)
    {
        try
        {
            run();
            return Status.Ok;
        }
        catch (TscException error)
        {
            Console.Error.WriteLine(error.Message);
            return error.Status;
        }
        catch (OperationCanceledException error)
        {
            return ((TscException)error.InnerException).Status;
        }
        catch (ObjectDisposedException)
        {
            Console.WriteLine("closed");
            return Status.InvalidArgument;
        }
    }

    private static string OrNone(object value)
    {
        return value == null ? "none" : value.ToString();
    }

    private static void Show(TscException error)
    {
        Console.WriteLine("http " + error.HttpStatus);
        Console.WriteLine("code " + OrNone(error.TableauCode));
        Console.WriteLine("summary " + OrNone(error.Summary));
        Console.WriteLine("detail " + OrNone(error.Detail));
        Console.WriteLine("retry-after " + OrNone(error.RetryAfter?.TotalSeconds));
    }

    private static void Show(Session session)
    {
        Console.WriteLine("site \"" + session.SiteContentUrl + "\"");
        Console.WriteLine("user " + session.UserId);
        Console.WriteLine("version " + session.ApiVersion);
    }

    private static void ShowSignedIn(Session session)
    {
        Console.WriteLine("signed in " + (session.IsSignedIn ? "yes" : "no"));
    }

    private static void PauseForTheRunner()
    {
        Console.WriteLine("pause");
        Console.Out.Flush();
        if (Console.In.ReadLine() == null)
        {
            Environment.Exit(1);
        }
    }

    private static string Variable(string name)
    {
        return Environment.GetEnvironmentVariable(name);
    }

    private static Server NewServer()
    {
        return new Server(Variable("TSC_URL"));
    }

    /// <summary>Makes a server that sends each request once.</summary>
    private static Server TrustedServer()
    {
        var server = new Server(Variable("TSC_URL"), Variable("TSC_CA"));
        server.SetRetry(1, TimeSpan.Zero);
        return server;
    }

    /// <summary>Returns a session, which outlives its server.</summary>
    private static Session SignIn(Credentials credentials)
    {
        using (var server = TrustedServer())
        {
            return server.SignIn(credentials);
        }
    }

    private static Session Alice(string site = null)
    {
        return SignIn(AliceAt(site));
    }

    private static Credentials AliceAt(string site)
    {
        return new PasswordCredentials("alice", "alice-password", site);
    }

    private static Session Resumed(string token)
    {
        using (var server = TrustedServer())
        {
            return server.ResumeSession(token);
        }
    }

    private static void Count(Session session, CancellationToken cancellationToken = default(CancellationToken))
    {
        using (var list = session.List("workbooks"))
        {
            Console.WriteLine("total " + list.TotalAvailable(cancellationToken));
        }
    }

    /// <summary>Shows a session and signs it out.</summary>
    private static void ShowAndSignOut(Session session)
    {
        using (session)
        {
            Show(session);
            session.SignOut();
        }
    }

    private static void ServerInfo()
    {
        using (var server = TrustedServer())
        {
            var info = server.GetInfo();
            Console.WriteLine("product " + info.ProductVersion);
            Console.WriteLine("build " + info.Build);
            Console.WriteLine("version " + info.ApiVersion);
        }
    }

    private static void Token()
    {
        using (var session = SignIn(new PersonalAccessTokenCredentials("demo-token", "demo-token-secret")))
        {
            Show(session);
            Count(session);
            session.SignOut();
            ShowSignedIn(session);
        }
    }

    private static void Password()
    {
        using (var session = Alice("marketing"))
        {
            Show(session);
            Count(session);
            session.SignOut();
        }
    }

    private static void WithJsonWebToken()
    {
        ShowAndSignOut(SignIn(new JsonWebTokenCredentials(JsonWebToken, "marketing")));
    }

    private static void WithUnifiedAccessToken()
    {
        ShowAndSignOut(SignIn(new UnifiedAccessTokenCredentials(UnifiedAccessToken, "marketing")));
    }

    private static void Impersonation()
    {
        string user;
        using (var session = Alice())
        {
            user = session.UserId;
            session.SignOut();
        }
        ShowAndSignOut(
            SignIn(new PersonalAccessTokenCredentials("admin-token", "admin-token-secret", null, user)));
    }

    private static void ImpersonationAtASite()
    {
        ShowAndSignOut(SignIn(
            new PersonalAccessTokenCredentials("admin-token", "admin-token-secret", "marketing", AliceAtMarketing)));
    }

    private static void PasswordImpersonation()
    {
        ShowAndSignOut(SignIn(new PasswordCredentials("admin", "admin-password", "marketing", AliceAtMarketing)));
    }

    private static void JsonWebTokenImpersonation()
    {
        ShowErrorOf(() => SignIn(new JsonWebTokenCredentials(JsonWebToken, "marketing", AliceAtMarketing)));
    }

    private static Credentials App(string secretValue, string site, string impersonated = null)
    {
        return new ConnectedAppCredentials(
            "8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10",
            "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21",
            secretValue,
            "alice",
            "tableau:content:read tableau:users:read",
            site,
            impersonated);
    }

    private static void WithConnectedApp()
    {
        using (var session = SignIn(App(SecretValue, "marketing")))
        {
            Show(session);
            Count(session);
            session.SignOut();
        }
    }

    private static void ConnectedAppImpersonation()
    {
        ShowErrorOf(() => SignIn(App(SecretValue, "marketing", AliceAtMarketing)));
    }

    private static void ConnectedAppRefused()
    {
        ShowErrorOf(() => SignIn(App("wrong", null)));
    }

    private static void ShowErrorOf(Action call)
    {
        try
        {
            call();
        }
        catch (TscException error)
        {
            Show(error);
            throw;
        }
    }

    private static void ShowMessageOf(Action call)
    {
        try
        {
            call();
        }
        catch (TscException error)
        {
            ShowMessage(error);
            throw;
        }
    }

    private static void ShowMessage(TscException error)
    {
        Console.WriteLine("message " + error.Message);
    }

    private static void DefaultSite()
    {
        ShowAndSignOut(Alice());
        ShowAndSignOut(Alice(""));
    }

    private static void WrongSecret()
    {
        ShowErrorOf(() => SignIn(new PersonalAccessTokenCredentials("demo-token", "wrong")));
    }

    private static void PrivateCa()
    {
        using (var server = NewServer())
        {
            server.SetCaPem(File.ReadAllBytes(Variable("TSC_CA")));
            ShowAndSignOut(server.SignIn(AliceAt(null)));
        }
    }

    private static void RefusedCertificate()
    {
        using (var server = NewServer())
        {
            server.SignIn(AliceAt(null));
        }
    }

    private static void MissingCa()
    {
        using (var server = NewServer())
        {
            server.SetCaPath("no/such/file.pem");
        }
    }

    private static void NoVerification()
    {
        using (var server = NewServer())
        {
            server.SetVerify(false);
            ShowAndSignOut(server.SignIn(AliceAt(null)));
        }
    }

    private static void ClientCertificate()
    {
        using (var server = NewServer())
        {
            ShowMessageOf(() => server.SetClientCertificate(Variable("TSC_CA"), Variable("TSC_EMPTY")));
        }
    }

    private static void ClientCertificatePem()
    {
        using (var server = NewServer())
        {
            ShowMessageOf(() => server.SetClientCertificatePem(File.ReadAllBytes(Variable("TSC_CA"))));
        }
    }

    private static void PlainHttp()
    {
        using (var server = new Server("http://tableau.example.com"))
        {
            server.SetProxy(Variable("TSC_HTTP"));
            server.SetAllowHttp(true);
            ShowAndSignOut(server.SignIn(AliceAt(null)));
        }
    }

    private static void Settings()
    {
        using (var server = TrustedServer())
        {
            server.SetHeader("X-Scenario", "blue");
            server.SetUserAgent("Scenario/1.0");
            server.SetApiVersion("3.19");
            server.SetProxy("");
            server.SetTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7));
            ShowAndSignOut(server.SignIn(AliceAt(null)));
        }
    }

    /// <summary>Counts, shows the error, and frees the session without signing out.</summary>
    private static void ShowErrorOfCount(Session session, Action after)
    {
        using (session)
        {
            session.SignOutOnDispose = false;
            try
            {
                Count(session);
            }
            catch (TscException error)
            {
                Show(error);
                after();
                throw;
            }
        }
    }

    private static void Expired()
    {
        var session = Alice();
        PauseForTheRunner();
        ShowErrorOfCount(session, () => ShowSignedIn(session));
    }

    private static void Resume()
    {
        using (var first = Alice())
        {
            using (var second = Resumed(first.GetToken()))
            {
                Show(second);
                Count(second);
            }
            Count(first);
            first.SignOut();
        }
    }

    private static void ResumeRefused()
    {
        ShowErrorOf(() => Resumed("none"));
    }

    private static void Switch()
    {
        using (var session = Alice())
        {
            session.SwitchSite("marketing");
            Show(session);
            Count(session);
            session.SignOut();
        }
    }

    private static void SwitchToTheSame()
    {
        using (var session = Alice())
        {
            session.SwitchSite("");
            Show(session);
            session.SignOut();
        }
    }

    private static void SwitchRefused()
    {
        using (var session = Alice())
        {
            try
            {
                session.SwitchSite("finance");
            }
            catch (TscException error)
            {
                Show(error);
                Show(session);
                Count(session);
                session.SignOut();
                throw;
            }
        }
    }

    private static void ListOfTheSiteBefore()
    {
        using (var session = Alice())
        using (var list = session.List("workbooks"))
        {
            session.SwitchSite("marketing");
            list.Next();
        }
    }

    private static void SignOutTwice()
    {
        using (var session = Alice())
        {
            session.SignOut();
            session.SignOut();
            ShowSignedIn(session);
            Count(session);
        }
    }

    private static void Revoke()
    {
        using (var session = SignIn(new PersonalAccessTokenCredentials("admin-token", "admin-token-secret")))
        {
            session.RevokeServerAdminTokens();
            session.SignOut();
        }
    }

    private static void Guard()
    {
        using (var session = Alice())
        {
            Count(session);
        }
        Console.WriteLine("after");
    }

    private static void GuardError()
    {
        try
        {
            using (Alice())
            {
                throw new ApplicationException("mine");
            }
        }
        catch (ApplicationException error)
        {
            Console.WriteLine(error.Message);
        }
    }

    private static void GuardSignedOut()
    {
        using (var session = Alice())
        {
            session.SignOut();
        }
        Console.WriteLine("after");
    }

    private static void GuardResumed()
    {
        using (var first = Alice())
        {
            using (Resumed(first.GetToken()))
            {
            }
            Count(first);
            first.SignOut();
        }
    }

    private static void ListSome()
    {
        using (var session = Alice())
        {
            using (var list = session.List("workbooks")
                .SetPageSize(10)
                .AddFilter("createdAt", "gt", "2000-01-01T00:00:00Z")
                .AddSort("name", true)
                .SetParameter("fields", "id,name"))
            {
                foreach (var workbook in list.Take(15))
                {
                    Console.WriteLine(workbook["name"]);
                }
            }
            session.SignOut();
        }
    }

    private static void ListWhole()
    {
        using (var session = Alice())
        {
            using (var list = session.List("workbooks"))
            {
                var workbooks = list.ToList();
                Console.WriteLine("items " + workbooks.Count);
                Console.WriteLine(workbooks.First()["name"]);
                Console.WriteLine(workbooks.Last()["name"]);
                Console.WriteLine("project " + workbooks.First().Child("project")["name"]);
            }
            session.SignOut();
        }
    }

    private static void ListOfNothing()
    {
        using (var session = Alice())
        {
            using (var list = session.List("workbooks").AddFilter("name", "eq", "no such name"))
            {
                Console.WriteLine("items " + list.Count());
            }
            session.SignOut();
        }
    }

    private static void ListAhead()
    {
        using (var session = Alice())
        {
            using (var list = session.List("workbooks").SetPageSize(500))
            {
                try
                {
                    list.SetLookahead(9);
                }
                catch (TscException error)
                {
                    ShowMessage(error);
                }
                list.SetLookahead(3);
                var before = list.Take(501).Count();
                PauseForTheRunner();
                Console.WriteLine("items " + (before + list.Count()));
            }
            session.SignOut();
        }
    }

    private static void ListError()
    {
        using (var session = Alice())
        {
            using (var list = session.List("workbooks").SetPageSize(1000))
            {
                var items = 0;
                try
                {
                    foreach (var workbook in list)
                    {
                        items++;
                    }
                }
                catch (TscException error)
                {
                    Console.WriteLine("after " + items);
                    Show(error);
                }
                Console.WriteLine("after " + (items + list.Count()));
            }
            session.SignOut();
        }
    }

    private static void ListSetterTooLate()
    {
        using (var session = Alice())
        using (var list = session.List("workbooks"))
        {
            list.Next();
            list.SetPageSize(10);
        }
    }

    private static void ShowNodes()
    {
        using (var session = Alice())
        {
            using (var request = session.Request("GET", "views").SetParameter("pageSize", "1"))
            using (var response = request.Send())
            {
                Show(response.Root, "");
            }
            session.SignOut();
        }
    }

    private static void Show(Node node, string indent)
    {
        string[] leftOut = { "id", "contentUrl", "createdAt", "updatedAt", "webpageUrl" };
        var attributes = node.Attributes
            .Where(attribute => !leftOut.Contains(attribute.Key))
            .Select(attribute => " " + attribute.Key + "=" + attribute.Value);
        Console.WriteLine(indent + node.Name + string.Concat(attributes));
        foreach (var child in node.Children)
        {
            Show(child, indent + "  ");
        }
    }

    private static void Request()
    {
        using (var session = Alice())
        {
            using (var request = session.Request("POST", "/api/metadata/graphql")
                .SetBody(
                    "application/json",
                    "{\"query\": \"{ workbooks(filter: {name: \\\"Superstore\\\"}) { name } }\"}")
                .SetHeader("Accept", "application/json"))
            using (var response = request.Send())
            {
                Console.WriteLine("status " + response.StatusCode);
                Console.WriteLine("type " + response.Header("Content-Type"));
                Console.WriteLine(Encoding.UTF8.GetString(response.GetBody()));
            }
            session.SignOut();
        }
    }

    private static void RequestEmpty()
    {
        using (var session = Alice())
        {
            using (var request = session.Request("GET", "projects"))
            using (var response = request.Send())
            {
                Console.WriteLine("status " + response.StatusCode);
                Console.WriteLine("body " + response.GetBody().Length);
                Console.WriteLine("root " + OrNone(response.Root));
            }
            session.SignOut();
        }
    }

    private static void ErrorAnswer()
    {
        using (var session = Alice())
        using (var request = session.Request("GET", "workbooks/none"))
        {
            try
            {
                request.Send();
            }
            catch (TscException error)
            {
                Show(error);
                Console.WriteLine("status " + error.Response.StatusCode);
                Console.WriteLine("root " + error.Response.Root.Name);
                throw;
            }
        }
    }

    private static void RateLimited()
    {
        ShowErrorOfCount(Alice(), () => { });
    }

    private static void ShowTransient(TscException error)
    {
        Console.WriteLine("transient " + (error.IsTransient ? "yes" : "no"));
    }

    /// <summary>Returns alice's session of a server that repeats, or renews its sessions.</summary>
    private static Session AliceOf(Action<Server> set)
    {
        using (var server = TrustedServer())
        {
            set(server);
            return server.SignIn(AliceAt(null));
        }
    }

    /// <summary>Shows the error that ends the scenario, if there is one, and signs out.</summary>
    private static void ShowFailureAndSignOut(Session session, Action call)
    {
        using (session)
        {
            try
            {
                call();
            }
            catch (TscException error)
            {
                Show(error);
                ShowTransient(error);
                throw;
            }
        }
    }

    private static void CountWithRetries(int attempts, int longestWait)
    {
        var session = AliceOf(server => server.SetRetry(attempts, TimeSpan.FromMilliseconds(longestWait)));
        ShowFailureAndSignOut(session, () => Count(session));
    }

    private static void Post(bool repeatable)
    {
        var session = AliceOf(server => server.SetRetry(3, TimeSpan.FromMilliseconds(50)));
        ShowFailureAndSignOut(
            session,
            () =>
            {
                using (var request = session.Request("POST", "/api/metadata/graphql")
                    .SetBody("application/json", "{\"query\": \"{ workbooks { name } }\"}")
                    .SetRepeatable(repeatable))
                using (var response = request.Send())
                {
                    Console.WriteLine("status " + response.StatusCode);
                }
            });
    }

    private static void NotTransient()
    {
        using (var session = Alice())
        using (var request = session.Request("GET", "workbooks/none"))
        {
            try
            {
                request.Send();
            }
            catch (TscException error)
            {
                ShowTransient(error);
                throw;
            }
        }
    }

    private static void Renewal()
    {
        using (var session = AliceOf(server => server.SetRenewal(true)))
        {
            using (var list = session.List("workbooks").SetPageSize(500))
            {
                var before = list.Take(501).Count();
                PauseForTheRunner();
                Console.WriteLine("items " + (before + list.Count()));
            }
            session.SignOut();
        }
    }

    private static void RenewalRefused()
    {
        using (var session = AliceOf(server => server.SetRenewal(true)))
        {
            session.SignOutOnDispose = false;
            PauseForTheRunner();
            ShowMessageOf(() => Count(session));
        }
    }

    private static void RequestTimeouts()
    {
        using (var session = Alice())
        using (var request = session.Request("GET", "workbooks"))
        {
            session.SignOutOnDispose = false;
            request.SetTimeouts(TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1));
            ShowMessageOf(() => request.Send());
        }
    }

    private static void ListHeader()
    {
        using (var session = Alice())
        {
            using (var list = session.List("workbooks").SetHeader("X-Scenario", "blue"))
            {
                Console.WriteLine("total " + list.TotalAvailable());
            }
            session.SignOut();
        }
    }

    private static void TooLarge()
    {
        using (var session = Alice())
        using (var request = session.Request("GET", "workbooks").SetMaxResponseSize(100))
        {
            request.Send();
        }
    }

    private static void Cancel()
    {
        using (var session = Alice())
        using (var list = session.List("workbooks"))
        using (var source = new CancellationTokenSource())
        {
            session.SignOutOnDispose = false;
            var total = list.TotalAvailableAsync(source.Token);
            PauseForTheRunner();
            source.Cancel();
            total.GetAwaiter().GetResult();
        }
    }

    private static void CancelledBefore()
    {
        using (var session = Alice())
        {
            Count(session, new CancellationToken(true));
        }
    }

    private static void ConnectTimeout()
    {
        using (var server = new Server(Variable("TSC_SILENT")))
        {
            server.SetTimeouts(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));
            ShowMessageOf(() => server.GetInfo());
        }
    }

    private static void TimeOut()
    {
        using (var server = TrustedServer())
        {
            server.SetTimeouts(
                TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(60));
            using (var session = server.SignIn(AliceAt(null)))
            {
                session.SignOutOnDispose = false;
                ShowMessageOf(() => Count(session));
            }
        }
    }

    private static void Closed()
    {
        var session = Alice();
        session.SignOut();
        session.Dispose();
        Count(session);
    }

    private static void TwoThreads()
    {
        using (var session = Alice())
        {
            Func<int> readAll = () =>
            {
                using (var list = session.List("workbooks").SetPageSize(100))
                {
                    list.TotalAvailable();
                    return list.Count();
                }
            };
            var both = new[] { Task.Run(readAll), Task.Run(readAll) };
            foreach (var one in both)
            {
                Console.WriteLine("items " + one.GetAwaiter().GetResult());
            }
            session.SignOut();
        }
    }

    private static void Quotes()
    {
        var zoe = new PasswordCredentials(
            "zo\u00eb & <s\u00f8n> \"O'Neil\"",
            "pa<ss> & \"w\u00f6rd\" '\u043a\u043b\u044e\u0447' \U0001f511 %20+");
        using (var session = SignIn(zoe))
        {
            using (var list = session.List("workbooks").AddFilter("name", "eq", "He said \"yes\""))
            {
                foreach (var workbook in list)
                {
                    Console.WriteLine(workbook["name"]);
                }
            }
            session.SignOut();
        }
    }

    private static void Nul()
    {
        SignIn(new PasswordCredentials("ali\0ce", "alice-password"));
    }

    // Measurements.

    private static void MeasureReading(int rounds)
    {
        using (var session = Alice())
        {
            for (var round = 0; round < rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                var used = ProcessorTime();
                var items = 0;
                var lengths = 0;
                using (var list = session.List("workbooks").SetPageSize(1000))
                {
                    foreach (var workbook in list)
                    {
                        var id = workbook["id"];
                        var name = workbook["name"];
                        lengths += id.Length + (name != "" ? 1 : 0);
                        items++;
                    }
                }
                Console.WriteLine(
                    "read {0} {1} {2} {3}",
                    items, lengths, Microseconds(clock.Elapsed), Microseconds(ProcessorTime() - used));
            }
            session.SignOut();
        }
    }

    /// <summary>Reads the processor time; Process.TotalProcessorTime has a resolution of 10 ms only.</summary>
    private static TimeSpan ProcessorTime()
    {
        Timespec used;
        if (clock_gettime(ProcessorTimeOfTheProcess, out used) != 0)
        {
            throw new InvalidOperationException("clock_gettime failed");
        }
        return TimeSpan.FromTicks(used.Seconds * TimeSpan.TicksPerSecond + used.Nanoseconds / 100);
    }

    private static long Microseconds(TimeSpan time)
    {
        return time.Ticks / (TimeSpan.TicksPerSecond / 1000000);
    }

    private static void MeasureCycles(int before, int cycles)
    {
        Cycle(before);
        Collect();
        var bytes = NativeBytes();
        Cycle(cycles);
        Collect();
        Console.WriteLine("bytes " + (NativeBytes() - bytes));
        Console.WriteLine("handles " + LiveHandles());
    }

    private static void Cycle(int times)
    {
        for (var i = 0; i < times; i++)
        {
            using (var server = TrustedServer())
            using (server.SignIn(AliceAt(null)))
            {
            }
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static long NativeBytes()
    {
        var info = mallinfo2();
        return (long)(info.uordblks.ToUInt64() + info.hblkhd.ToUInt64());
    }

    /// <summary>Returns the number of live handles after a collection; -1 if the library does not count them.</summary>
    private static long LiveHandles()
    {
        Collect();
        try
        {
            return tsc_live_handles();
        }
        catch (EntryPointNotFoundException)
        {
            return -1;
        }
    }

    [DllImport("tsc", CallingConvention = CallingConvention.Cdecl)]
    private static extern long tsc_live_handles();

    private const int ProcessorTimeOfTheProcess = 2;

    [DllImport("libc.so.6")]
    private static extern int clock_gettime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport("libc.so.6")]
    private static extern MallInfo2 mallinfo2();

    [StructLayout(LayoutKind.Sequential)]
    private struct MallInfo2
    {
        public UIntPtr arena;
        public UIntPtr ordblks;
        public UIntPtr smblks;
        public UIntPtr hblks;
        public UIntPtr hblkhd;
        public UIntPtr usmblks;
        public UIntPtr fsmblks;
        public UIntPtr uordblks;
        public UIntPtr fordblks;
        public UIntPtr keepcost;
    }
}
