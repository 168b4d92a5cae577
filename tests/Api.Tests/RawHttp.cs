using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests;

/// <summary>Requests byte for byte: what clients of .NET put right before they send it goes out as it stands.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The answer to a request without a body.</summary>
    public static Task<RawAnswer> AskAsync(Uri server, string method, string target) => SendAsync(server, $"{method} {target} HTTP/1.0\r\n\r\n");

    /// <summary>Sends text in Latin-1 and gives what comes back until the server ends the connection, which in HTTP/1.0 comes after the answer.</summary>
    public static async Task<RawAnswer> SendAsync(Uri server, string text)
    {
        using var client = await ConnectAsync(server, text);
        using var answer = new MemoryStream();
        await client.GetStream().CopyToAsync(answer, Cancelled).WaitAsync(Patience, Cancelled);
        var parts = Encoding.UTF8.GetString(answer.ToArray()).Split("\r\n\r\n", 2);
        return new RawAnswer((HttpStatusCode)int.Parse(parts[0].Split(' ')[1]), parts[0], parts[1]);
    }

    /// <summary>Sends text in Latin-1 and leaves the connection to the caller.</summary>
    public static async Task<TcpClient> ConnectAsync(Uri server, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Cancelled);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Cancelled);
        return client;
    }
}

/// <summary>An answer as it came.</summary>
internal sealed record RawAnswer(HttpStatusCode Status, string Head, string Body)
{
    /// <summary>A member of the body, which is an object.</summary>
    public string? this[string name] => JsonNode.Parse(Body)![name]?.ToString();
}
