using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Api.Tests.Serving;
using Npgsql;

namespace KDiffE.Api.Tests.Http;

/// <summary>A database that takes requests and answers none is as good as none, and nobody waits for it for long.</summary>
public sealed class HangingDatabaseTests : IAsyncLifetime
{
    // The limit is 5 s; a connection that hangs takes 2 s more to give up, and a machine that is busy with other tests its time.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WhileItHangsEveryRouteThatNeedsItAnswers503AndTheOthersAnswer()
    {
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        // Not the limit of this connection string: the service's own.
        _service.Start(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3 }.ConnectionString);
        await _service.ServesAsync("v1");
        await _service.EventuallyAsync("/training/runs", body => body["runs"] is not null);

        relay.Freeze();

        (string Method, string Path)[] requests =
        [
            ("GET", "/snapshots"), ("GET", "/training/runs"), ("GET", "/training/runs/1"), ("GET", "/training/runs/1/events"), ("GET", "/training/schedules"),
            ("POST", "/training/runs"), ("POST", "/training/runs/1/cancel"), ("DELETE", "/training/schedules/nightly"),
            ("POST", "/snapshots/rollback"), ("POST", "/snapshots/v1/activate"), ("POST", "/snapshots/v1/canary"), ("POST", "/snapshots/v1/reject"),
        ];
        await Task.WhenAll(requests.Select(request => IsUnavailableAsync(request.Method, request.Path)));
        (await _service.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.EventuallyAsync("/health/ready", body => body["degraded"] is not null))["degraded"]!.GetValue<string>().ShouldBe("The database does not answer.");
    }

    [Fact]
    public async Task IsAwayBeforeItsCommandsHaveRunIntoTheirLimits()
    {
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        _service.Start(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 600, CommandTimeout = 600 }.ConnectionString);
        await _service.ServesAsync("v1");
        await _service.EventuallyAsync("/health/ready", body => body["degraded"] is null);

        relay.Freeze();

        await _service.EventuallyAsync("/health/ready", body => body["degraded"]?.GetValue<string>() == "The database does not answer.");
        (await _service.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ALockedTableHoldsNobodyForLong()
    {
        // Nothing in it says how long to wait.
        _service.Start(_service.ConnectionString);
        await _service.ServesAsync("v1");
        await using var connection = await _service.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using (var command = new NpgsqlCommand("lock table snapshots in access exclusive mode", connection, transaction))
            await command.ExecuteNonQueryAsync(Cancelled);

        await Task.WhenAll(IsUnavailableAsync("GET", "/snapshots"), IsUnavailableAsync("POST", "/snapshots/rollback"));
        (await _service.GetAsync("/training/runs")).Status.ShouldBe(HttpStatusCode.OK);

        await transaction.RollbackAsync(Cancelled);
        (await _service.GetAsync("/snapshots")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task IsUnavailableAsync(string method, string path)
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _service.Client.SendAsync(request, Cancelled);
        (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["type"]!.GetValue<string>())
            .ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/database-unavailable"), path);
        watch.Elapsed.ShouldBeLessThan(Limit, path);
    }
}
