// Signs in to a Tableau server with a personal access token, lists workbooks, switches
// site if asked to, and signs out.
//
//   SignIn.exe [SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]]
//
// Missing arguments are read from the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
// TABLEAU_TOKEN_VALUE, TABLEAU_SITE (the site's contentUrl; the default site if not set),
// TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own) and
// TABLEAU_OTHER_SITE (a site to switch to). Pass secrets in the environment: other
// users of the machine can see arguments.
using System;
using System.Linq;
using Tsc;

internal static class SignIn
{
    private static int Main(string[] arguments)
    {
        var url = Setting(arguments, 0, "TABLEAU_SERVER");
        var tokenName = Setting(arguments, 1, "TABLEAU_TOKEN_NAME");
        var tokenValue = Setting(arguments, 2, "TABLEAU_TOKEN_VALUE");
        var site = Setting(arguments, 3, "TABLEAU_SITE");
        var caPath = Setting(arguments, 4, "TABLEAU_CA_PATH");
        var otherSite = Setting(arguments, 5, "TABLEAU_OTHER_SITE");
        if (url == null || tokenName == null || tokenValue == null)
        {
            Console.Error.WriteLine(
                "usage: SignIn.exe SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]\n" +
                "or set TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE, and if needed\n" +
                "TABLEAU_SITE, TABLEAU_CA_PATH and TABLEAU_OTHER_SITE");
            return 2;
        }
        try
        {
            using (var server = new Server(url))
            {
                server.SetCaPath(caPath);
                Run(server, new PersonalAccessTokenCredentials(tokenName, tokenValue, site), otherSite);
            }
            return 0;
        }
        catch (TscException error)
        {
            Console.Error.WriteLine("sign_in: " + error.Message);
            return 1;
        }
    }

    /// <summary>Signs in, does the work and signs out, also if the work fails.</summary>
    private static void Run(Server server, Credentials credentials, string otherSite)
    {
        var info = server.GetInfo();
        Console.WriteLine(
            "Server:  {0}, Tableau {1}, REST API {2}",
            server.Url, info.ProductVersion ?? "of unknown version", info.ApiVersion);
        using (var session = server.SignIn(credentials))
        {
            ShowSession(session);
            ShowWorkbooks(session);
            if (otherSite != null)
            {
                session.SwitchSite(otherSite);
                Console.WriteLine("Switched");
                ShowSession(session);
                ShowWorkbooks(session);
            }
            session.SignOut(); // reports a failure, which the end of the block would ignore
            Console.WriteLine("Signed out");
        }
    }

    private static void ShowSession(Session session)
    {
        var site = session.SiteContentUrl;
        Console.WriteLine("Site:    {0} ({1})", site != "" ? site : "the default site", session.SiteId);
        Console.WriteLine("User:    {0}", session.UserId);
    }

    /// <summary>Shows how many workbooks the site has, and the first five.</summary>
    private static void ShowWorkbooks(Session session)
    {
        using (var workbooks = session.List("workbooks"))
        {
            Console.WriteLine("{0} workbooks", workbooks.TotalAvailable());
            foreach (var workbook in workbooks.Take(5))
            {
                Console.WriteLine("  {0}  {1}", workbook["id"], workbook["name"]);
            }
        }
    }

    private static string Setting(string[] arguments, int index, string variable)
    {
        var value = index < arguments.Length ? arguments[index] : Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
