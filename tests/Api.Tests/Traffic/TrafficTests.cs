using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Api.Tests.Serving;

namespace KDiffE.Api.Tests.Traffic;

/// <summary>What <c>GET /metrics/traffic</c> says of APIs that were just asked a few things; those of a test share one process.</summary>
public sealed class TrafficTests : IAsyncLifetime
{
    private readonly Service _service = new();
    private readonly Service _other = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _other.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task TellsOfRequestsForRankingsAloneAndByWhatTheyWereAnswered()
    {
        _service.Start();
        await _service.ServesAsync("v1");
        foreach (var path in (string[])["/users/ann/recommendations?n=2", "/users/nobody/recommendations", "/items/latest", "/users/no%20one/similar", "/snapshots", "/items", "/nowhere"])
            await _service.GetAsync(path);
        using var session = await _service.Client.PostAsJsonAsync(
            new Uri("/recommendations/session", UriKind.Relative), new { items = new[] { new { id = "a" } }, n = 2 }, Cancelled);
        using var batch = await _service.Client.PostAsJsonAsync(
            new Uri("/recommendations/batch", UriKind.Relative), new { userIds = (string[])["ann", "s/t", "nobody"], n = 2 }, Cancelled);
        (session.IsSuccessStatusCode, batch.IsSuccessStatusCode).ShouldBe((true, true));

        // A request is measured a moment after its answer has gone.
        var traffic = await _service.EventuallyAsync("/metrics/traffic", body => Number(body, "requestsPerSecond") >= 0.1);

        traffic["seconds"]!.GetValue<int>().ShouldBe(60);
        traffic["nodes"]!.GetValue<int>().ShouldBe(1);
        Number(traffic, "requestsPerSecond").ShouldBe(0.1);
        Number(traffic, "errorsPerSecond").ShouldBe(0);
        Number(traffic, "p50Milliseconds").ShouldBeInRange(0.01, 10_000);
        Number(traffic, "p95Milliseconds").ShouldBeGreaterThanOrEqualTo(Number(traffic, "p50Milliseconds"));
        traffic["answers"]!.ToJsonString().ShouldBe("""{"model":3,"fold_in":1,"popular":2,"latest":1,"graph":0}""");
    }

    [Fact]
    public async Task CountsWhatTheServiceCouldNotAnswerAsErrorsAndNotWhatNobodyCould()
    {
        // Of this one the folder is empty: it serves nothing yet.
        _other.Start();
        (await _other.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _other.GetAsync("/items/popular?n=no")).Status.ShouldBe(HttpStatusCode.BadRequest);

        var traffic = await _other.EventuallyAsync("/metrics/traffic", body => Number(body, "requestsPerSecond") > 0.02);

        (Number(traffic, "requestsPerSecond"), Number(traffic, "errorsPerSecond")).ShouldBe((0.033, 0.017));
    }

    [Fact]
    public async Task AddsUpWhatIsAskedOfEveryApiThatIsAlive()
    {
        _service.Start();
        _other.Start(_service.ConnectionString, builder => builder.UseSetting("Snapshots:Folder", _service.Folder));
        await _service.ServesAsync("v1");
        await _other.ServesAsync("v1");
        for (var request = 0; request < 3; request++)
            await _service.GetAsync("/users/ann/recommendations");
        await _other.GetAsync("/items/latest");

        foreach (var service in (Service[])[_service, _other])
        {
            var traffic = await service.EventuallyAsync("/metrics/traffic", body => Number(body, "requestsPerSecond") > 0.06);
            (traffic["nodes"]!.GetValue<int>(), Number(traffic, "requestsPerSecond")).ShouldBe((2, 0.067));
            traffic["answers"]!.ToJsonString().ShouldBe("""{"model":3,"fold_in":0,"popular":0,"latest":1,"graph":0}""");
        }

        // One that is no longer heard of is not counted.
        await _service.ExecuteAsync("delete from nodes");
        await _other.StopAsync();
        var alone = await _service.EventuallyAsync("/metrics/traffic", body => body["nodes"]!.GetValue<int>() == 1);
        Number(alone, "requestsPerSecond").ShouldBe(0.05);
    }

    [Fact]
    public async Task TellsOfItselfWhileTheDatabaseIsAwayOrHangs()
    {
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        _service.Start(connectionString);
        await _service.ServesAsync("v1");
        await _service.GetAsync("/users/ann/recommendations");

        relay.Freeze();
        await IsAloneAsync();
        relay.Cut();
        await IsAloneAsync();

        async Task IsAloneAsync()
        {
            var traffic = await _service.EventuallyAsync("/metrics/traffic", body => Number(body, "requestsPerSecond") > 0);
            (traffic["nodes"]!.GetValue<int>(), Number(traffic, "requestsPerSecond")).ShouldBe((1, 0.017));
        }
    }

    private static double Number(JsonObject body, string name) => body[name]!.GetValue<double>();
}
