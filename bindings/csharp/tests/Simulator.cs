using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
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

    /// <summary>Makes a server that trusts the simulator, and sends each request once.</summary>
    internal Server NewServer()
    {
        var server = new Server(facts["https"]);
        server.SetCaPath(facts["ca"]);
        server.SetRetry(1, TimeSpan.Zero);
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

    internal void Disarm()
    {
        Ask("DELETE", "/faults", "");
    }

    /// <summary>
    /// Releases held responses until the calls end. The simulator logs a request shortly before it holds it, so a
    /// release may come too early.
    /// </summary>
    internal void Release(params Task[] calls)
    {
        while (!calls.All(call => call.IsCompleted))
        {
            Ask("POST", "/release", "");
        }
    }

    /// <summary>Returns the number of requests whose path contains a text.</summary>
    internal int Requests(string part)
    {
        return Regex.Matches(Ask("GET", "/requests", ""), "\"path\":\\s*\"[^\"]*" + Regex.Escape(part)).Count;
    }

    /// <summary>Returns the number of the last request's connection.</summary>
    internal int LastConnection()
    {
        var log = Regex.Matches(Ask("GET", "/requests", ""), "\"connection\":\\s*(\\d+)");
        return int.Parse(log[log.Count - 1].Groups[1].Value);
    }

    /// <summary>Returns the number of signed-in sessions.</summary>
    internal int Live()
    {
        return int.Parse(Regex.Match(Ask("GET", "/sessions", ""), "\"live\":\\s*(\\d+)").Groups[1].Value);
    }

    /// <summary>Waits for a request, without a limit: the test script has one.</summary>
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

    private string Ask(string method, string path, string body)
    {
        var control = new Uri(facts["control"]);
        using (var client = new TcpClient(control.Host, control.Port))
        using (var stream = client.GetStream())
        {
            var content = Encoding.UTF8.GetBytes(body);
            var head = Encoding.ASCII.GetBytes(
                method + " " + path + " HTTP/1.1\r\nHost: " + control.Authority + "\r\nConnection: close\r\n" +
                "Content-Type: application/json\r\nContent-Length: " + content.Length + "\r\n\r\n");
            stream.Write(head, 0, head.Length);
            stream.Write(content, 0, content.Length);
            var answer = new StreamReader(stream, Encoding.UTF8).ReadToEnd();
            if (!answer.StartsWith("HTTP/1.1 2"))
            {
                throw new Exception(method + " " + path + ": " + answer);
            }
            return answer;
        }
    }
}
