using System.Net;
using KDiffE.Api.Tests.Serving;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Access;

/// <summary>When requests need no key, and when the API does not start without one.</summary>
public sealed class OpenAccessTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task OpenUntilTheFirstKeyIsMadeAndNeverAgain()
    {
        await using var api = await ApiProcess.StartAsync(_service);
        await api.LogsAsync(line => line.Contains(" WRN No key was made yet", StringComparison.Ordinal));
        (await api.Client.GetObjectAsync("/training/runs")).Status.ShouldBe(HttpStatusCode.OK);

        var key = await CreateAsync(Role.Admin);
        await Eventually.IsAsync(async () => await StatusAsync(api.Client, key: null) == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(2));
        (await StatusAsync(api.Client, key.Text)).ShouldBe(HttpStatusCode.OK);
        await _service.Get<ApiKeyStore>().RevokeAsync(key.Key.Id, Cancelled);

        await Eventually.IsAsync(async () => await StatusAsync(api.Client, key.Text) == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(2));
        (await StatusAsync(api.Client, key: null)).ShouldBe(HttpStatusCode.Unauthorized);
        await _service.ExecuteAsync("delete from api_keys");
        await Task.Delay(TimeSpan.FromSeconds(2), Cancelled);
        (await StatusAsync(api.Client, key: null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Host", "recommender.example")]
    [InlineData("Host", "127.0.0.1.example")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    public async Task WhatAProxyOrAForeignPageAsksIsNotOpen(string header, string value)
    {
        _service.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/training/runs");
        request.Headers.Add(header, value);

        using var answer = await _service.Client.SendAsync(request, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Production", "--urls", "http://127.0.0.1:0")]
    [InlineData("Staging", "--urls", "http://127.0.0.1:0")]
    [InlineData("Development", "--urls", "http://0.0.0.0:0")]
    [InlineData("Development", "--urls", "http://127.0.0.1:0;http://[::]:0")]
    [InlineData("Development", "--http_ports", "0")]
    [InlineData("Development", "--Kestrel:Endpoints:All:Url", "http://*:0")]
    public async Task WhereOthersMayReachItTheApiDoesNotStartWithoutAKey(string environment, string option, string value)
    {
        var (exitCode, log) = await ApiProcess.RunToEndAsync(_service, [option, value], ("ASPNETCORE_ENVIRONMENT", environment));

        exitCode.ShouldBe(1, string.Join('\n', log));
        log.Count(line => line.Contains(" FTL The API does not start without a key", StringComparison.Ordinal) && line.Contains("./kdiffe keys create", StringComparison.Ordinal)).ShouldBe(1);
        log.ShouldNotContain(line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithAKeyItStartsThere()
    {
        var key = await CreateAsync(Role.Read);
        await using var api = await ApiProcess.StartAsync(_service, ("ASPNETCORE_ENVIRONMENT", "Production"));

        (await StatusAsync(api.Client, key: null), await StatusAsync(api.Client, key.Text)).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
    }

    [Fact]
    public async Task WhileTheDatabaseIsAwayFromTheStartOnlyTheSnapshotIsOpenAndInProductionNothing()
    {
        const string away = "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1";
        await _service.PublishAsync(Catalogue.Content("v1"));
        await using (var known = await ApiProcess.StartAsync(_service))
            await known.Client.EventuallyAsync("/health/ready", body => body["status"]?.ToString() == "ready");
        await using var development = await ApiProcess.StartAsync(_service, ("ConnectionStrings__Postgres", away));
        await using var production = await ApiProcess.StartAsync(_service, ("ConnectionStrings__Postgres", away), ("ASPNETCORE_ENVIRONMENT", "Production"));
        foreach (var api in (ApiProcess[])[development, production])
            await api.Client.EventuallyAsync("/health/ready", body => body["status"]?.ToString() == "ready");

        using var rankedOpen = await development.Client.SendWithKeyAsync("GET", "/users/ann/recommendations", key: null);
        using var train = await development.Client.SendWithKeyAsync("POST", "/training/runs", key: null);
        using var ranked = await production.Client.SendWithKeyAsync("GET", "/users/ann/recommendations", key: null);
        using var unknown = await production.Client.SendWithKeyAsync("GET", "/users/ann/recommendations", KeyText.Create().Text);

        (rankedOpen.StatusCode, train.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable));
        (ranked.StatusCode, unknown.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task AKeyThatIsKnownKeepsWorkingWhileTheDatabaseIsAwayAndAnUnknownOneIsNotCalledWrong()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        var key = await CreateAsync(Role.Read);
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        _service.Start(connectionString);
        await _service.ServesAsync("v1");
        (await StatusAsync(_service.Client, key.Text)).ShouldBe(HttpStatusCode.OK);

        relay.Cut();
        var later = (await _service.Get<ApiKeyStore>().CreateAsync("later", [Role.Read], expiresAt: null, Cancelled)).Text;
        await Eventually.IsAsync(async () => await RankAsync(later) == HttpStatusCode.ServiceUnavailable);
        (await RankAsync(key.Text)).ShouldBe(HttpStatusCode.OK);
        (await RankAsync(key.Text[..^1] + (key.Text[^1] == '0' ? '1' : '0'))).ShouldBe(HttpStatusCode.Unauthorized);

        relay.Open();
        await Eventually.IsAsync(async () => await RankAsync(later) == HttpStatusCode.OK);

        async Task<HttpStatusCode> RankAsync(string text)
        {
            using var response = await _service.Client.SendWithKeyAsync("GET", "/users/ann/recommendations", text);
            return response.StatusCode;
        }
    }

    private Task<NewApiKey> CreateAsync(params Role[] roles) => _service.Get<ApiKeyStore>().CreateAsync("client", roles, expiresAt: null, Cancelled);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string? key)
    {
        using var response = await client.SendWithKeyAsync("GET", "/training/runs", key);
        return response.StatusCode;
    }
}
