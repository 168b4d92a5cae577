using System.Diagnostics.Metrics;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Tests.Worker;

/// <summary>What a worker makes of items that came after the training of the snapshot that is served.</summary>
public sealed class SnapshotExtenderTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private const int Groups = 4;
    private const int Known = 80;

    private readonly TemporaryFolder _folder = new();
    private readonly SnapshotCatalog _catalog = database.Get<SnapshotCatalog>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FolderSnapshotStore Store => new(_folder.Folder);

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync("delete from snapshots; truncate items, entities, relations cascade; insert into relations (key) values ('in')");
        await database.ExecuteAsync(string.Concat(Enumerable.Range(0, Groups).Select(group => $"insert into entities (key) values ('group{group}');")));
        await database.ExecuteAsync(string.Concat(Enumerable.Range(0, Known).Select(item => Item($"item{item}", group: item % Groups))));
        await TrainAsync("a");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AnItemThatCameIsServedWhereItsContentBelongsAndAllElseAsItWas()
    {
        await ComesAsync("new", group: 2);

        await Extender().ExtendAsync(Cancellation);

        var active = await ActiveAsync();
        active.Metadata.Extension.ShouldNotBeNull();
        (active.Metadata.Extension.Of, active.Metadata.Extension.Items, active.CreatedAt, active.Metadata.Watermark).ShouldBe(
            ("a", 1, (await FindAsync("a")).CreatedAt, (await FindAsync("a")).Metadata.Watermark));
        using var before = await Store.OpenAsync("a", Cancellation);
        using var after = await Store.OpenAsync(active.Version, Cancellation);
        after.ItemEmbeddings.Span[..before.ItemEmbeddings.Length].SequenceEqual(before.ItemEmbeddings.Span).ShouldBeTrue();
        after.UserEmbeddings.Span.SequenceEqual(before.UserEmbeddings.Span).ShouldBeTrue();
        after.TryGetItem("new", out var row).ShouldBeTrue();
        (row, after.ItemName(row), after.Popularity[row]).ShouldBe((Known, "Name of new", 0));
        var embedding = after.ItemEmbedding(row).ToArray();
        embedding[2].ShouldBe(embedding.Max());
        embedding[2].ShouldBeInRange(0.8f, 1.1f);
    }

    [Fact]
    public async Task WithoutNewItemsNothingIsDone()
    {
        await Extender().ExtendAsync(Cancellation);
        (await VersionsAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task AnItemWithoutContentThatSaysSomethingIsNotServed()
    {
        var extender = Extender();
        await ComesAsync("bare", group: null);
        await extender.ExtendAsync(Cancellation);
        await database.ExecuteAsync("insert into entities (key) values ('group9');" + Item("lonely", group: 9));

        await extender.ExtendAsync(Cancellation);

        (await VersionsAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task TwoWorkersThatLookAtOncePlaceItOnce()
    {
        await ComesAsync("new", group: 1);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Extender().ExtendAsync(Cancellation)));
        await Extender().ExtendAsync(Cancellation);

        (await VersionsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task FurtherItemsMakeAnotherExtensionOfTheTrainingWithAllOfThem()
    {
        var extender = Extender();
        await ComesAsync("first", group: 1);
        await extender.ExtendAsync(Cancellation);
        await ComesAsync("second", group: 3);

        await extender.ExtendAsync(Cancellation);

        var extension = (await ActiveAsync()).Metadata.Extension!;
        (extension.Of, extension.Items).ShouldBe(("a", 2));
    }

    [Fact]
    public async Task WhatBecomesKnownOfAPlacedItemMovesIt()
    {
        var extender = Extender();
        await ComesAsync("new", group: 1);
        await extender.ExtendAsync(Cancellation);
        await database.ExecuteAsync("delete from kg_triples where head_id = (select id from entities where key = 'thing-new'); " + Triple("new", group: 3));

        await extender.ExtendAsync(Cancellation);

        using var snapshot = await Store.OpenAsync((await ActiveAsync()).Version, Cancellation);
        snapshot.TryGetItem("new", out var row).ShouldBeTrue();
        snapshot.ItemEmbedding(row)[3].ShouldBeGreaterThan(0.8f);
    }

    [Fact]
    public async Task WhoGoesBackFromAnExtensionIsNotOverruledUntilAnotherItemComes()
    {
        await ComesAsync("new", group: 1);
        await Extender().ExtendAsync(Cancellation);
        await _catalog.ActivateAsync("a", Cancellation);
        // New content of what was placed is no other item.
        await database.ExecuteAsync(Triple("new", group: 2));

        await Extender().ExtendAsync(Cancellation);
        (await ActiveAsync()).Version.ShouldBe("a");

        await ComesAsync("another", group: 2);
        await Extender().ExtendAsync(Cancellation);
        (await ActiveAsync()).Metadata.Extension!.Items.ShouldBe(2);
    }

    [Fact]
    public async Task ARejectedExtensionDoesNotComeAgain()
    {
        await ComesAsync("new", group: 1);
        await Extender().ExtendAsync(Cancellation);
        var extension = (await ActiveAsync()).Version;
        await _catalog.ActivateAsync("a", Cancellation);
        await _catalog.RejectAsync(extension, "by hand", Cancellation);

        await Extender().ExtendAsync(Cancellation);

        (await ActiveAsync()).Version.ShouldBe("a");
    }

    [Fact]
    public async Task NorDoesOneWhoseFileIsDamaged()
    {
        await ComesAsync("new", group: 1);
        await Extender().ExtendAsync(Cancellation);
        var extension = (await ActiveAsync()).Version;
        await File.WriteAllTextAsync(_folder.File(SnapshotFile.NameOf(extension)), "damaged", Cancellation);

        await Extender().ExtendAsync(Cancellation);
        (await ActiveAsync()).Version.ShouldBe(extension);
        await _catalog.ActivateAsync("a", Cancellation);
        await Extender().ExtendAsync(Cancellation);

        (await ActiveAsync()).Version.ShouldBe("a");
    }

    [Fact]
    public async Task WhileACanaryIsTriedTheSnapshotBesideItStaysAsItIs()
    {
        await TrainAsync("b");
        await _catalog.SetCanaryAsync(new CanaryShare("a", 0.1), Cancellation);
        await ComesAsync("new", group: 1);
        var extender = Extender();

        await extender.ExtendAsync(Cancellation);
        (await _catalog.GetServedAsync(Cancellation)).ShouldBe(("b", new CanaryShare("a", 0.1)));

        await _catalog.ActivateAsync("b", Cancellation);
        await extender.ExtendAsync(Cancellation);
        (await ActiveAsync()).Metadata.Extension!.Of.ShouldBe("b");
    }

    [Fact]
    public async Task ADamagedSnapshotOfTheTrainingIsNotExtended()
    {
        await ComesAsync("new", group: 1);
        await File.WriteAllTextAsync(_folder.File("a.safetensors"), "damaged", Cancellation);

        await Should.ThrowAsync<InvalidSnapshotException>(() => Extender().ExtendAsync(Cancellation));

        (await VersionsAsync()).ShouldBe(["a"]);
    }

    private SnapshotExtender Extender() => new(
        database.DataSource, database.Contexts, database.Get<ReadRouter>(), Store, _catalog, new ExtensionTurn(database.DataSource), new ExtensionPublisher(Store, _catalog),
        new WorkerMeter(database.Get<IMeterFactory>()), Options.Create(new RunDataOptions()), TimeProvider.System, NullLogger<SnapshotExtender>.Instance);

    private Task ComesAsync(string key, int? group) => database.ExecuteAsync(group is { } of ? Item(key, of) : $"insert into items (key) values ('{key}')");

    private static string Item(string key, int group) =>
        $"""
        insert into entities (key) values ('thing-{key}');
        insert into items (key, name, entity_id) select '{key}', 'Name of {key}', id from entities where key = 'thing-{key}';
        {Triple(key, group)}
        """;

    private static string Triple(string key, int group) =>
        $"""
        insert into kg_triples (head_id, relation_id, tail_id)
        select h.id, r.id, t.id from entities h, relations r, entities t where h.key = 'thing-{key}' and r.key = 'in' and t.key = 'group{group}';
        """;

    /// <summary>Has a snapshot served whose items stand in their groups' columns, with some noise.</summary>
    private async Task TrainAsync(string version)
    {
        var random = new Random(6);
        var watermark = (await database.QueryAsync<DateTimeOffset>("select now()")).Single();
        float[] items = [.. Enumerable.Range(0, Known * Groups).Select(k => (k / Groups % Groups == k % Groups ? 1 : 0) + (0.1f * (random.NextSingle() - 0.5f)))];
        var content = new SnapshotContent(
            new SnapshotMetadata(version, "groups", DateTimeOffset.UnixEpoch, watermark, new Dictionary<string, string>(), new Dictionary<string, double>()),
            Groups, ["ann"], [.. Enumerable.Range(0, Known).Select(item => $"item{item}")], new string?[Known],
            [1, 0, 0, 0], items, [.. Enumerable.Repeat(3, Known)], [0, 1], [4]);
        await Store.SaveAsync(content, Cancellation);
        await _catalog.RegisterReadyAsync(content.Metadata, Cancellation);
        await _catalog.ActivateAsync(version, Cancellation);
    }

    private async Task<CatalogedSnapshot> ActiveAsync() => (await _catalog.ListAsync(Cancellation)).Single(snapshot => snapshot.State == SnapshotState.Active);

    private async Task<CatalogedSnapshot> FindAsync(string version) => (await _catalog.ListAsync(Cancellation)).Single(snapshot => snapshot.Version == version);

    private async Task<List<string>> VersionsAsync() => [.. (await _catalog.ListAsync(Cancellation)).Select(snapshot => snapshot.Version)];
}
