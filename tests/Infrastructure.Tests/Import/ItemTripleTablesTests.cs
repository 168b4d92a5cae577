using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Import;

public sealed class ItemTripleTablesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    // Items 0 and 2 are entity m.2, item 1 is m.1; item 3 is none.
    private static readonly ItemTriple[] Images =
        [new("2", "has_image", "image:0"), new("0", "has_image", "image:0"), new("1", "has_image", "image:1"), new("3", "has_image", "image:0")];

    private readonly ItemTripleTables _tables = database.Get<ItemTripleTables>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TrainingSeesWhatItSeesInAFolderThatGotTheSame()
    {
        using var folder = await ImportAsync();

        var added = await _tables.AddAsync(Images, replace: false, Cancellation);
        new ItemTripleFiles(RecBoleFolder.Open(folder.Path)).Add(Images, replace: false, Cancellation).ShouldBe(added);

        added.ShouldBe(new AddedTriples(Added: 3, Replaced: 0, Linked: 1));
        var (stored, read) = (await LoadAsync(), FolderDataset.Load(folder.Path, cancellationToken: Cancellation));
        stored.EntityIds.ShouldBe(read.EntityIds);
        stored.RelationIds.ShouldBe(read.RelationIds);
        stored.Triples.ShouldBeEquivalentTo(read.Triples);
        stored.EntityIds.ShouldContain("image:1");
    }

    [Fact]
    public async Task ASecondTimeIsRefusedAndChangesNothing()
    {
        using var folder = await ImportAsync();
        await _tables.AddAsync(Images, replace: false, Cancellation);
        var before = await LoadAsync();

        (await Should.ThrowAsync<InvalidOperationException>(() => _tables.AddAsync(Images, replace: false, Cancellation)))
            .Message.ShouldBe("The database already holds 3 triples of has_image; --replace puts new ones in their place.");

        (await LoadAsync()).Triples.ShouldBeEquivalentTo(before.Triples);
    }

    [Fact]
    public async Task ReplacingDropsTheFormerTriplesOfTheSameRelationAlone()
    {
        using var folder = await ImportAsync();
        await _tables.AddAsync(Images, replace: false, Cancellation);

        var added = await _tables.AddAsync([new("1", "has_image", "image:7")], replace: true, Cancellation);

        added.ShouldBe(new AddedTriples(Added: 1, Replaced: 3, Linked: 0));
        (await database.QueryAsync<string>(
            "select h.key || ' ' || r.key || ' ' || t.key from kg_triples k join entities h on h.id = head_id join relations r on r.id = relation_id join entities t on t.id = tail_id order by k.id"))
            .ShouldBe(["m.1 director p.9", "m.2 director p.9", "m.2 sequel m.1", "p.9 born in c.3", "m.1 has_image image:7"]);
    }

    [Fact]
    public async Task AnItemTakesNobodysName()
    {
        using var folder = await ImportAsync();
        await database.ExecuteAsync("insert into entities (key) values ('item:3')");

        (await Should.ThrowAsync<InvalidOperationException>(() => _tables.AddAsync(Images, replace: false, Cancellation)))
            .Message.ShouldContain("an entity 'item:3' already");

        (await database.QueryAsync<long>("select count(*) from entities where key like 'image:%'")).ShouldBe([0]);
    }

    private async Task<TestFolder> ImportAsync()
    {
        var folder = TestFolder.Full();
        folder.Write("mini.item", await File.ReadAllTextAsync(Path.Combine(folder.Path, "mini.item"), Cancellation) + "Four\t3\t\t\t\n");
        folder.WriteFeatures("image", 2, [1, 2, 3, 4, 5, 6, 7, 8]);
        await database.Get<RecBoleImport>().ImportAsync(folder.Path, strict: true, cancellationToken: Cancellation);
        return folder;
    }

    private Task<Dataset> LoadAsync() => DatabaseDataset.LoadAsync(database.DataSource, "mini", cancellationToken: Cancellation);
}
