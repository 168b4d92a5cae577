using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.EndToEnd.Tests.Faults;
using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A database that restarts and a disk that is full.</summary>
[Trait("Category", "Slow")]
public sealed class FailingSurroundingsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 400_000)]
    public async Task ARestartOfPostgresCostsNeitherTheRunNorARequest()
    {
        await using var checkout = Checkout.Create();
        await checkout.RunAsync("eng/postgres.sh", "start", "kdiffe");
        var url = (await checkout.RunAsync("eng/postgres.sh", "url", "kdiffe")).Trim();
        await using var site = new Site(url);
        await site.InitializeAsync();
        await Database.MigrateAsync(site.Get<IDbContextFactory<KDiffEDbContext>>(), Cancelled);
        await site.ImportAsync(users: 800, items: 300);
        site.StartWorker();
        using var api = await site.StartApiAsync();
        var first = await site.RequestAsync(epochs: 4);
        await site.UntilAsync(first, r => !r.IsActive, Long);
        await Eventually.IsAsync(async () => (await AskAsync(api))["snapshotVersion"] is not null, Long, () => "no recommendations");
        var run = await site.RequestAsync(epochs: 60);
        await site.UntilAsync(run, r => r.Progress?.Epoch >= 3, Long);

        await checkout.RunAsync("eng/postgres.sh", "stop");
        var degraded = false;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(8);)
        {
            degraded |= (await AskAsync(api))["degraded"]?.GetValue<bool>() == true;
            await Task.Delay(100, Cancelled);
        }

        await checkout.RunAsync("eng/postgres.sh", "start", "kdiffe");
        degraded.ShouldBeTrue();
        var ended = await site.UntilAsync(run, r => !r.IsActive, Long);
        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        ended.Attempt.ShouldBe(1, "the worker was not at fault");
        await Eventually.IsAsync(
            async () => await AskAsync(api) is var answer && answer["degraded"] is null && answer["snapshotVersion"]!.GetValue<string>() == ended.SnapshotVersion,
            Long, () => "the API does not take up what the run made");
    }

    [Fact(Timeout = 400_000)]
    public async Task ARunThatIsAskedForRightAfterARestartOfPostgresIsTrainedAtTheFirstAttempt()
    {
        await using var checkout = Checkout.Create();
        await checkout.RunAsync("eng/postgres.sh", "start", "kdiffe");
        var url = (await checkout.RunAsync("eng/postgres.sh", "url", "kdiffe")).Trim();
        await using var site = new Site(url);
        await site.InitializeAsync();
        await Database.MigrateAsync(site.Get<IDbContextFactory<KDiffEDbContext>>(), Cancelled);
        await site.ImportAsync(users: 400, items: 200);
        var worker = site.StartWorker();
        using var api = await site.StartApiAsync();
        var first = await site.RequestAsync(epochs: 2);
        await site.UntilAsync(first, r => !r.IsActive, Long);
        for (var restart = 0; restart < 3; restart++)
        {
            // All the connections that API and worker keep are stale then.
            await checkout.RunAsync("eng/postgres.sh", "stop");
            await checkout.RunAsync("eng/postgres.sh", "start", "kdiffe");
            long run = 0;
            await Eventually.IsAsync(async () => (run = await AskForRunAsync(api)) > 0, Long);

            var ended = await site.UntilAsync(run, r => !r.IsActive, Long);

            (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1), worker.Output);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task AFullDiskFailsTheRunAndLeavesNothingHalfPublished()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        await site.ImportAsync(users: 800, items: 300);
        // Room for a fraction of a snapshot.
        await using (await SmallDisk.MountAsync(site.Snapshots, "64k"))
        {
            site.StartWorker();
            var run = await site.RequestAsync(epochs: 3);

            var ended = await site.UntilAsync(run, r => !r.IsActive, Long);

            ended.State.ShouldBe(RunState.Failed);
            // That of the snapshots, or of the models as they were measured in it.
            ended.Error!.ShouldStartWith($"Snapshots:Folder: the folder {site.Snapshots}");
            ended.Error!.ShouldContain(" cannot be written: ");
            ended.Error!.ShouldContain("space", Case.Insensitive);
            (await site.Catalog.ListAsync(Cancelled)).ShouldBeEmpty();
            Directory.EnumerateFiles(site.Snapshots, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        }

        var next = await site.RequestAsync(epochs: 3);
        (await site.UntilAsync(next, r => !r.IsActive, Long)).State.ShouldBe(RunState.Succeeded, "with room again");
    }

    private static async Task<long> AskForRunAsync(HttpClient api)
    {
        using var response = await api.PostAsJsonAsync(new Uri("/training/runs", UriKind.Relative), new { settings = new Dictionary<string, object> { ["KDiffE:Epochs"] = 2 } }, Cancelled);
        return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"]!.GetValue<long>() : 0;
    }

    private static async Task<JsonObject> AskAsync(HttpClient api)
    {
        using var response = await api.GetAsync(new Uri("/users/user-001/recommendations", UriKind.Relative), Cancelled);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!;
    }
}
