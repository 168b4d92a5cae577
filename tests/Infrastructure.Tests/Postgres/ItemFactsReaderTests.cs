using System.Diagnostics;
using KDiffE.Domain.Graph;
using KDiffE.Domain.Ranking;
using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Postgres;

public sealed class ItemFactsReaderTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ReadsWhatTheItemsOfASnapshotHaveInCommonByName()
    {
        await database.ExecuteAsync(
            """
            insert into entities (key, attributes) values
                ('m.1', null), ('m.2', null), ('m.3', null), ('m.lang', '{"name": "Fritz Lang"}'), ('m.noir', '{"name": ["film", "noir"]}'), ('m.b', '{"name": ""}');
            insert into items (key, entity_id) select 'film' || right(key, 1), id from entities where key in ('m.1', 'm.2', 'm.3');
            insert into items (key) values ('without');
            insert into relations (key) values ('directed'), ('genre');
            insert into kg_triples (head_id, relation_id, tail_id)
            select h.id, r.id, t.id
            from (values ('m.lang', 'directed', 'm.1'), ('m.lang', 'directed', 'm.2'), ('m.1', 'genre', 'm.noir'), ('m.2', 'genre', 'm.noir'),
                ('m.3', 'genre', 'm.noir'), ('m.1', 'genre', 'm.b'), ('m.2', 'genre', 'm.b')) v (head, relation, tail)
            join entities h on h.key = v.head join relations r on r.key = v.relation join entities t on t.key = v.tail
            """);

        // The snapshot has never heard of film3.
        var facts = await ReadAsync("film2", "without", "film1");

        facts.Items.ShouldBe(3);
        facts.SharedWith(0, 2, most: 10).ShouldBe(
        [
            new ItemFact("directed^-1", "m.lang", "Fritz Lang", 2),
            new ItemFact("genre", "m.b", "m.b", 2),
            new ItemFact("genre", "m.noir", "m.noir", 2),
        ]);
        facts.SharedWith(0, 1, most: 10).ShouldBeEmpty();
        var (all, top) = (new ItemMask(3), new ScoredItem[3]);
        all.SetAll();
        facts.SimilarTo(2, all, top).ShouldBe(1);
        top[0].ShouldBe(new ScoredItem(0, 1));
    }

    [Fact]
    public async Task AnEmptyDatabaseHasNoFacts() => (await ReadAsync("film1")).Facts.ShouldBe(0);

    [Fact]
    public async Task ALargeGraphIsReadAsTheDatabaseCountsIt()
    {
        const int Triples = 50_000;
        await database.ExecuteAsync(
            $"""
            insert into entities (key) select 'e' || n from generate_series(1, 15000) n;
            insert into items (key, entity_id) select 'i' || id, id from entities where id <= 5000;
            insert into relations (key) select 'r' || n from generate_series(1, 20) n;
            insert into kg_triples (head_id, relation_id, tail_id)
            select 1 + n % 5000, 1 + n % 20, 5001 + (n::bigint * 7919) % 997 from generate_series(0, {Triples} - 1) n on conflict do nothing
            """);
        await using var count = database.DataSource.CreateCommand("select count(*) from (select from kg_triples group by relation_id, tail_id having count(*) > 1) shared");
        var clock = Stopwatch.StartNew();

        var facts = await ReadAsync([.. Enumerable.Range(1, 5_000).Select(n => $"i{n}")]);

        TestContext.Current.TestOutputHelper?.WriteLine($"{facts.Facts} facts in {clock.Elapsed.TotalSeconds:F2} s");
        facts.Facts.ShouldBeGreaterThan(1_000);
        ((long)facts.Facts).ShouldBe(await count.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task StopsWhenCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await database.ExecuteAsync("insert into entities (key) values ('e'); insert into items (key, entity_id) select 'i' || n, 1 from generate_series(1, 1000) n");

        var reading = ItemFactsReader.ReadAsync(database.DataSource, 1, _ =>
        {
            cancelled.Cancel();
            return 0;
        }, cancelled.Token);

        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    private Task<ItemFacts> ReadAsync(params string[] items)
    {
        var rows = items.Select((id, row) => (id, row)).ToDictionary(x => x.id, x => x.row);
        return ItemFactsReader.ReadAsync(database.DataSource, items.Length, id => rows.TryGetValue(id, out var row) ? row : null, Cancellation);
    }
}
