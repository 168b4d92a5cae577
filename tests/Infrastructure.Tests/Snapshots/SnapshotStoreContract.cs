using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;

namespace KDiffE.Infrastructure.Tests.Snapshots;

/// <summary>What every store of snapshots promises, whatever it stands on.</summary>
public abstract class SnapshotStoreContract
{
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The store of a process; the same one each time.</summary>
    protected abstract ISnapshotStore Store { get; }

    /// <summary>The store of another process on another machine, which has opened nothing yet.</summary>
    protected abstract ISnapshotStore Elsewhere();

    /// <summary>Changes the bytes that are stored under a version.</summary>
    protected abstract Task RewriteAsync(string version, Func<byte[], byte[]> change);

    [Fact]
    public async Task OpensWhatWasSavedUnderItsVersionAlsoElsewhere()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1", 7), Cancelled);

        foreach (var store in (ISnapshotStore[])[Store, Elsewhere()])
        {
            using var snapshot = await store.OpenAsync("v1", Cancelled);
            snapshot.Metadata.Version.ShouldBe("v1");
            snapshot.ItemEmbedding(0).ToArray().ShouldBe([7f]);
            snapshot.HasLearnt(0, 1).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("../v1")]
    [InlineData("")]
    [InlineData("v1\n")]
    public async Task WhatIsNotThereIsRefusedByName(string version)
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);

        (await Should.ThrowAsync<InvalidSnapshotException>(() => Store.OpenAsync(version, Cancelled))).Message.ShouldContain(version);
        (await Store.StampAsync(version, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task WhatIsNotThereMayComeLater()
    {
        (await Should.ThrowAsync<InvalidSnapshotException>(() => Store.OpenAsync("v1", Cancelled))).IsUnreadable.ShouldBeTrue();
        await Elsewhere().SaveAsync(SmallSnapshot.Content("v1"), Cancelled);

        (await Store.OpenAsync("v1", Cancelled)).Dispose();
    }

    [Fact]
    public async Task AVersionIsNeverOverwritten()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1", 1), Cancelled);

        foreach (var store in (ISnapshotStore[])[Store, Elsewhere()])
        {
            (await Should.ThrowAsync<IOException>(() => store.SaveAsync(SmallSnapshot.Content("v1", 2), Cancelled))).Message.ShouldContain("exists already");
            using var snapshot = await store.OpenAsync("v1", Cancelled);
            snapshot.ItemEmbedding(0)[0].ShouldBe(1);
        }
    }

    [Fact]
    public async Task OfContentThatIsNoSnapshotNothingIsLeft()
    {
        var content = SmallSnapshot.Content("v1");
        await Should.ThrowAsync<InvalidSnapshotException>(() => Store.SaveAsync(SmallSnapshot.Content("../v1"), Cancelled));
        await Should.ThrowAsync<InvalidSnapshotException>(() => Store.SaveAsync(content with { ItemIds = ["twice", "twice"] }, Cancelled));
        await Should.ThrowAsync<ArgumentException>(() => Store.SaveAsync(content with { ItemPopularity = new int[5] }, Cancelled));

        (await Store.ListAsync(Cancelled)).ShouldBeEmpty();
        await Store.SaveAsync(content, Cancelled);
        (await Store.OpenAsync("v1", Cancelled)).Dispose();
    }

    [Fact]
    public async Task ListsWhatIsStoredAndNothingElse()
    {
        (await Store.ListAsync(Cancelled)).ShouldBeEmpty();
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        await Store.SaveAsync(SmallSnapshot.Content("v2"), Cancelled);
        await Store.NoteServedAsync(["v1"], Cancelled);

        var stored = await Elsewhere().ListAsync(Cancelled);

        stored.Select(snapshot => snapshot.Version).ShouldBe(["v1", "v2"], ignoreOrder: true);
        stored.ShouldAllBe(snapshot => snapshot.Bytes > 1000 && (DateTimeOffset.UtcNow - snapshot.WrittenAt).Duration() < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task ADeletedOneIsGoneAndWhoeverHasItOpenKeepsIt()
    {
        await Store.DeleteAsync("v1", Cancelled);
        await Store.SaveAsync(SmallSnapshot.Content("v1", 3), Cancelled);
        using var open = await Store.OpenAsync("v1", Cancelled);

        await Store.DeleteAsync("v1", Cancelled);

        open.ItemEmbedding(0)[0].ShouldBe(3);
        await Should.ThrowAsync<InvalidSnapshotException>(() => Store.OpenAsync("v1", Cancelled));
        await Should.ThrowAsync<InvalidSnapshotException>(() => Elsewhere().OpenAsync("v1", Cancelled));
        (await Store.ListAsync(Cancelled)).ShouldBeEmpty();
        (await Store.StampAsync("v1", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task TheStampStaysAsLongAsTheFile()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        var other = Elsewhere();
        var stamp = (await other.StampAsync("v1", Cancelled)).ShouldNotBeNull();
        (await other.StampAsync("v1", Cancelled)).ShouldBe(stamp);

        await RewriteAsync("v1", bytes => [.. bytes, 0]);

        (await other.StampAsync("v1", Cancelled)).ShouldNotBeNull().ShouldNotBe(stamp);
    }

    [Fact]
    public async Task WhatIsDamagedIsRefusedWhereverTheDamageIs()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        var sound = Array.Empty<byte>();
        await RewriteAsync("v1", bytes => sound = bytes);
        for (var place = 0; place < sound.Length; place += 97)
        {
            var at = place;
            await RewriteAsync("v1", _ => [.. sound.Select((value, index) => index == at ? (byte)(value ^ 1) : value)]);
            await RefusesAsync($"bit flipped at {at}");
        }

        foreach (var length in (int[])[0, 1, sound.Length / 2, sound.Length - 1])
        {
            await RewriteAsync("v1", _ => sound[..length]);
            await RefusesAsync($"cut to {length}");
        }

        await RewriteAsync("v1", _ => sound);
        (await Elsewhere().OpenAsync("v1", Cancelled)).Dispose();

        async Task RefusesAsync(string damage)
        {
            var error = await Should.ThrowAsync<InvalidSnapshotException>(() => Elsewhere().OpenAsync("v1", Cancelled), damage);
            error.IsUnreadable.ShouldBeFalse(damage);
            error.Reason.ShouldNotContain("/", Case.Sensitive, damage);
        }
    }

    [Fact]
    public async Task RemembersWhatWasServedForWhoeverStartsLater()
    {
        (await Store.ListServedAsync(Cancelled)).ShouldBeEmpty();
        foreach (var version in (string[])["v1", "v2", "v3"])
            await Store.SaveAsync(SmallSnapshot.Content(version), Cancelled);
        (await Elsewhere().ListServedAsync(Cancelled)).ShouldBe(["v3", "v2", "v1"]);

        await Store.NoteServedAsync(["v2", "v1"], Cancelled);
        (await Elsewhere().ListServedAsync(Cancelled)).ShouldBe(["v2", "v1"]);

        await Store.NoteServedAsync(["v3", "v2"], Cancelled);
        (await Store.ListServedAsync(Cancelled)).ShouldBe(["v3", "v2"]);
    }

    [Fact]
    public async Task CanBeWrittenBeforeThereIsAnything()
    {
        await Store.CheckWritableAsync(Cancelled);

        (await Store.ListAsync(Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyAtOnceDoNotMixTheirFiles()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Elsewhere()).ToList();
        await Task.WhenAll(stores.Select((store, number) => store.SaveAsync(SmallSnapshot.Content($"v{number}", number), Cancelled)));

        await Task.WhenAll(stores.Select(async (_, number) =>
        {
            using var snapshot = await stores[(number + 1) % stores.Count].OpenAsync($"v{number}", Cancelled);
            snapshot.ItemEmbedding(0)[0].ShouldBe(number);
        }));
    }

    [Fact]
    public async Task ATwinIsKeptAsLongAsItsSnapshot()
    {
        var twins = new HeldOutTwins(Store, TimeProvider.System);
        foreach (var version in (string[])["kept", "forgotten"])
            await twins.SaveAsync(SmallSnapshot.Content(version), Cancelled);

        // A young one may be that of a snapshot which is just being published.
        await twins.KeepOnlyAsync([], Cancelled);
        (await twins.OpenAsync("forgotten", Cancelled)).ShouldNotBeNull().Dispose();

        await new HeldOutTwins(Store, new LaterTime(TimeSpan.FromHours(2))).KeepOnlyAsync(["kept"], Cancelled);
        (await twins.OpenAsync("forgotten", Cancelled)).ShouldBeNull();
        (await twins.OpenAsync("never", Cancelled)).ShouldBeNull();
        using var twin = (await new HeldOutTwins(Elsewhere(), TimeProvider.System).OpenAsync("kept", Cancelled)).ShouldNotBeNull();
        twin.HasLearnt(0, 1).ShouldBeFalse();
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
