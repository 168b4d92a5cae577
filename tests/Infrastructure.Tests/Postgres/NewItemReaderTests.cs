using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>What may be new to a snapshot is found, with the time of what is known of it.</summary>
public sealed class NewItemReaderTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Watermark = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);

    public async ValueTask InitializeAsync() => await database.ExecuteAsync(
        """
        truncate items, entities, relations cascade;
        insert into entities (key) values ('bare'), ('old'), ('told'), ('tail'), ('other');
        insert into relations (key) values ('in');
        insert into items (key, entity_id, updated_at)
        select key, id, '2026-01-01' from entities where key <> 'other';
        insert into items (key, updated_at) values ('new', '2026-01-11'), ('late', '2026-01-10 11:30Z'), ('seen', '2026-01-01');
        insert into kg_triples (head_id, relation_id, tail_id, updated_at)
        select h.id, r.id, t.id, at::timestamptz
        from (values ('old', 'other', '2026-01-02Z'), ('told', 'other', '2026-01-12Z'), ('other', 'tail', '2026-01-13Z')) x (head, tail, at)
        join entities h on h.key = head join entities t on t.key = tail cross join relations r;
        insert into item_features (item_id, modality, dim, values, updated_at)
        select id, 'image', 1, '{1}', case key when 'seen' then '2026-01-14Z'::timestamptz else '2026-01-03Z' end from items where key in ('seen', 'late');
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ItemsThatCameOrOfWhichSomethingBecameKnownAreFound()
    {
        var items = await NewItemReader.ReadAsync(database.DataSource, Watermark, TestContext.Current.CancellationToken);

        // 'late' was written by a transaction that was perhaps under way when the data were read.
        items.ToDictionary(item => item.Key, item => item.ContentAt).ShouldBe(
            new Dictionary<string, DateTimeOffset?> { ["new"] = null, ["late"] = Day(3), ["told"] = Day(12), ["tail"] = Day(13), ["seen"] = Day(14) }, ignoreOrder: true);
    }

    [Fact]
    public async Task WhereTheSnapshotDoesNotSayWhatItKnowsEveryItemMayBeNew()
    {
        var items = await NewItemReader.ReadAsync(database.DataSource, watermark: null, TestContext.Current.CancellationToken);
        items.Select(item => item.Key).ShouldBe(["bare", "old", "told", "tail", "new", "late", "seen"], ignoreOrder: true);
    }

    private static DateTimeOffset Day(int day) => new(2026, 1, day, 0, 0, 0, TimeSpan.Zero);
}
