using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Api.Limits;
using KDiffE.Api.Tests.Access;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Tests.Limits;

/// <summary>How much a caller may ask for.</summary>
public sealed class LimitsTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task AKeyThatAsksTooOftenWaitsAndAnotherDoesNot()
    {
        var (first, second) = (await CreateAsync("first"), await CreateAsync("second"));
        Start("Limits:RequestsPerSecond", "5");
        await _service.ServesAsync("v1");

        var begun = Stopwatch.GetTimestamp();
        // All at once: a busy machine would take them slowly enough one by one.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _service.Client.SendWithKeyAsync("GET", "/items/popular", first)));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        using var other = await _service.Client.SendWithKeyAsync("GET", "/items/popular", second);

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBeInRange(10, 10 + (int)(5 * (seconds + 1)));
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 2);
        JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancelled))!["type"]!.GetValue<string>().ShouldBe("/errors/too-many-requests");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var probe = 0; probe < 40; probe++)
            (await _service.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsAsync(async () => (await _service.Client.SendWithKeyAsync("GET", "/items/popular", first)).StatusCode == HttpStatusCode.OK);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task WithoutALimitNobodyWaits()
    {
        Start("Limits:RequestsPerSecond", "0");
        await _service.ServesAsync("v1");

        for (var request = 0; request < 300; request++)
            (await _service.GetAsync("/items/popular")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void AScanForManyUsersCostsWhatItCostsThemAll()
    {
        // Two seconds' worth: two million items, of which a token is ten thousand.
        using var work = new ScanWork(Options.Create(new LimitOptions { MillionItemsPerSecond = 1 }));
        var caller = new DefaultHttpContext();

        // 100,000 items for 10 users are a million and a token.
        work.Charge(caller, items: 100_000, users: 10).ShouldBeNull();
        work.Charge(caller, items: 500_000).ShouldBeNull();
        var refused = work.Charge(caller, items: 100_000, users: 10);

        refused.ShouldNotBeNull().StatusCode.ShouldBe(StatusCodes.Status429TooManyRequests);
        caller.Response.Headers.RetryAfter.ToString().ShouldBe("1");
        work.Charge(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.1") } }, items: 100_000, users: 10).ShouldBeNull();
    }

    [Fact]
    public void WhatIsMoreThanABucketHoldsIsServedFromAFullOne()
    {
        using var work = new ScanWork(Options.Create(new LimitOptions { MillionItemsPerSecond = 1 }));
        var caller = new DefaultHttpContext();

        work.Charge(caller, items: 1_000_000, users: 1_000).ShouldBeNull();
        work.Charge(caller, items: 1).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Limits__RequestsPerSecond", "-1")]
    [InlineData("Limits__MillionItemsPerSecond", "10000001")]
    [InlineData("Limits__Connections", "-1")]
    [InlineData("Limits__RequestTime", "00:00:00")]
    [InlineData("Limits__StreamsPerConnection", "0")]
    [InlineData("Limits__KeepAlive", "00:00:00")]
    [InlineData("Limits__HeadersTime", "2.00:00:00")]
    public async Task ALimitThatCannotBeIsNamedAtTheStart(string variable, string value)
    {
        var (exitCode, log) = await ApiProcess.RunToEndAsync(_service, ["--urls", "http://127.0.0.1:0"], (variable, value));

        exitCode.ShouldBe(1);
        log.ShouldHaveSingleItem().ShouldStartWith($"{variable.Replace("__", ":", StringComparison.Ordinal)} must be ");
    }

    [Fact]
    public async Task RankingsAreChargedForTheItemsOfTheSnapshot()
    {
        Start("Limits:MillionItemsPerSecond", "1");
        await _service.ServesAsync("v1");

        // A scan of a small catalogue costs a token, of which there are two hundred.
        var statuses = new List<HttpStatusCode>();
        for (var request = 0; request < 600; request++)
            statuses.Add((await _service.GetAsync("/users/ann/recommendations")).Status);

        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
        statuses.Count(status => status == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(200);
        (await _service.GetAsync("/snapshots")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WhatIsTooLongToBeAskedForIsRefused()
    {
        _service.Start();
        var server = _service.Client.BaseAddress!;

        ((int)(await RawHttp.AskAsync(server, "GET", "/" + new string('a', 17_000))).Status).ShouldBe(414);
        ((int)(await RawHttp.SendAsync(server, $"GET /health/live HTTP/1.0\r\nX-Long: {new string('a', 40_000)}\r\n\r\n")).Status).ShouldBe(431);
        var many = string.Concat(Enumerable.Range(0, 120).Select(n => $"X-{n}: 1\r\n"));
        ((int)(await RawHttp.SendAsync(server, $"GET /health/live HTTP/1.0\r\n{many}\r\n")).Status).ShouldBe(431);
    }

    [Fact]
    public async Task ARequestThatTakesTooLongEnds()
    {
        Start("Limits:RequestTime", "00:00:01");
        await _service.ServesAsync("v1");
        await using var connection = await _service.Get<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using (var command = new Npgsql.NpgsqlCommand("lock table training_schedules in access exclusive mode", connection, transaction))
            await command.ExecuteNonQueryAsync(Cancelled);

        var (status, body) = await _service.GetAsync("/training/schedules");

        (status, body["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.GatewayTimeout, "/errors/timed-out"));
    }

    private void Start(string setting, string value) => _service.Start(configure: builder => builder.UseSetting(setting, value));

    private async Task<string> CreateAsync(string client) =>
        (await _service.Get<ApiKeyStore>().CreateAsync(client, [Role.Read], expiresAt: null, Cancelled)).Text;
}
