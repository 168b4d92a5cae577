using System.Net;
using System.Net.Sockets;

namespace KDiffE.Api.Tests.Http;

/// <summary>Bodies that are none, or not all there, are the client's errors.</summary>
public sealed class BrokenBodyTests : IAsyncLifetime
{
    private readonly Service _service = new();
    private ApiProcess _api = null!;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        _api = await ApiProcess.StartAsync(_service);
        await _api.Client.EventuallyAsync("/training/runs", body => body["runs"] is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task NoBodyIsAFaultOfTheService()
    {
        (string Name, string Type, string Length, string Body, HttpStatusCode Status)[] bodies =
        [
            ("cut text", "application/json", "Content-Length: 9", "{\"preset\"", HttpStatusCode.BadRequest),
            ("half of a character", "application/json", Length("""{"settings":{"KDiffE:Layers":"\ud800"}}"""), """{"settings":{"KDiffE:Layers":"\ud800"}}""", HttpStatusCode.BadRequest),
            ("half of a character as a name", "application/json", Length("""{"settings":{"\udc00":"3"}}"""), """{"settings":{"\udc00":"3"}}""", HttpStatusCode.BadRequest),
            ("no UTF-8", "application/json", "Content-Length: 14", "{\"preset\":\"\xff\"}", HttpStatusCode.BadRequest),
            ("too deep", "application/json", "Content-Length: 400", new string('[', 400), HttpStatusCode.BadRequest),
            ("compressed", "application/json", "Content-Length: 4\r\nContent-Encoding: gzip", "\x1f\x8b\x08\x00", HttpStatusCode.BadRequest),
            ("a character of no text", "application/json", Length("""{"settings":{"KDiffE:Layers":"\u0000"}}"""), """{"settings":{"KDiffE:Layers":"\u0000"}}""", HttpStatusCode.BadRequest),
            ("an unknown encoding", "application/json; charset=nonsense", "Content-Length: 2", "{}", HttpStatusCode.UnsupportedMediaType),
            ("a forbidden encoding", "application/json; charset=utf-7", "Content-Length: 2", "{}", HttpStatusCode.UnsupportedMediaType),
            ("no type", "", "Content-Length: 2", "{}", HttpStatusCode.UnsupportedMediaType),
        ];
        foreach (var (name, type, length, body, status) in bodies)
        {
            foreach (var target in (string[])["POST /training/runs", "PUT /training/schedules/nightly"])
            {
                var answer = await RawHttp.SendAsync(_api.Client.BaseAddress!, $"{target} HTTP/1.0\r\nContent-Type: {type}\r\n{length}\r\n\r\n{body}");
                answer.Status.ShouldBe(status, $"{target}: {name}: {answer.Body}");
                answer["type"].ShouldNotBe("/errors/internal");
            }
        }

        await NoFaultIsInTheLogAsync();

        static string Length(string body) => $"Content-Length: {body.Length}";
    }

    [Fact]
    public async Task ABrokenTransferIsRefused()
    {
        foreach (var body in (string[])["ZZ\r\n{}\r\n", "2\r\n{}XX\r\n", "-1\r\n{}\r\n"])
        {
            var answer = await RawHttp.SendAsync(
                _api.Client.BaseAddress!, $"POST /training/runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, body);
        }

        await NoFaultIsInTheLogAsync();
    }

    [Fact]
    public async Task AClientThatGoesInTheMiddleOfItsBodyLeavesNoFaultBehind()
    {
        for (var trial = 0; trial < 20; trial++)
        {
            using var client = await RawHttp.ConnectAsync(
                _api.Client.BaseAddress!, "POST /training/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"preset\":");
            if (trial % 2 == 0)
                client.Client.Shutdown(SocketShutdown.Send);
            else
                client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        // The requests of all of them have ended when there are as many lines; then nothing more will come.
        await _api.LogsAsync(line => line.Contains(" POST /training/runs ", StringComparison.Ordinal), times: 20);
        (await NoFaultIsInTheLogAsync()).ShouldAllBe(line => !line.Contains(" POST /training/runs 500 ", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> NoFaultIsInTheLogAsync()
    {
        var log = await _api.StopAsync();
        log.ShouldNotContain(line => line.Contains(" ERR ", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal));
        return log;
    }
}
