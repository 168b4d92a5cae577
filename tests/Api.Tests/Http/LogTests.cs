using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Api.Tests.Access;
using KDiffE.Infrastructure.Keys;
using Npgsql;

namespace KDiffE.Api.Tests.Http;

/// <summary>What the log of the process says, and how often.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task EveryRequestIsOneLineWhateverItsPath()
    {
        await using var api = await ApiProcess.StartAsync(_service);
        await api.Client.GetObjectAsync("/health/live");
        await api.Client.GetObjectAsync("/items/a%0AGET%20forged/similar?n=1");

        var requests = (await api.StopAsync()).Where(line => line.Contains("GET", StringComparison.Ordinal)).ToList();

        requests.Count.ShouldBe(2);
        requests[0].ShouldMatch(@"^[\d-]{10}T\S+ INF GET /health/live 200 \d+\.\d ms [0-9a-f]{32}$");
        requests[1].ShouldMatch(@"^[\d-]{10}T\S+ INF GET /items/a%0AGET%20forged/similar 503 \d+\.\d ms [0-9a-f]{32}$");
    }

    [Fact]
    public async Task ASettingThatNobodyReadsIsWarnedOfAtTheStart()
    {
        await using var api = await ApiProcess.StartAsync(_service, ("Limits__RequestPerSecond", "10"), ("KDiffE__Dim", "32"));

        var warnings = (await api.StopAsync()).Where(line => line.Contains(" WRN ", StringComparison.Ordinal)).ToList();

        warnings.Count.ShouldBe(2);
        warnings[0].ShouldContain("KDiffE:Dim has no effect. It is a setting of runs");
        warnings[1].ShouldContain("Limits:RequestPerSecond has no effect. Is Limits:RequestsPerSecond meant?");
    }

    [Fact]
    public async Task TheTraceIdOfAFaultLeadsToItsExceptionAndToItsRequest()
    {
        await using var api = await ApiProcess.StartAsync(_service);

        var traceId = await FailAsync(api);

        var log = await api.StopAsync();
        var exception = log.Index().Single(line => line.Item.Contains("unhandled exception", StringComparison.Ordinal));
        exception.Item.ShouldMatch($" ERR .* {traceId}$");
        log[exception.Index + 1].ShouldStartWith("System.InvalidCastException");
        log.ShouldContain(line => line.Contains(" INF GET /training/runs 500 ", StringComparison.Ordinal) && line.EndsWith(traceId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatAClientGetsWrongIsNoFaultInTheLog()
    {
        await using var api = await ApiProcess.StartAsync(_service);
        using var noJson = new StringContent("{", Encoding.UTF8, "application/json");
        (await api.Client.GetObjectAsync("/items/popular?n=ten")).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var refused = await api.Client.PostAsync(new Uri("/training/runs", UriKind.Relative), noJson, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await api.StopAsync()).ShouldNotContain(line => line.Contains(" ERR ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LinesAreCompactJsonWhereTheConfigurationSaysSo()
    {
        await using var api = await ApiProcess.StartAsync(
            _service,
            ("Serilog__WriteTo__0__Name", "Console"),
            ("Serilog__WriteTo__0__Args__formatter", "Serilog.Formatting.Compact.CompactJsonFormatter, Serilog.Formatting.Compact"));

        var traceId = await FailAsync(api);

        var ofTrace = (await api.StopAsync()).Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["@tr"] == traceId).ToList();
        ofTrace.ShouldContain(line => (string?)line["RequestPath"] == "/training/runs" && (int?)line["StatusCode"] == 500);
        ofTrace.ShouldContain(line => (string?)line["@l"] == "Error" && ((string?)line["@x"] ?? "").StartsWith("System.InvalidCastException", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Logs__Format", "json")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", "true")]
    public async Task LinesAreJsonInAContainerAndWhereTheyAreAskedFor(string name, string value)
    {
        await using var api = await ApiProcess.StartAsync(_service, (name, value));
        await api.Client.GetObjectAsync("/health/live");

        var lines = (await api.StopAsync()).Select(line => JsonNode.Parse(line)!).ToList();

        ((string?)lines.Single(line => (string?)line["RequestPath"] == "/health/live")["@tr"]).ShouldNotBeNull().ShouldMatch("^[0-9a-f]{32}$");
    }

    [Fact]
    public async Task OfRequestsThatWereAnsweredWellASettingSaysHowManyHaveALine()
    {
        await using var api = await ApiProcess.StartAsync(_service, ("Logs__RequestShare", "0"));
        await api.Client.GetObjectAsync("/health/live");
        await api.Client.GetObjectAsync("/items/popular?n=ten");

        var requests = (await api.StopAsync()).Where(line => line.Contains(" INF GET ", StringComparison.Ordinal)).ToList();

        requests.ShouldHaveSingleItem().ShouldContain("/items/popular 400");
    }

    [Theory]
    [InlineData("false", "/users/*/recommendations", "/Users/*", "/unknown/users/*/x")]
    [InlineData("true", "/users/ann%20x/recommendations", "/Users/ann%20x", "/unknown/users/ann%20x/x")]
    public async Task UsersAreNamedOnlyWhereASettingSaysSo(string setting, params string[] logged)
    {
        await using var api = await ApiProcess.StartAsync(_service, ("Logs__UserIds", setting));
        foreach (var path in (string[])["/users/ann%20x/recommendations", "/Users/ann%20x", "/unknown/users/ann%20x/x"])
            using (await api.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)) { }

        var log = await api.StopAsync();

        foreach (var path in logged)
            log.ShouldContain(line => line.Contains($" GET {path} ", StringComparison.Ordinal));
        log.Any(line => line.Contains("ann", StringComparison.Ordinal)).ShouldBe(setting == "true");
    }

    [Fact]
    public async Task ALineForMachinesTellsWhoAskedAndNotWithWhichSecret()
    {
        var key = await _service.Get<ApiKeyStore>().CreateAsync("shop", [Role.Read], expiresAt: null, TestContext.Current.CancellationToken);
        await using var api = await ApiProcess.StartAsync(
            _service,
            ("Serilog__WriteTo__0__Name", "Console"),
            ("Serilog__WriteTo__0__Args__formatter", "Serilog.Formatting.Compact.CompactJsonFormatter, Serilog.Formatting.Compact"));
        using var answer = await api.Client.SendWithKeyAsync("GET", "/training/schedules?unknown=1", key.Text);
        using var refused = await api.Client.SendWithKeyAsync("GET", "/training/schedules", key.Text + "0");

        var log = await api.StopAsync();

        var line = log.Select(text => JsonNode.Parse(text)!).Single(json => (string?)json["RequestPath"] == "/training/schedules" && (int?)json["StatusCode"] == 400);
        ((string?)line["Client"], (string?)line["KeyId"]).ShouldBe(("shop", key.Key.Id));
        log.ShouldAllBe(text => !text.Contains(key.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnOutageOfTheDatabaseIsReportedOnce()
    {
        await using var api = await ApiProcess.StartAsync(_service, ("ConnectionStrings__Postgres", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1"));
        await api.Client.EventuallyAsync("/health/ready", body => body["detail"]?.GetValue<string>() == "The database does not answer.");
        await SeveralPollsAsync();

        Serving(await api.StopAsync()).ShouldHaveSingleItem().ShouldContain(" WRN Serving none: The database does not answer.");
    }

    [Fact]
    public async Task ARefusalIsReportedOnce()
    {
        await _service.RegisterAsync(Catalogue.Content("v1").Metadata);
        await using var api = await ApiProcess.StartAsync(_service);
        await api.Client.EventuallyAsync("/snapshots", body => body["lastRefusal"] is not null);
        await _service.Catalog.ActivateAsync("v1", TestContext.Current.CancellationToken);
        await SeveralPollsAsync();

        // On a busy machine the database may be found too slow once, which is no refusal.
        var reported = Serving(await api.StopAsync()).Where(line => !line.Contains("The database does not answer.", StringComparison.Ordinal));
        reported.ShouldHaveSingleItem().ShouldContain(" ERR Refused snapshot v1, serving none: ");
    }

    // A column of another type is a fault that no route expects.
    private async Task<string> FailAsync(ApiProcess api)
    {
        await api.Client.EventuallyAsync("/training/runs", body => body["runs"] is not null);
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var asked = await api.Client.PostAsync(new Uri("/training/runs", UriKind.Relative), body, TestContext.Current.CancellationToken);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await using var command = _service.Get<NpgsqlDataSource>().CreateCommand("alter table training_runs alter column created_at type text");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var (status, problem) = await api.Client.GetObjectAsync("/training/runs");
        status.ShouldBe(HttpStatusCode.InternalServerError);
        return problem["traceId"]!.GetValue<string>();
    }

    private static IEnumerable<string> Serving(IEnumerable<string> log) => log.Where(line => line.Contains("erving ", StringComparison.Ordinal));

    private static Task SeveralPollsAsync() => Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
}
