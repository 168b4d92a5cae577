using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Import;

public sealed class RecBoleImportTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly RecBoleImport _import = database.Get<RecBoleImport>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task EveryValueArrives()
    {
        using var folder = TestFolder.Full();

        await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        (await database.QueryAsync<string>("select concat_ws(' ', id, key, coalesce(attributes::text, 'null')) from users order by id")).ShouldBe([
            """1 anna {"age": 31, "tags": ["red", "", "blue"]}""", "2 björn {}", """3 清 {"age": 0.10, "tags": ["grün"]}""", "4 guest null", "5 late null",
        ]);
        (await database.QueryAsync<string>(
            "select concat_ws(' ', key, name, attributes, categories, (select e.key from entities e where e.id = entity_id)) from items order by id")).ShouldBe([
            """2 The "Big" One {"mix": [0.5, -1000], "price": 9.90, "title": ["The", "\"Big\"", "One"], "genres": ["drama", "comedy", "drama"]} {drama,comedy} m.2""",
            """0 {"price": 0.0000001} {} m.2""",
            """1 Öl {"mix": [7], "title": ["Öl"], "genres": ["drama"]} {drama} m.1""",
        ]);
        (await database.QueryAsync<string>(
            """
            select concat_ws(' ', u.key, i.key, event_type, weight, extract(epoch from occurred_at)::real, split, x.attributes)
            from interactions x join users u on u.id = user_id join items i on i.id = item_id order by x.id
            """)).ShouldBe([
            "björn 1 interaction 4.5 100.25 1", """anna 2 interaction 3 200 1 {"device": "phone"}""", "guest 0 interaction 1 300 1",
            "anna 0 interaction 400 2", "anna 1 interaction 2 500 3", """late 2 buy 5 900 0 {"device": "web"}""",
        ]);
        (await database.QueryAsync<string>(
            """
            select concat_ws(' ', h.key, r.key, t.key) from kg_triples k join entities h on h.id = head_id
            join relations r on r.id = relation_id join entities t on t.id = tail_id order by k.id
            """)).ShouldBe(["m.1 director p.9", "m.2 director p.9", "m.2 sequel m.1", "p.9 born in c.3"]);
        (await database.QueryAsync<string>("select concat(key, attributes) from relations order by id")).ShouldBe(
            ["""director{"name": "directed by"}""", "sequel", "born in"]);
        (await database.QueryAsync<string>(
            "select concat_ws(' ', modality, i.key, values) from item_features join items i on i.id = item_id order by i.key")).ShouldBe(
            ["image 0 {1,2}", "image 1 {3.5,-4}", "image 2 {5,6}"]);
    }

    [Fact]
    public async Task ThePlannerKnowsWhatCame()
    {
        using var folder = TestFolder.Full();

        await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        (await database.QueryAsync<float>("select reltuples from pg_class where oid = 'interactions'::regclass")).ShouldBe([6]);
        (await database.QueryAsync<float>("select reltuples from pg_class where oid = 'kg_triples'::regclass")).ShouldBe([4]);
    }

    [Fact]
    public async Task ImportingAgainChangesNothing()
    {
        using var folder = TestFolder.Full();
        const string Everything =
            """
            select string_agg(t::text, ' ') from (
                select row(u.*)::text t from users u union all select row(i.*)::text from items i union all
                select row(e.*)::text from entities e union all select row(r.*)::text from relations r union all
                select row(k.*)::text from kg_triples k union all select row(f.*)::text from item_features f union all
                select row(x.*)::text from interactions x order by 1) rows
            """;

        var first = await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);
        var before = await database.QueryAsync<string>(Everything);
        var second = await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        first.Tables.Select(t => (t.Table, t.Inserted)).ShouldBe(
            [
                ("entities", 4), ("relations", 3), ("users", 5), ("items", 3),
                ("links", 3), ("kg_triples", 4), ("item_features", 3), ("interactions", 6),
            ]);
        second.Tables.ShouldAllBe(t => t.Inserted == 0 && t.Updated == 0);
        second.Tables.Single(t => t.Table == "interactions").Unchanged.ShouldBe(6);
        (await database.QueryAsync<string>(Everything)).ShouldBe(before);
    }

    [Fact]
    public async Task WhatAFolderSaysAnewIsUpdatedAndWhatItDoesNotSayIsKept()
    {
        using var folder = TestFolder.Full();
        await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);
        await database.ExecuteAsync("update items set hidden = true");
        using var change = new TestFolder();
        change.Write("mini.item", "item_id:token\tprice:float\n1\t5\n");
        change.Write("mini.inter", "user_id:token\titem_id:token\ttimestamp:float\trating:float\nanna\t2\t200\t1\nguest\t0\t300\t\nnew\t9\t1\t1\n");
        change.Write("mini.link", "item_id:token\tentity_id:token\n1\tm.2\n");

        var report = await _import.ImportAsync(change.Path, cancellationToken: Cancellation);

        report.Tables.Where(t => t.Inserted + t.Updated + t.Unchanged > 0).ShouldBe(
            [
                new TableReport("entities", 0, 0, 1), new TableReport("users", 1, 0, 2), new TableReport("items", 1, 1, 2),
                new TableReport("links", 0, 1, 0), new TableReport("interactions", 1, 1, 1),
            ]);
        (await database.QueryAsync<string>("select concat_ws(' ', name, attributes, categories, hidden) from items where key = '1'"))
            .ShouldBe(["""Öl {"mix": [7], "price": 5, "title": ["Öl"], "genres": ["drama"]} {drama} t"""]);
        (await database.QueryAsync<string>(
            "select concat_ws(' ', weight, split) from interactions where occurred_at in (to_timestamp(200), to_timestamp(300)) order by id"))
            .ShouldBe(["1 1", "1 1"]);
    }

    [Fact]
    public async Task GoodRowsGoInAndBadOnesAreCounted()
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\trating:float\nu\ti\t1\nu\ti2\n\ti\t1\nu\ti3\tx\nu\ti4\t2\n");

        var report = await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        report.Files.ShouldHaveSingleItem().ShouldBe(new FileReport("mini.inter", 2, 3, report.FirstBadRows[0]));
        report.BadRows.ShouldBe(3);
        report.FirstBadRows.Select(r => r.ToString()).ShouldBe([
            "mini.inter:3: 2 fields where the header has 3", "mini.inter:4: user_id: is empty", "mini.inter:5: rating: 'x' is not a number",
        ]);
        (await database.QueryAsync<string>("select key from items order by id")).ShouldBe(["i", "i4"]);
    }

    [Fact]
    public async Task StrictImportsNothingWhenOneRowIsBad()
    {
        using var folder = TestFolder.Full();
        folder.Write("mini.kg", "head_id:token\trelation_id:token\ttail_id:token\na\tb\tc\na\tb\n");

        var error = await Should.ThrowAsync<BadRowsException>(() => _import.ImportAsync(folder.Path, strict: true, cancellationToken: Cancellation));

        error.Message.ShouldBe("1 bad row:\n  mini.kg:3: 2 fields where the header has 3");
        (await CountAllAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task APairInTwoPartsOfTheSplitStaysInTheFirst()
    {
        using var folder = new TestFolder();
        folder.Write("mini.train.inter", "user_id:token\titem_id:token\nu\ta\nu\tb\n");
        folder.Write("mini.valid.inter", "user_id:token\titem_id:token\nu\tc\nu\ta\n");
        folder.Write("mini.test.inter", "user_id:token\titem_id:token\nu\tc\nu\tb\nu\td\n");

        var report = await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        report.FirstBadRows.Select(r => r.ToString()).ShouldBe([
            "mini.valid.inter:3: user 'u' and item 'a' already stand in the train part of the split",
            "mini.test.inter:2: user 'u' and item 'c' already stand in the valid part of the split",
            "mini.test.inter:3: user 'u' and item 'b' already stand in the train part of the split",
        ]);
        report.Files.Select(f => (f.Rows, f.BadRows)).ShouldBe([(2, 0), (1, 1), (1, 2)]);
        (await database.QueryAsync<string>("select i.key || split from interactions x join items i on i.id = item_id order by x.id"))
            .ShouldBe(["a1", "b1", "c2", "d3"]);
        await Should.ThrowAsync<BadRowsException>(() => _import.ImportAsync(folder.Path, strict: true, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task SplitFilesWithoutTimesTakeThemFromTheWholeFile()
    {
        using var folder = new TestFolder();
        folder.Write("mini.train.inter", "user_id:token\titem_id:token\nu\tb\nu\ta\n");
        folder.Write("mini.test.inter", "user_id:token\titem_id:token\nu\tc\n");
        folder.Write(
            "mini.inter",
            "user_id:token\titem_id:token\ttimestamp:float\nu\ta\t1\nu\tb\t2\nu\tc\t3\nu\td\t4\nu\ta\t5\n");

        await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        (await database.QueryAsync<string>(
            "select concat_ws(' ', i.key, split, extract(epoch from occurred_at)::integer) from interactions x join items i on i.id = item_id order by x.id, occurred_at"))
            .ShouldBe(["b 1 2", "a 1 1", "a 1 5", "c 3 3", "d 0 4"], ignoreOrder: true);
    }

    [Fact]
    public async Task AFeatureFileThatDoesNotFitLeavesTheRestAlone()
    {
        using var folder = TestFolder.Full();
        folder.WriteFeatures("audio", 1, [1, 2]);

        var report = await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        report.FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe("audio_feat.npy:0: item '2' has no row: ids must be the integers from 0 to 1");
        (await database.QueryAsync<string>("select distinct modality from item_features")).ShouldBe(["image"]);
    }

    [Fact]
    public async Task CancellingMidwayLeavesNothing()
    {
        using var folder = Large();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var progress = new Reaction(p =>
        {
            if (p.Rows > 20_000)
                stop.Cancel();
        });

        await Should.ThrowAsync<OperationCanceledException>(() => _import.ImportAsync(folder.Path, progress: progress, cancellationToken: stop.Token));

        (await CountAllAsync()).ShouldBe(0);
        (await _import.ImportAsync(folder.Path, cancellationToken: Cancellation)).Tables.Single(t => t.Table == "interactions").Inserted.ShouldBe(50_000);
    }

    [Fact]
    public async Task ADeadConnectionLeavesNothingAndTheNextImportWorks()
    {
        using var folder = Large();
        var killed = false;
        var progress = new Reaction(p =>
        {
            if (p.Done || killed || p.Rows < 20_000)
                return;
            killed = true;
            using var command = database.DataSource.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'copy staged_interactions%'");
            command.ExecuteNonQuery();
        });

        var error = await Should.ThrowAsync<Exception>(() => _import.ImportAsync(folder.Path, progress: progress, cancellationToken: Cancellation));

        error.ShouldNotBeOfType<BadRowsException>();
        killed.ShouldBeTrue();
        (await CountAllAsync()).ShouldBe(0);
        (await _import.ImportAsync(folder.Path, cancellationToken: Cancellation)).BadRows.ShouldBe(0);
    }

    [Fact]
    public async Task ImportsAtOnceWaitForEachOther()
    {
        using var folder = TestFolder.Full();

        var reports = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _import.ImportAsync(folder.Path, cancellationToken: Cancellation)));

        reports.Select(r => r.Tables.Single(t => t.Table == "interactions").Inserted).Order().ShouldBe([0, 0, 6]);
        (await database.QueryAsync<long>("select count(*) from interactions")).ShouldBe([6]);
    }

    [Fact]
    public async Task ProgressNamesEveryFileAndThenEveryTable()
    {
        using var folder = TestFolder.Full();
        var heard = new List<ImportProgress>();

        await _import.ImportAsync(folder.Path, progress: new Reaction(heard.Add), cancellationToken: Cancellation);

        heard.Select(p => p.Source).ShouldBe([
            "mini.user", "mini.item", "mini.train.inter", "mini.valid.inter", "mini.test.inter", "mini.inter",
            "mini.entity", "mini.relation", "mini.link", "mini.kg", "image_feat.npy",
            "entities", "relations", "users", "items", "links", "kg_triples", "item_features", "interactions",
        ]);
        heard[10].ShouldBe(new ImportProgress("image_feat.npy", 3, 1, Done: true));
    }

    [Fact]
    public async Task AFirstImportLeavesTheForeignKeysInPlace()
    {
        const string Keys = "select conname || pg_get_constraintdef(oid) || convalidated from pg_constraint where contype = 'f' order by 1";
        using var folder = TestFolder.Full();
        var before = await database.QueryAsync<string>(Keys);

        await _import.ImportAsync(folder.Path, cancellationToken: Cancellation);

        (await database.QueryAsync<string>(Keys)).ShouldBe(before);
        before.Count.ShouldBe(14);
    }

    private static TestFolder Large()
    {
        var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\n" + string.Concat(Enumerable.Range(0, 50_000).Select(n => $"u{n % 500}\ti{n / 500}\n")));
        return folder;
    }

    private async Task<long> CountAllAsync() => (await database.QueryAsync<long>(
        "select (select count(*) from users) + (select count(*) from items) + (select count(*) from entities) + (select count(*) from interactions)"))[0];

    private sealed class Reaction(Action<ImportProgress> react) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => react(value);
    }
}
