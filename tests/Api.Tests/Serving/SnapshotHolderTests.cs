using System.Runtime.CompilerServices;
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
    private readonly List<MemoryCache> _histories = [];

    public void Dispose()
    {
        _folder.Dispose();
        _nowhere.Dispose();
        foreach (var histories in _histories)
            histories.Dispose();
    }

    [Fact]
    public void HoldsNothingUntilTheFirstExchange()
    {
        using var holder = new SnapshotHolder();
        holder.Version.ShouldBeNull();
        Should.Throw<NoSnapshotException>(() => holder.Acquire());
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
    public void WhatIsKeptBesideASnapshotGoesWithIt()
    {
        using var holder = new SnapshotHolder();
        foreach (var version in new[] { "v0", "v1", "v2" })
        {
            holder.Exchange(Open(version));
            _histories[^1].Set("a user", "what they did");
        }

        holder.SetCanary(Open("v3"), new CanaryShare("v3", 50));
        _histories[^1].Set("a user", "what they did");
        Kept().ShouldBe([0, 0, 1, 1]);

        holder.EndCanary();
        Kept().ShouldBe([0, 0, 1, 0]);

        holder.SetCanary(Open("v4"), new CanaryShare("v4", 50));
        _histories[^1].Set("a user", "what they did");
        holder.PromoteCanary();
        Kept().ShouldBe([0, 0, 0, 0, 1]);

        var served = holder.Models.Single();
        served.Live = Live(served.Snapshot);
        Kept().ShouldBe([0, 0, 0, 0, 0, 0]);

        IEnumerable<int> Kept() => _histories.Select(histories => histories.Count);
    }

    [Fact]
    public void WhatIsNotServedAnyMoreIsCollected()
    {
        using var holder = new SnapshotHolder();
        using var slot = new PreviewSlot(TimeProvider.System);
        using var watch = new GarbageWatch(holder, slot, TimeProvider.System);
        var first = Serve("v1");
        watch.Look().ShouldBeFalse();
        watch.Look().ShouldBeFalse();

        var second = Serve("v2");
        watch.Look().ShouldBeTrue();
        SpinWait.SpinUntil(() => !first.IsAlive, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        watch.Look().ShouldBeFalse();
        second.IsAlive.ShouldBeTrue();

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Serve(string version)
        {
            var model = Open(version);
            holder.Exchange(model);
            return new WeakReference(model.Live);
        }
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

    [Fact]
    public void WhatSomebodyStillHoldsOfASnapshotThatWasSentAwayIsNoRoomForAnother()
    {
        using var mine = new SnapshotHolder();
        using var other = new SnapshotHolder();
        using var slot = new PreviewSlot(TimeProvider.System);
        var memory = new SnapshotMemory(mostBytes: 100);
        memory.Add(mine, slot);
        memory.Add(other, slot);
        other.Exchange(Open("v1", bytes: 60));
        using (other.Acquire())
        {
            memory.TryMakeRoom(mine, 40, RoomWish.None).ShouldBeTrue();
            memory.TryMakeRoom(mine, 41, RoomWish.None).ShouldBeFalse();
            memory.TryMakeRoom(mine, 41, RoomWish.Asked).ShouldBeFalse();
            other.IsAway.ShouldBeFalse();

            memory.TryMakeRoom(mine, 41, RoomWish.Overdue).ShouldBeFalse();
            (other.IsAway, other.Version).ShouldBe((true, null));
        }

        memory.TryMakeRoom(mine, 100, RoomWish.None).ShouldBeTrue();
        memory.TryMakeRoom(mine, 101, RoomWish.Overdue).ShouldBeFalse();
    }

    // Its database is never asked.
    private ServedModel Open(string version, long bytes = 0)
    {
        var path = _folder.File(SnapshotFile.NameOf(version));
        if (!File.Exists(path))
            SnapshotFile.Write(Catalogue.Content(version), path);
        var snapshot = SnapshotFile.Open(path);
        return new ServedModel(new SnapshotRanking(snapshot), Live(snapshot)) { Bytes = bytes };
    }

    private LiveCatalog Live(Snapshot snapshot)
    {
        _histories.Add(new MemoryCache(new MemoryCacheOptions()));
        return new LiveCatalog(snapshot, new CatalogFeed(_nowhere), Positives.All, _histories[^1], most: 100, TimeProvider.System);
    }
}
