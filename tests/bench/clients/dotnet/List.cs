using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using System.Xml;

// The list job with HttpClient and XmlReader: URL CA ITEMS.
internal sealed class List
{
    private const string SignIn =
        "<tsRequest><credentials personalAccessTokenName=\"bench\" personalAccessTokenSecret=" +
        "\"bench-secret\"><site contentUrl=\"samples\"/></credentials></tsRequest>";

    private readonly string url;
    private readonly HttpClient client;
    private string version, token, site;
    private long total = 1, items, characters;

    private List(string url, HttpClient client)
    {
        this.url = url;
        this.client = client;
    }

    private static async Task<int> Main(string[] arguments)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(arguments[1]);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        using var client = new HttpClient(handler);
        var list = new List(arguments[0], client);
        await list.Read();
        Console.WriteLine($"{list.items} {list.characters}");
        return list.items == long.Parse(arguments[2]) ? 0 : 1;
    }

    private async Task Read()
    {
        await Call("/api/2.4/serverInfo", null);
        var api = "/api/" + version;
        await Call(api + "/auth/signin", SignIn);
        for (var number = 1; items < total; number++)
        {
            await Call($"{api}/sites/{site}/workbooks?pageSize=1000&pageNumber={number}", null);
        }
        await Call(api + "/auth/signout", "");
    }

    // Sends a request and reads the response, if it has a body.
    private async Task Call(string path, string body)
    {
        using var request = new HttpRequestMessage(body == null ? HttpMethod.Get : HttpMethod.Post, url + path);
        if (body != null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/xml");
        }
        if (token != null)
        {
            request.Headers.Add("X-Tableau-Auth", token);
        }
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.NoContent)
        {
            using var stream = await response.Content.ReadAsStreamAsync();
            Read(stream);
        }
    }

    private void Read(Stream stream)
    {
        using var reader = XmlReader.Create(stream);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            switch (reader.LocalName)
            {
                case "restApiVersion":
                    version = reader.ReadElementContentAsString();
                    break;
                case "credentials":
                    token = reader.GetAttribute("token");
                    break;
                case "site":
                    site = reader.GetAttribute("id");
                    break;
                case "pagination":
                    total = long.Parse(reader.GetAttribute("totalAvailable"));
                    break;
                case "workbook":
                    items++;
                    characters += reader.GetAttribute("id").Length + reader.GetAttribute("name").Length;
                    break;
            }
        }
    }
}
