using System.Net;

namespace KDiffE.Api.Tests.Serving;

/// <summary>The API before its first snapshot.</summary>
public sealed class StartTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task IsLiveButNotReadyUntilTheFirstSnapshotComesWithoutARestart()
    {
        _service.Start();
        await _service.EventuallyAsync("/health/ready", body => body["detail"]?.GetValue<string>() == "No snapshot is active yet.");
        (await _service.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var path in (string[])["/health/ready", "/users/ann/recommendations", "/items/a/similar", "/items/popular"])
        {
            using var response = await _service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
            response.Headers.RetryAfter.ShouldNotBeNull(path).Delta.ShouldBe(TimeSpan.FromSeconds(5));
            (await _service.GetAsync(path)).Body["type"]!.GetValue<string>().ShouldBe("/errors/not-ready");
        }

        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.EventuallyAsync("/health/ready", body => body["status"]?.ToString() == "ready");
        (await _service.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AFirstSnapshotThatIsCorruptIsNotServedAndSaysWhy()
    {
        var content = Catalogue.Content("v1");
        await File.WriteAllTextAsync(Path.Combine(_service.Folder, "v1.safetensors"), "not a snapshot", TestContext.Current.CancellationToken);
        await _service.RegisterAsync(content.Metadata);
        _service.Start();

        var body = await _service.EventuallyAsync("/snapshots", b => b["lastRefusal"] is not null);
        body["lastRefusal"]!["version"]!.GetValue<string>().ShouldBe("v1");
        body["lastRefusal"]!["reason"]!.GetValue<string>().ShouldContain("header");
        body["served"].ShouldBeNull();
        var (status, ready) = await _service.GetAsync("/health/ready");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready["detail"]!.GetValue<string>().ShouldContain("v1 was refused");
    }

    [Fact]
    public async Task StartsWithoutADatabaseAndWithoutASnapshotAndServesOnceBothCome()
    {
        await using var relay = RelayTo(_service.ConnectionString, out var connectionString);
        _service.Start(connectionString);
        await _service.EventuallyAsync("/health/ready", body => body["detail"]?.GetValue<string>() == "The database does not answer.");
        (await _service.GetAsync("/snapshots")).Body["type"]!.GetValue<string>().ShouldBe("/errors/database-unavailable");

        relay.Open();
        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.ServesAsync("v1");
    }

    [Fact]
    public async Task KeepsServingWhileTheDatabaseIsAwayAndCatchesUpAfterwards()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        await using var relay = RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        _service.Start(connectionString);
        await _service.ServesAsync("v1");

        relay.Cut();
        await _service.EventuallyAsync("/snapshots", body => body["type"]?.GetValue<string>() == "/errors/database-unavailable");
        (await _service.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        await _service.PublishAsync(Catalogue.Content("v2"));

        relay.Open();
        await _service.ServesAsync("v2");
    }

    [Fact]
    public async Task ADatabaseWithoutASchemaHasNoSnapshotsYet()
    {
        await _service.DropSchemaAsync();
        _service.Start();
        await _service.EventuallyAsync("/health/ready", body => body["detail"]?.GetValue<string>() == "No snapshot is active yet.");
        var (status, body) = await _service.GetAsync("/snapshots");
        status.ShouldBe(HttpStatusCode.OK);
        body["snapshots"]!.AsArray().ShouldBeEmpty();
    }

    internal static TcpRelay RelayTo(string connectionString, out string relayed)
    {
        var target = new Npgsql.NpgsqlConnectionStringBuilder(connectionString);
        var relay = new TcpRelay(target.Host!, target.Port);
        relayed = new Npgsql.NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = relay.Port, Timeout = 5 }.ConnectionString;
        return relay;
    }
}
