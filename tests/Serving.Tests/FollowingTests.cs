using KDiffE.TestKit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
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

        await Eventually.IsAsync(async () => (await _shop.HealthAsync()).Status == HealthStatus.Degraded, TimeSpan.FromSeconds(30));
        (await _shop.HealthAsync()).Description!.ShouldStartWith("Snapshot v2 was refused: ");
        _shop.Ranking.ForUser("ann").Version.ShouldBe("v1");
        await _shop.DamageAsync("v2");
        await _shop.RanksByAsync("v2");
        await Eventually.IsAsync(async () => (await _shop.HealthAsync()).Status == HealthStatus.Healthy, TimeSpan.FromSeconds(30));
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
    public async Task AFolderThatIsGoneEndsNothing()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));
        await _shop.StartAsync();

        Directory.Delete(_shop.Folder, recursive: true);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);

        _shop.Ranking.ForUser("ann").Version.ShouldBe("v1");
        (await _shop.HealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
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
}
