using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Tsc;

/// <summary>A simulated Tableau Server, and its control endpoint.</summary>
internal sealed class Simulator : IDisposable
{
    private readonly Process process;
    private readonly Dictionary<string, string> facts = new Dictionary<string, string>();

    internal Simulator(string options = "")
    {
        process = Process.Start(new ProcessStartInfo
        {
            FileName = Environment.GetEnvironmentVariable("TSC_SIMULATOR"),
            Arguments = "--exit-with-stdin " + options,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        for (var line = process.StandardOutput.ReadLine(); line != "ready"; line = process.StandardOutput.ReadLine())
        {
            var words = line.Split(new[] { ' ' }, 2);
            facts[words[0]] = words[1];
        }
    }

    /// <summary>A server that trusts the simulator.</summary>
    internal Server NewServer()
    {
        var server = new Server(facts["https"]);
        server.SetCaPath(facts["ca"]);
        return server;
    }

    internal Session Alice()
    {
        using (var server = NewServer())
        {
            return server.SignIn(new PasswordCredentials("alice", "alice-password"));
        }
    }

    internal void Fault(string json)
    {
        Ask("POST", "/faults", json);
    }

    internal void Release()
    {
        Ask("DELETE", "/faults", null);
        Ask("POST", "/release", "");
    }

    /// <summary>How many requests it got whose path has this in it.</summary>
    internal int Requests(string part)
    {
        return Regex.Matches(Ask("GET", "/requests", null), "\"path\":\\s*\"[^\"]*" + Regex.Escape(part)).Count;
    }

    /// <summary>How many sessions are signed in.</summary>
    internal int Live()
    {
        return int.Parse(Regex.Match(Ask("GET", "/sessions", null), "\"live\":\\s*(\\d+)").Groups[1].Value);
    }

    /// <summary>Waits for a request: it comes, or the test is ended from outside.</summary>
    internal void Await(string part)
    {
        while (Requests(part) == 0)
        {
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    static Simulator()
    {
        ServicePointManager.Expect100Continue = false;
    }

    private string Ask(string method, string path, string body)
    {
        using (var client = new WebClient { Proxy = null, Encoding = Encoding.UTF8 })
        {
            client.Headers[HttpRequestHeader.ContentType] = "application/json";
            return body == null && method == "GET"
                ? client.DownloadString(facts["control"] + path)
                : client.UploadString(facts["control"] + path, method, body ?? "");
        }
    }
}
