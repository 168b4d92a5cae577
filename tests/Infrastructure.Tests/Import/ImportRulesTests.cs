using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Import;

/// <summary>What an import does where rows, files or sizes contradict each other or what the database has.</summary>
public sealed class ImportRulesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly RecBoleImport _import = database.Get<RecBoleImport>();
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("a\t5\na\t1\na\t\n")]
    [InlineData("a\t\na\t1\na\t5\n")]
    [InlineData("a\t1\na\t5\na\t\n")]
    public async Task OfRepeatsTheBestRatedCountsInWhicheverOrderTheyStand(string rows)
    {
        _folder.Write("mini.inter", "item_id:token\trating:float\tuser_id:token\n" + rows.Replace("\n", "\tu\n", StringComparison.Ordinal));

        var report = await ImportAsync();

        (await database.QueryAsync<double>("select weight from interactions")).ShouldBe([5]);
        report.Tables[^1].ShouldBe(new TableReport("interactions", 1, 0, 2));
    }

    [Fact]
    public async Task AFileThatIsUnusableAsAWholeIsAFailureThoughTheOthersGoIn()
    {
        _folder.Write("mini.item", "item_id:token\ni\n");
        _folder.Write("mini.inter", "user_id:token\tarticle:token\nu\ti\n");
        _folder.Write("mini.user", "user_id:token\n\t\n");

        var report = await ImportAsync();

        report.Failures.ShouldBe([
            "Nothing of mini.user could be used: mini.user:2: 2 fields where the header has 1",
            "Nothing of mini.inter could be used: mini.inter:1: item_id: the file lacks this column",
        ]);
        (await database.QueryAsync<string>("select key from items")).ShouldBe(["i"]);
    }

    [Fact]
    public async Task AFolderOfHeadersAloneIsAFailure()
    {
        _folder.Write("mini.inter", "user_id:token\titem_id:token\n");

        (await ImportAsync()).Failures.ShouldBe(["The files of mini hold no row that could be used."]);
    }

    [Fact]
    public async Task AFewBadRowsAreNone()
    {
        _folder.Write("mini.inter", "user_id:token\titem_id:token\nu\ti\nu\n");

        var report = await ImportAsync();

        (report.BadRows, report.Failures.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task FeaturesOfAnotherSizeThanThoseThatStayAreRefusedAndTheRestGoesIn()
    {
        WriteItems(3, dim: 2);
        await ImportAsync();
        WriteItems(2, dim: 4);

        var report = await ImportAsync();

        report.FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe(
            "image_feat.npy:0: has 4 values per item where item '2', which is not in it, has 2 in the database; --replace or 'kdiffe prune --features' takes those away");
        report.Failures.ShouldHaveSingleItem().ShouldStartWith("Nothing of image_feat.npy could be used");
        (await database.QueryAsync<int>("select distinct dim from item_features")).ShouldBe([2]);
    }

    [Fact]
    public async Task FeaturesOfAnotherSizeForEveryItemTakeThePlaceOfTheOld()
    {
        WriteItems(2, dim: 2);
        await ImportAsync();
        WriteItems(3, dim: 4);

        (await ImportAsync()).BadRows.ShouldBe(0);

        (await database.QueryAsync<int>("select dim from item_features")).ShouldBe([4, 4, 4]);
    }

    [Fact]
    public async Task ReplacingTakesFeaturesOfAnotherSizeAlong()
    {
        WriteItems(3, dim: 2);
        await ImportAsync();
        WriteItems(2, dim: 4);

        var report = await _import.ImportAsync(_folder.Path, replace: true, cancellationToken: Cancellation);

        report.Tables.Single(t => t.Table == "item_features").ShouldBe(new TableReport("item_features", 0, 2, 0, Deleted: 1));
        (await database.QueryAsync<int>("select dim from item_features")).ShouldBe([4, 4]);
    }

    [Fact]
    public async Task FeaturesOfSeveralSizesThatGotInOtherwiseDoNotStopTheTraining()
    {
        WriteItems(3, dim: 2);
        await ImportAsync();
        await database.ExecuteAsync("update item_features set dim = 1, values = '{7}' where item_id = (select id from items where key = '1')");

        var image = (await DatabaseDataset.LoadAsync(database.DataSource, "mixed", cancellationToken: Cancellation)).Features.ShouldHaveSingleItem();

        image.Dim.ShouldBe(2);
        image.Present.ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task ReplacingRefusesAFolderWithABadRowOrWithoutAny()
    {
        using var full = TestFolder.Full();
        await _import.ImportAsync(full.Path, cancellationToken: Cancellation);
        _folder.Write("mini.inter", "user_id:token\titem_id:token\nu\ti\nu\n");
        await Should.ThrowAsync<BadRowsException>(() => _import.ImportAsync(_folder.Path, replace: true, cancellationToken: Cancellation));
        _folder.Write("mini.inter", "user_id:token\titem_id:token\n");
        await Should.ThrowAsync<InvalidOperationException>(() => _import.ImportAsync(_folder.Path, replace: true, cancellationToken: Cancellation));

        (await database.QueryAsync<long>("select count(*) from interactions")).ShouldBe([6]);
    }

    [Fact]
    public async Task ReplacingCountsWhatGoesAndKeepsWhatNoFolderSays()
    {
        using var full = TestFolder.Full();
        await _import.ImportAsync(full.Path, cancellationToken: Cancellation);
        await database.ExecuteAsync("update items set hidden = true where key = '1'");
        _folder.Write("mini.item", "item_id:token\tprice:float\n1\t5\n");
        _folder.Write("mini.inter", "user_id:token\titem_id:token\ttimestamp:float\nanna\t1\t500\nanna\t1\t501\n");

        var report = await _import.ImportAsync(_folder.Path, replace: true, cancellationToken: Cancellation);

        report.Tables.ShouldBe([
            new TableReport("entities", 0, 0, 0, 4), new TableReport("relations", 0, 0, 0, 3), new TableReport("users", 0, 1, 0, 4),
            new TableReport("items", 0, 1, 0, 2), new TableReport("links", 0, 0, 0, 3), new TableReport("kg_triples", 0, 0, 0, 4),
            new TableReport("item_features", 0, 0, 0, 3), new TableReport("interactions", 1, 1, 0, 5),
        ]);
        (await database.QueryAsync<string>("select concat_ws('|', key, name, attributes, categories, hidden, entity_id) from items"))
            .ShouldBe(["""1|{"price": 5}|{}|t"""]);
        (await database.QueryAsync<string>("select concat_ws('|', weight, split, attributes) from interactions")).ShouldBe(["", ""]);
    }

    [Fact]
    public async Task APairThatALaterSplitHoldsOutIsHeldOutAltogether()
    {
        _folder.Write("mini.train.inter", "user_id:token\titem_id:token\ttimestamp:float\nu\ta\t1\nu\tb\t1\n");
        await ImportAsync();
        _folder.Write("mini.train.inter", "user_id:token\titem_id:token\ttimestamp:float\nu\tb\t1\n");
        _folder.Write("mini.test.inter", "user_id:token\titem_id:token\ttimestamp:float\nu\ta\t2\n");
        await ImportAsync();

        (await database.QueryAsync<string>("select i.key || split from interactions x join items i on i.id = item_id order by 1")).ShouldBe(["a3", "a3", "b1"]);
    }

    private void WriteItems(int count, int dim)
    {
        _folder.Write("mini.item", "item_id:token\n" + string.Concat(Enumerable.Range(0, count).Select(n => $"{n}\n")));
        _folder.WriteFeatures("image", dim, [.. Enumerable.Range(1, count * dim).Select(n => (float)n)]);
    }

    private Task<ImportReport> ImportAsync() => _import.ImportAsync(_folder.Path, cancellationToken: Cancellation);
}
