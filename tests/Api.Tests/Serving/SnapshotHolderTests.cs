using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Data;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Changes;
using KDiffE.TestKit;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace KDiffE.Api.Tests.Serving;

/// <summary>The reference that requests share.</summary>
public sealed class SnapshotHolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=localhost");
    private readonly MemoryCache _histories = new(new MemoryCacheOptions());

    public void Dispose()
    {
        _folder.Dispose();
        _nowhere.Dispose();
        _histories.Dispose();
    }

    [Fact]
    public void HoldsNothingUntilTheFirstExchange()
    {
        using var holder = new SnapshotHolder();
        holder.Version.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => holder.Acquire());
    }

    [Fact]
    public void ARequestKeepsTheSnapshotItBeganWithAndTheLastOneFreesIt()
    {
        using var holder = new SnapshotHolder();
        var first = Open("v1");
        holder.Exchange(first);
        var request = holder.Acquire();
        holder.Exchange(Open("v2"));

        request.Version.ShouldBe("v1");
        request.Snapshot.ItemId(0).ShouldBe("a");
        holder.Version.ShouldBe("v2");
        request.Dispose();
        Should.Throw<ObjectDisposedException>(() => first.Snapshot.ItemId(0));
    }

    [Fact]
    public async Task NobodyReadsAFreedSnapshotHoweverFastTheyChange()
    {
        using var holder = new SnapshotHolder();
        holder.Exchange(Open("v0"));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var top = new ScoredItem[5];
            while (!done.IsCancellationRequested)
            {
                using var served = holder.Acquire();
                served.Ranking.ByScore.Find(served.Snapshot.UserEmbedding(0), allowed: null, after: null, top).ShouldBe(5);
                served.Snapshot.ItemId(top[0].Item).ShouldBe("d/ö 50%🙂");
            }
        })).ToList();
        for (var swap = 1; swap <= 300; swap++)
            holder.Exchange(Open($"v{swap % 2}"));
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    // Its database is never asked.
    private ServedModel Open(string version)
    {
        var path = _folder.File(SnapshotFile.NameOf(version));
        if (!File.Exists(path))
            SnapshotFile.Write(Catalogue.Content(version), path);
        var snapshot = SnapshotFile.Open(path);
        return new ServedModel(
            new SnapshotRanking(snapshot), new LiveCatalog(snapshot, new CatalogFeed(_nowhere), Positives.All, _histories, most: 100, TimeProvider.System));
    }
}
