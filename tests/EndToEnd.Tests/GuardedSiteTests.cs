using System.Net;
using System.Text.RegularExpressions;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Two APIs in production and the command line that makes their keys.</summary>
public sealed partial class GuardedSiteTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RevokedWithin = TimeSpan.FromSeconds(2);

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task AKeyIsMadeUsedRotatedAndRevokedAndNoLogKnowsIt()
    {
        var key = await KeyAsync("create", "trainer", "--role", "read,train");
        var (first, firstClient) = await StartAsync();
        var (second, secondClient) = await StartAsync();
        HttpClient[] apis = [firstClient, secondClient];
        foreach (var api in apis)
        {
            (await StatusAsync(api, "GET", "/training/runs", key: null)).ShouldBe(HttpStatusCode.Unauthorized);
            (await StatusAsync(api, "GET", "/training/runs", key[..^1] + (key[^1] == '0' ? '1' : '0'))).ShouldBe(HttpStatusCode.Unauthorized);
            (await StatusAsync(api, "POST", "/snapshots/rollback", key)).ShouldBe(HttpStatusCode.Forbidden);
            (await StatusAsync(api, "GET", "/training/runs", key)).ShouldBe(HttpStatusCode.OK);
        }

        var next = await KeyAsync("rotate", "trainer");
        foreach (var api in apis)
            (await StatusAsync(api, "GET", "/training/runs", key), await StatusAsync(api, "GET", "/training/runs", next)).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        var list = await RunAsync(expected: 0, "list");
        list.ShouldContain(key.Split('_')[1]);
        list.ShouldNotContain(key[^64..]);
        await RunAsync(expected: 1, "rotate", "trainer");
        await RunAsync(expected: 0, "revoke", key.Split('_')[1]);
        await Eventually.IsAsync(
            async () => (await Task.WhenAll(apis.Select(api => StatusAsync(api, "GET", "/training/runs", key)))).All(status => status == HttpStatusCode.Unauthorized), RevokedWithin);
        foreach (var api in apis)
            (await StatusAsync(api, "GET", "/training/runs", next)).ShouldBe(HttpStatusCode.OK);

        foreach (var api in (CommandProcess[])[first, second])
        {
            await api.SignalAsync("TERM");
            (await api.WaitForExitAsync(Limit)).ShouldBe(0, api.Output);
            api.Output.ShouldContain("GET /training/runs 401");
            foreach (var secret in (string[])[key, next])
                api.Output.ShouldNotContain(secret[^64..]);
        }

        firstClient.Dispose();
        secondClient.Dispose();
    }

    [Theory]
    [InlineData("create shop --role root", "--role is 'root', but must be one of read, ingest, train and admin.")]
    [InlineData("create shop", "--role")]
    [InlineData("create a/b --role read", "A client's name has 1 to 64 letters")]
    [InlineData("create shop --role read --days 0", "--days is 0, but must be at least 1.")]
    public async Task WhatCannotBeAKeyIsBadUsage(string arguments, string reason) =>
        (await RunAsync(expected: 2, arguments.Split(' '))).ShouldContain(reason);

    private async Task<(CommandProcess Process, HttpClient Client)> StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
        var process = _site.StartApi(address, "Production");
        var client = new HttpClient { BaseAddress = address };
        await Eventually.IsAsync(async () => await StatusAsync(client, "GET", "/health/live", key: null) == HttpStatusCode.OK, Limit, () => process.Output);
        return (process, client);
    }

    private async Task<string> KeyAsync(params string[] arguments) => Key().Match(await RunAsync(expected: 0, arguments)).Value;

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var command = _site.StartCommand(["keys", .. arguments]);
        (await command.WaitForExitAsync(Limit)).ShouldBe(expected, command.Output);
        return command.Output;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient api, string method, string path, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        using var response = await api.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    [GeneratedRegex("kdiffe_[0-9a-f]{12}_[0-9a-f]{64}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
