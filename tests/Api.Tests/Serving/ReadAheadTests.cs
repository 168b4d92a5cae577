using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Events;
using KDiffE.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Api.Tests.Serving;

/// <summary>What is read at the start, while nobody knows yet what is to be served. A file that is gone shows what was read before.</summary>
public sealed class ReadAheadTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
    private FolderSnapshotStore _store = null!;
    private ModelReader _reader = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new FolderSnapshotStore(_folder.Folder);
        var catalogs = new LiveCatalogs(
            new CatalogFeed(_nowhere), Options.Create(new PositivesOptions()), Options.Create(new LiveOptions()), TimeProvider.System, NullLogger<LiveCatalogs>.Instance);
        _reader = new ModelReader(_store, catalogs, new SnapshotMemory(mostBytes: null), Options.Create(new SearchOptions()));
        foreach (var version in (string[])["v1", "v2"])
            await _store.SaveAsync(Catalogue.Content(version), Cancelled);
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _nowhere.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task WhatWasReadAheadIsThereWhenItIsAskedFor()
    {
        await _reader.ReadAheadAsync("v1", Cancelled);
        TakeAway("v1");

        using var model = await _reader.ReadAsync("v1", Cancelled);

        model.Version.ShouldBe("v1");
        model.Snapshot.ItemId(0).ShouldBe("a");
    }

    [Fact]
    public async Task ItIsHandedOutOnce()
    {
        await _reader.ReadAheadAsync("v1", Cancelled);
        TakeAway("v1");
        (await _reader.ReadAsync("v1", Cancelled)).Dispose();

        await Should.ThrowAsync<InvalidSnapshotException>(() => _reader.ReadAsync("v1", Cancelled));
    }

    [Fact]
    public async Task WhoeverAsksForAnotherOneGetsThatAndTheFirstIsForgotten()
    {
        await _reader.ReadAheadAsync("v1", Cancelled);

        using var model = await _reader.ReadAsync("v2", Cancelled);

        model.Version.ShouldBe("v2");
        TakeAway("v1");
        await Should.ThrowAsync<InvalidSnapshotException>(() => _reader.ReadAsync("v1", Cancelled));
    }

    [Fact]
    public async Task WhatNobodyAskedForIsForgotten()
    {
        await _reader.ReadAheadAsync("v1", Cancelled);
        TakeAway("v1");

        _reader.ForgetAhead();

        await Should.ThrowAsync<InvalidSnapshotException>(() => _reader.ReadAsync("v1", Cancelled));
    }

    [Fact]
    public async Task ADamagedOneIsReadAgainAndSaysWhatIsWrong()
    {
        var path = _folder.File(SnapshotFile.NameOf("v1"));
        var bytes = await File.ReadAllBytesAsync(path, Cancelled);
        bytes[^5] ^= 0xff;
        await File.WriteAllBytesAsync(path, bytes, Cancelled);

        await Should.ThrowAsync<InvalidSnapshotException>(() => _reader.ReadAheadAsync("v1", Cancelled));

        (await Should.ThrowAsync<InvalidSnapshotException>(() => _reader.ReadAsync("v1", Cancelled))).Message.ShouldContain("checksum");
    }

    private void TakeAway(string version) => File.Delete(_folder.File(SnapshotFile.NameOf(version)));
}
