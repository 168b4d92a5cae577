using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Serving.Tests;

/// <summary>Which snapshot is ranked by.</summary>
public sealed class FollowingTests : IAsyncLifetime
{
    private readonly Shop _shop = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task TheFirstAnswerWaitsForTheFirstSnapshot()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));

        await _shop.StartAsync();

        _shop.Ranking.ForUser("ann").Version.ShouldBe("v1");
        (await _shop.HealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task WithoutASnapshotTheApplicationStartsAndSaysThatItCannotRankYet()
    {
        await _shop.StartAsync();

        Should.Throw<RankingNotReadyException>(() => _shop.Ranking.ForUser("ann"));
        var health = await _shop.HealthAsync();
        (health.Status, health.Description).ShouldBe((HealthStatus.Unhealthy, "No snapshot was found."));
        await _shop.ServeAsync(Fruit.Of("v1"));
        await _shop.RanksByAsync("v1");
    }

    [Fact]
    public async Task ANewSnapshotAndARollbackAreFollowed()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));
        await _shop.StartAsync();

        await _shop.Store.SaveAsync(Fruit.Of("v2"), TestContext.Current.CancellationToken);
        _shop.Ranking.Version.ShouldBe("v1");
        await _shop.NoteAsync("v2", "v1");
        await _shop.RanksByAsync("v2");
        await _shop.NoteAsync("v1", "v2");

        await _shop.RanksByAsync("v1");
    }

    [Fact]
    public async Task KeepsTheOldSnapshotWhenTheNewOneIsDamagedAndTakesItOnceItIsRepaired()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));
        await _shop.StartAsync();
        await _shop.Store.SaveAsync(Fruit.Of("v2"), TestContext.Current.CancellationToken);
        await _shop.DamageAsync("v2");

        await _shop.NoteAsync("v2", "v1");

        await Eventually.IsAsync(async () => (await _shop.HealthAsync()).Status == HealthStatus.Degraded);
        (await _shop.HealthAsync()).Description!.ShouldStartWith("Snapshot v2 was refused: ");
        _shop.Ranking.ForUser("ann").Version.ShouldBe("v1");
        await _shop.DamageAsync("v2");
        await _shop.RanksByAsync("v2");
        await Eventually.IsAsync(async () => (await _shop.HealthAsync()).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task AtTheStartTheLastSoundSnapshotIsTakenInPlaceOfADamagedOne()
    {
        await _shop.ServeAsync(Fruit.Of("v1"), Fruit.Of("v2"));
        await _shop.DamageAsync("v2");

        await _shop.StartAsync();

        _shop.Ranking.Version.ShouldBe("v1");
        (await _shop.HealthAsync()).Description!.ShouldEndWith(" v1 is ranked by in its place.");
    }

    [Fact]
    public async Task AFolderThatIsGoneIsSaidAndEndsNothing()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));
        await _shop.StartAsync();

        Directory.Delete(_shop.Folder, recursive: true);

        await Eventually.IsAsync(async () => (await _shop.HealthAsync()).Status == HealthStatus.Degraded);
        (await _shop.HealthAsync()).Description.ShouldBe("No snapshot is found any more. v1 is ranked by on.");
        _shop.Ranking.ForUser("ann").Version.ShouldBe("v1");
    }

    [Fact]
    public async Task AStoreThatIsAwayIsSaidAndEndsNothing()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));
        var store = new AwayStore(_shop.Store);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKDiffERanking(options => (options.Store, options.LookEvery) = (store, TimeSpan.FromMilliseconds(20)));
        builder.Services.AddHealthChecks().AddKDiffERanking();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var ranking = host.Services.GetRequiredService<IKDiffERanking>();
        ranking.Version.ShouldBe("v1");

        store.IsAway = true;

        await Eventually.IsAsync(async () => (await HealthAsync(host)).Description == "It cannot be seen which snapshot is served: The store is away.");
        ranking.ForUser("ann").Version.ShouldBe("v1");
        store.IsAway = false;
        await Eventually.IsAsync(async () => (await HealthAsync(host)).Status == HealthStatus.Healthy);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task EveryAnswerIsOfOneSnapshotWhileTheyAreExchanged()
    {
        string[] versions = ["v1", "v2", "v3"];
        await _shop.ServeAsync([.. versions.Select(version => Fruit.Marked(version, 2_000))]);
        await _shop.StartAsync();
        using var stop = new CancellationTokenSource();
        var answers = Task.Run(() =>
        {
            var seen = new HashSet<string>();
            while (!stop.IsCancellationRequested)
            {
                var list = _shop.Ranking.ForUser("ann", new() { N = 50 });
                list.Items.ShouldAllBe(item => item.Id.StartsWith(list.Version + "/", StringComparison.Ordinal));
                seen.Add(list.Version);
            }

            return seen;
        });

        for (var swap = 0; swap < 12; swap++)
        {
            var next = versions[swap % versions.Length];
            await _shop.NoteAsync(next);
            await _shop.RanksByAsync(next);
        }

        await stop.CancelAsync();
        (await answers).ShouldBe(versions, ignoreOrder: true);
    }

    [Fact]
    public async Task WithoutAFolderTheApplicationDoesNotStart()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddKDiffERanking(_ => { });
        using var host = builder.Build();

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldContain("needs a Folder of snapshots, or a Store");
    }

    private static async Task<HealthReportEntry> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["kdiffe"];

    /// <summary>A store that can be out of reach.</summary>
    private sealed class AwayStore(ISnapshotStore store) : ISnapshotStore
    {
        internal bool IsAway { get; set; }

        public Task CheckWritableAsync(CancellationToken cancellationToken = default) => store.CheckWritableAsync(cancellationToken);

        public Task SaveAsync(SnapshotContent content, CancellationToken cancellationToken = default) => store.SaveAsync(content, cancellationToken);

        public Task<Snapshot> OpenAsync(string version, CancellationToken cancellationToken = default) => store.OpenAsync(version, cancellationToken);

        public Task<string?> StampAsync(string version, CancellationToken cancellationToken = default) => store.StampAsync(version, cancellationToken);

        public Task<long?> SizeAsync(string version, CancellationToken cancellationToken = default) => store.SizeAsync(version, cancellationToken);

        public Task<IReadOnlyList<StoredSnapshot>> ListAsync(CancellationToken cancellationToken = default) => store.ListAsync(cancellationToken);

        public Task DeleteAsync(string version, CancellationToken cancellationToken = default) => store.DeleteAsync(version, cancellationToken);

        public Task NoteServedAsync(IReadOnlyList<string> versions, CancellationToken cancellationToken = default) => store.NoteServedAsync(versions, cancellationToken);

        public Task<IReadOnlyList<string>> ListServedAsync(CancellationToken cancellationToken = default) =>
            IsAway ? throw new InvalidOperationException("The store is away.") : store.ListServedAsync(cancellationToken);
    }
}
