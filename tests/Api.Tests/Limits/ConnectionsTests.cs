using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Limits;

/// <summary>What a client may do with connections, and what it may not.</summary>
public sealed class ConnectionsTests : IAsyncLifetime
{
    private const string Get = "GET /health/live HTTP/1.1\r\nHost: h\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WhoSaysNothingOrItsHeadersSlowlyIsCutOff()
    {
        Start(("Limits:HeadersTime", "00:00:01"), ("Limits:KeepAlive", "00:00:01"));
        var begun = Stopwatch.GetTimestamp();
        using var slow = await RawHttp.ConnectAsync(Server, Get + "X-Slow: ");
        using var answered = await RawHttp.ConnectAsync(Server, Get + "\r\n");
        using var silent = await RawHttp.ConnectAsync(Server, "");

        var dripping = DripAsync(slow);
        (await ReadAsync(slow)).ShouldStartWith("HTTP/1.1 408");
        // Answered, and then kept for as long as may be.
        (await ReadAsync(answered)).ShouldStartWith("HTTP/1.1 200");
        (await ReadAsync(silent)).ShouldBe("");

        Stopwatch.GetElapsedTime(begun).ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        await dripping;
    }

    [Fact]
    public async Task OneConnectionTooManyIsClosedUntilAnotherOneIs()
    {
        Start(("Limits:Connections", "2"));
        using var first = await RawHttp.ConnectAsync(Server, "");
        using (await RawHttp.ConnectAsync(Server, ""))
        {
            using var surplus = await RawHttp.ConnectAsync(Server, Get + "\r\n");
            (await ReadAsync(surplus)).ShouldBe("");
        }

        await Eventually.IsAsync(async () =>
        {
            using var next = await RawHttp.ConnectAsync(Server, Get + "Connection: close\r\n\r\n");
            return (await ReadAsync(next)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task WithoutTlsHttp2IsSpokenWhereTheConfigurationSaysSoWithAsManyStreamsAsItSays()
    {
        Start(("Kestrel:EndpointDefaults:Protocols", "Http2"), ("Limits:StreamsPerConnection", "7"));

        var answer = await AskAsync("/health/live");
        (answer.Version, answer.StatusCode).ShouldBe((HttpVersion.Version20, HttpStatusCode.OK));
        // A path of 16 KiB and an endless header are refused as ever.
        await RefusedAsync("/" + new string('a', 17_000));
        await RefusedAsync("/health/live", "X-Long", new string('a', 40_000));
        (await AskAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // MAX_CONCURRENT_STREAMS is the setting 3 (RFC 9113, 6.5.2).
        (await SettingAsync(3)).ShouldBe(7u);
    }

    [Fact]
    public async Task ABodyThatNoRouteReadsIsNotTakenIn()
    {
        Start();
        var head = "POST /snapshots/rollback HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";

        using var client = await RawHttp.ConnectAsync(Server, head);

        (await ReadAsync(client)).ShouldContain("HTTP/1.1 4");
    }

    private Uri Server => _service.Client.BaseAddress!;

    private void Start(params (string Name, string Value)[] settings) => _service.Start(configure: builder =>
    {
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
    });

    private async Task<HttpResponseMessage> AskAsync(string path, string? header = null, string? value = null)
    {
        using var client = new HttpClient { BaseAddress = Server };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (header is not null)
            request.Headers.Add(header, value);
        return await client.SendAsync(request, Cancelled);
    }

    // Of what is too large the answer may be an error of the connection.
    private async Task RefusedAsync(string path, string? header = null, string? value = null)
    {
        try
        {
            using var answer = await AskAsync(path, header, value);
            ((int)answer.StatusCode).ShouldBeOneOf(414, 431);
        }
        catch (HttpRequestException)
        {
            // The connection is gone; the next one is as ever.
        }
    }

    private async Task<uint?> SettingAsync(ushort setting)
    {
        // The preface, and a frame of no settings of the client's own.
        using var client = await RawHttp.ConnectAsync(Server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        var stream = client.GetStream();
        var head = new byte[9];
        await stream.ReadExactlyAsync(head, Cancelled);
        var settings = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await stream.ReadExactlyAsync(settings, Cancelled);
        head[3].ShouldBe((byte)4);
        return settings.Chunk(6).Where(one => BinaryPrimitives.ReadUInt16BigEndian(one) == setting).Select(one => (uint?)BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(2))).SingleOrDefault();
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var answer = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(answer, Cancelled).WaitAsync(Patience, Cancelled);
        }
        catch (IOException)
        {
            // Closed with something unread: what was said before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    private static async Task DripAsync(TcpClient client)
    {
        try
        {
            while (true)
            {
                await client.GetStream().WriteAsync("x"u8.ToArray(), Cancelled);
                await Task.Delay(100, Cancelled);
            }
        }
        catch (IOException)
        {
            // The server has had enough.
        }
    }
}
